import type { DropReason } from "server/net/request-stats";
import type { LettaError } from "server/wire/letta-guards";
import type { Reading } from "./read-outcome";

/** What came of a request to Letta, for its caller. */
export type CloudReply<T> =
	| { readonly kind: "ok"; readonly value: T }
	/** Letta did not do it. `status` 0: it was not asked. */
	| { readonly kind: "refused"; readonly status: number; readonly error: LettaError }
	/** Letta may have done it. `isOver`: Letta itself has answered, so it does not work on it any more. */
	| { readonly kind: "unknown"; readonly isOver: boolean; readonly message: string }
	/** It was never sent. */
	| { readonly kind: "dropped"; readonly reason: DropReason; readonly message: string };

export type Refused = Extract<CloudReply<defined>, { kind: "refused" }>;
export type Dropped = Extract<CloudReply<defined>, { kind: "dropped" }>;
export type FailedReply = Exclude<CloudReply<defined>, { kind: "ok" }>;

export function replyOf(reading: Reading<defined>): CloudReply<defined> {
	if (reading.kind === "value") return { kind: "ok", value: reading.value };
	const { kind } = reading.outcome;
	if (kind === "lost" || kind === "trouble")
		return { kind: "unknown", isOver: isOwnAnswer(reading), message: reading.error.message };
	return { kind: "refused", status: reading.status, error: reading.error };
}

/** A proxy gives up on an answer that takes long (502, 504), and never in Letta's own form. */
function isOwnAnswer(failure: Extract<Reading<defined>, { kind: "failure" }>): boolean {
	return (failure.status === 500 || failure.status === 503) && failure.error.isReadable;
}

/** What was to be deleted is not there any more, whoever deleted it. */
export function isGone(reply: CloudReply<true>): boolean {
	return reply.kind === "ok" || (reply.kind === "refused" && reply.status === 404);
}
