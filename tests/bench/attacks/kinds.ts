import { HTTP_ATTACKS } from "./http-kinds.ts";
import { KEY_ATTACKS } from "./key-kinds.ts";
import { HANDSHAKES, SOCKET_ATTACKS } from "./socket-kinds.ts";
import type { Attack } from "./target.ts";

export const ATTACKS: ReadonlyArray<Attack> = [...HTTP_ATTACKS, ...KEY_ATTACKS, ...SOCKET_ATTACKS];

/** What nginx should keep from the gateway, and what it cannot. */
const THROUGH_NGINX = [
	"nothing",
	"frames of 8 MiB",
	"bombs",
	"wrong and revoked keys",
	"tricks with the path",
	"headers of 64 KiB",
	"200 connections whose headers never end",
	"200 connections whose body",
	"400 connections that say nothing",
	"100 connections that ask and never read",
	"one key floods: 64",
	"a body in chunks of one byte",
	"strangers ask",
	"10,000 handshakes of sockets, with a key",
	"fragments of one byte",
	"pings of the protocol",
	"one key floods over sockets",
];

export const NGINX_ATTACKS: ReadonlyArray<Attack> = [
	...ATTACKS.filter(({ name }) => THROUGH_NGINX.some((start) => name.startsWith(start))),
	HANDSHAKES,
];
