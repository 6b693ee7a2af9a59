import type { FastifyRequest } from "fastify";
import { isDeeperThan } from "../guard/json-depth.ts";
import { problemOf } from "../http/errors.ts";
import { readOp } from "../http/read-op.ts";
import { clientFrame, socketPing } from "../http/schemas.ts";
import { CONNECTION_LIMITS } from "../limits.ts";
import type { ClientFrame } from "../wire.ts";
import type { IncomingFrame } from "../session/game-session.ts";

export type SocketMessage =
	| { readonly kind: "frame"; readonly frame: IncomingFrame }
	| { readonly kind: "ping"; readonly ping: number }
	| { readonly kind: "refused"; readonly problem: string };

/** Reads a socket's message, by the same schemas as a request. */
export function readMessage(
	text: string,
	request: Pick<FastifyRequest, "compileValidationSchema" | "id">,
): SocketMessage {
	const { jsonDepth } = CONNECTION_LIMITS;
	if (isDeeperThan(text, jsonDepth)) {
		return { kind: "refused", problem: `the message: lists and objects are more than ${jsonDepth} deep` };
	}
	let raw: unknown;
	try {
		raw = JSON.parse(text);
	} catch {
		return { kind: "refused", problem: "the message is not JSON" };
	}
	const isPing = request.compileValidationSchema(socketPing);
	if (isPing(raw)) return { kind: "ping", ping: (raw as { ping: number }).ping };
	const isFrame = request.compileValidationSchema(clientFrame);
	if (!isFrame(raw)) return { kind: "refused", problem: problemOf(isFrame.errors?.[0]) ?? "it is no frame" };
	const frame = raw as ClientFrame;
	return {
		kind: "frame",
		frame: { ...frame, requestId: request.id, ops: frame.ops.map((op) => readOp({ ...op }, request)) },
	};
}
