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

/** The class of a request, by what its frame carries for the first time. */
export class RequestClassifier {
	/** By the path of the session's frames, the number of the last op that was sent. */
	private readonly lastSeq = new Map<string, number>();

	classOf(url: string, body: string | undefined): RequestClass {
		const { pathname } = new URL(url);
		if (!pathname.endsWith("/frames")) return "session";
		const classes = this.newOps(pathname, JSON.parse(body ?? "{}") as ClientFrame).map(classOfOp);
		const own = REQUEST_CLASSES.find((name) => classes.includes(name));
		// Any frame may be held. It counts as a poll if it carries nothing new.
		return own ?? (pollSeconds(url) > 0 ? "poll" : "session");
	}

	/** Ops that no earlier frame has carried: a frame repeats those that were not acknowledged. */
	private newOps(pathname: string, { seq, ops }: ClientFrame): ReadonlyArray<Op> {
		const known = this.lastSeq.get(pathname) ?? 0;
		const last = seq + ops.length - 1;
		this.lastSeq.set(pathname, Math.max(known, last));
		return ops.slice(Math.max(0, known + 1 - seq));
	}
}
