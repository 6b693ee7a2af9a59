import type { ClientFrame, Op } from "../../../src/server/wire/gateway-frames.ts";

/**
 * The purpose of one of the game's requests. Ops share requests, so a frame belongs to its most urgent op: that op
 * alone would have caused the request.
 */
export const REQUEST_CLASSES = [
	/** A frame with a player's turn, or with the result of an agent's action. */
	"turn",
	/** A frame whose most urgent op writes `group_members`. */
	"group",
	/** One with any other block. */
	"status",
	/** Agents asked for, released and erased, and turns cancelled. */
	"agents",
	/** The long poll that brings events back: one is always open. */
	"poll",
	/** Opening and closing the session, and frames that only acknowledge. */
	"session",
] as const;

export type RequestClass = (typeof REQUEST_CLASSES)[number];

function classOfOp(op: Op): RequestClass {
	switch (op.op) {
		case "turn":
		case "actionResult":
			return "turn";
		case "setBlock":
			return op.label === "group_members" ? "group" : "status";
		case "ensureAgent":
		case "cancelTurn":
		case "erase":
		case "release":
			return "agents";
	}
}

/** Seconds for which the gateway may hold the answer; 0 for everything but a poll. */
export function pollSeconds(url: string): number {
	return Number(new URL(url).searchParams.get("wait") ?? 0);
}

export function classifyRequest(url: string, body: string | undefined): RequestClass {
	if (!new URL(url).pathname.endsWith("/frames")) return "session";
	if (pollSeconds(url) > 0) return "poll";
	const classes = (JSON.parse(body ?? "{}") as ClientFrame).ops.map(classOfOp);
	return REQUEST_CLASSES.find((name) => classes.includes(name)) ?? "session";
}
