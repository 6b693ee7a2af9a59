import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Proxies } from "../guard/proxies.ts";

const FORM = /^[A-Za-z0-9._-]{8,64}$/;
const BYTES = 8;

/**
 * Gives each request the id by which logs find it again. A proxy's id is kept, so that its log and the gateway's have the
 * same one. Nobody else's is: it could be a line of the log.
 */
export function createRequestIds(proxies: Proxies): (request: IncomingMessage) => string {
	return ({ headers, socket }) => {
		const given = headers["x-request-id"];
		const isGood = typeof given === "string" && FORM.test(given) && proxies.includes(socket?.remoteAddress);
		return isGood ? given : randomBytes(BYTES).toString("hex");
	};
}
