import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { framesPath, hold, json, openSession, TURN, volley, type Attack } from "./target.ts";

const HUGE = JSON.stringify({ seq: 1, ack: 0, ops: [], filler: "x".repeat(8 * 1024 * 1024) });
const LARGE = JSON.stringify({ seq: 1, ack: 0, ops: [], filler: "x".repeat(1000 * 1024) });
const DEEP = "[".repeat(1024 * 1024 - 10);
/** 64 MiB in 64 kB, and what the gateway takes, nearly a mebibyte, in a kilobyte. */
const BOMB = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20));
const PACKED = gzipSync(LARGE);

const PATHS = [
	"/v1/../v1/sessions",
	"/v1//sessions",
	"//v1/sessions",
	"/V1/sessions",
	"/v1/sessions/",
	"/v1/sessions;x",
	"/v1%2fsessions",
	"/v1/%73essions",
	"/./v1/sessions",
	"/healthz/../v1/sessions",
	"/healthz/..%2fv1%2fsessions",
	"/healthz%00/v1/sessions",
	"/v1/sessions/../../metrics",
	"/metrics",
	"/v1/metrics",
	"/v1/sessions/..%2f..%2fetc%2fpasswd/blocks",
	"/v1/sessions/%2e%2e/blocks",
	"/v1/sessions/x/blocks?authorization=Bearer%20x",
	"http://127.0.0.1/v1/sessions",
	"/v1/sessions/%ff/blocks",
	"/v1/usage?key=owner",
	"/v1/usage#/healthz",
	"*",
	"/",
];

export const HTTP_ATTACKS: ReadonlyArray<Attack> = [
	{
		name: "nothing: a process that is only busy",
		run: async (_target, until) => {
			while (Date.now() < until) await sleep(0);
			return {};
		},
	},
	{
		name: "frames of 8 MiB",
		run: (target, until) =>
			volley(target, until, { connections: 8 }, () => ({
				path: framesPath("x"),
				headers: json(target.token),
				body: HUGE,
			})),
	},
	{
		name: "frames of 1 MiB, as fast as they go",
		run: async (target, until) => {
			const path = framesPath(await openSession(target, "large"));
			return volley(target, until, { connections: 8 }, () => ({
				path,
				headers: json(target.token),
				body: LARGE,
			}));
		},
	},
	{
		name: "bombs: 64 MiB of blanks, packed by gzip",
		run: async (target, until) => {
			const path = framesPath(await openSession(target, "bombs"));
			const headers = { ...json(target.token), "content-encoding": "gzip" };
			return volley(target, until, { connections: 8 }, () => ({ path, headers, body: BOMB }));
		},
	},
	{
		name: "frames of 1 MiB in 1 kB, as fast as they go",
		run: async (target, until) => {
			const path = framesPath(await openSession(target, "packed"));
			const headers = { ...json(target.token), "content-encoding": "gzip" };
			return volley(target, until, { connections: 8 }, () => ({ path, headers, body: PACKED }));
		},
	},
	{
		name: "JSON a million deep",
		run: (target, until) =>
			volley(target, until, { connections: 8 }, () => ({
				path: "/v1/sessions",
				headers: json(target.token),
				body: DEEP,
			})),
	},
	{
		name: "one frame with one turn, replayed",
		run: async (target, until) => {
			const path = framesPath(await openSession(target, "replay"));
			const body = JSON.stringify({ seq: 1, ack: 0, ops: [{ ...TURN, turnId: "t1" }] });
			return volley(target, until, { connections: 8 }, () => ({ path, headers: json(target.token), body }));
		},
	},
	{
		name: "frames for the victim's session, with the attacker's key",
		run: (target, until) =>
			volley(target, until, { connections: 8 }, (count) => ({
				path: framesPath(target.sessionId),
				headers: json(target.token),
				body: JSON.stringify({ seq: count + 1, ack: 0, ops: [{ ...TURN, turnId: `f${count}` }] }),
			})),
	},
	{
		name: "wrong and revoked keys",
		run: (target, until) =>
			volley(target, until, { connections: 16 }, (count) => ({
				path: framesPath(target.sessionId),
				headers: json(count % 2 === 0 ? target.revokedToken : `tfk_guess${count}`),
				body: "{}",
			})),
	},
	{
		name: "tricks with the path, without a key",
		run: (target, until) =>
			volley(target, until, { connections: 8 }, (count) => ({
				method: count % 3 === 0 ? "GET" : "POST",
				path: PATHS[count % PATHS.length]!,
				headers: { "content-type": "application/json", "x-original-url": "/healthz" },
				body: count % 3 === 0 ? undefined : "{}",
			})),
	},
	{
		name: "headers of 64 KiB, and 5,000 of them",
		run: (target, until) =>
			volley(target, until, { connections: 8 }, (count) => ({
				path: "/v1/sessions",
				headers:
					count % 2 === 0
						? { "x-long": "x".repeat(64 * 1024) }
						: Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`x-${n}`, "y"])),
			})),
	},
	{
		name: "200 connections whose headers never end",
		seconds: 16,
		run: (target, until) =>
			hold(target, until, 200, (say, isFirst) => {
				say(isFirst ? "GET /healthz HTTP/1.1\r\nHost: localhost\r\n" : "X-A: b\r\n");
			}),
	},
	{
		name: "200 connections whose body comes byte by byte",
		run: (target, until) =>
			hold(target, until, 200, (say, isFirst) => {
				const head = `POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${target.token}\r\n`;
				say(isFirst ? `${head}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n` : " ");
			}),
	},
	{
		name: "400 connections that say nothing",
		run: (target, until) => hold(target, until, 400, () => {}),
	},
	{
		name: "100 connections that ask and never read",
		run: (target, until) =>
			hold(target, until, 100, (say) => {
				say("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(500));
			}),
	},
	{
		name: "one key floods: 64 connections, good frames",
		run: async (target, until) => {
			const paths = await Promise.all(
				Array.from({ length: 20 }, async (_, n) => framesPath(await openSession(target, `flood-${n}`))),
			);
			return volley(target, until, { connections: 64 }, (count) => ({
				path: paths[count % paths.length]!,
				headers: json(target.token),
				body: JSON.stringify({ seq: count + 1, ack: 0, ops: [{ ...TURN, turnId: `t${count}` }] }),
			}));
		},
	},
];
