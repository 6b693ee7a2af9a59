import type { Turn, TurnEvent } from "server/ports";
import type { RequestClass } from "server/net/request-class";
import type { LettaError } from "server/wire/letta-guards";
import type { Dropped, Refused } from "./cloud-reply";
import { isProviderFailure } from "./read-outcome";
import type { Sent } from "./read-reply";

/** One thing that a turn sends to the agent: its message, or the results of the agent's tools. */
export interface Leg {
	readonly class: RequestClass;
	readonly messages: ReadonlyArray<unknown>;
	/** How to recognise it among the agent's messages. */
	readonly sent: Sent;
}

export interface ToolResult {
	readonly type: "tool";
	readonly tool_call_id: string;
	readonly tool_return: string;
	readonly status: "success" | "error";
}

export type TurnFailure = Omit<Extract<TurnEvent, { kind: "failed" }>, "kind">;

/** A turn's first leg: what the NPC has heard. */
export function messageLeg({ turnId, content }: Turn): Leg {
	const message = { role: "user", content, otid: turnId };
	return { class: "turn", messages: [message], sent: { kind: "message", otid: turnId } };
}

export function resultsLeg({ turnId }: Turn, results: ReadonlyArray<ToolResult>): Leg {
	const callIds = results.map((result) => result.tool_call_id);
	const messages = [{ type: "approval", approvals: results, otid: `${turnId}-${callIds[0]}` }];
	return { class: "actionResult", messages, sent: { kind: "results", callIds } };
}

/** The leg carries the turn's message: if it does not arrive, the agent knows nothing of the turn. */
export function isFirst({ sent }: Leg): boolean {
	return sent.kind === "message";
}

/** The provider does not take these lines. In the next turn it would refuse them, and all that comes with them, again. */
function isOfContent({ type: errorType }: LettaError): boolean {
	return errorType === "llm_bad_request";
}

/** Why a turn failed whose leg was never sent. */
export function failureOfDrop(leg: Leg, { reason, message }: Dropped): TurnFailure {
	const delivered = !isFirst(leg);
	if (reason === "deadline") return { reason: "busy", message, delivered };
	if (reason === "denied" || reason === "cancelled") return { reason: "rejected", message, delivered };
	return { reason: "backendUnavailable", message, delivered };
}

/** Why a turn failed whose leg Letta refused. */
export function failureOfRefusal(leg: Leg, { status, error: problem }: Refused): TurnFailure {
	const { message } = problem;
	const delivered = !isFirst(leg);
	if (isProviderFailure(problem))
		return { reason: "model", message, delivered: delivered || isOfContent(problem) };
	if (status === 402) return { reason: "rejected", message, delivered };
	if (status === 404) return { reason: "unknownAgent", message, delivered };
	if (status === 409 || status === 429 || status === 0) return { reason: "busy", message, delivered };
	// Letta would refuse these lines in the next turn too, so they count as delivered.
	return { reason: "rejected", message, delivered: true };
}
