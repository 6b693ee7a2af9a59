import type { Static } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import { problemOf } from "../http/errors.ts";
import type { JsonReader } from "../http/json-body.ts";
import { readFrame } from "../http/read-op.ts";
import { clientFrame, socketPing } from "../http/schemas.ts";
import type { IncomingFrame } from "../session/game-session.ts";

export type SocketMessage =
	| { readonly kind: "frame"; readonly frame: IncomingFrame }
	| { readonly kind: "ping"; readonly ping: number }
	| { readonly kind: "refused"; readonly problem: string };

/** Reads a socket's message, as a request's body is read. */
export function readMessage(text: string, request: FastifyRequest, readJson: JsonReader): SocketMessage {
	let raw: unknown;
	try {
		raw = readJson(text, request);
	} catch (error) {
		return { kind: "refused", problem: `the message: ${(error as Error).message}` };
	}
	const isPing = request.compileValidationSchema(socketPing);
	if (isPing(raw)) return { kind: "ping", ping: (raw as Static<typeof socketPing>).ping };
	const isFrame = request.compileValidationSchema(clientFrame);
	if (!isFrame(raw)) return { kind: "refused", problem: problemOf(isFrame.errors?.[0]) ?? "it is no frame" };
	return { kind: "frame", frame: readFrame(raw as Static<typeof clientFrame>, request) };
}
