import type { HttpResult, Json } from "server/ports";
import { CLOUD } from "server/constants/letta";
import type { Outcome } from "server/net/retry-policy";
import { type LettaError, readError } from "server/wire/letta-guards";
import { summaryOf } from "./error-summary";

/** What came of a request: the outcome for the scheduler, and the answer for the caller. */
export type Reading<T> =
	| { readonly kind: "value"; readonly outcome: Outcome; readonly value: T }
	| {
			readonly kind: "failure";
			readonly outcome: Outcome;
			/** 0 where there was no answer. */
			readonly status: number;
			/** Its message is ours, and fit for any log. */
			readonly error: LettaError;
			/** Letta's own words, which may quote players and keys; empty where there are none. */
			readonly text: string;
			readonly isKeyRefused: boolean;
	  };

/** A 429 that is no rate limit: the plan allows no more agents, and waiting does not help. */
const AGENT_LIMIT = "agents-limit-exceeded";
/** The agent waits for the result of a tool call, and takes no message before, however often it is sent. */
const PENDING_APPROVAL = "PENDING_APPROVAL";

/** What Letta says of something that exists already. Waiting does not help. */
const DUPLICATE_WORDS = "unique constraint";

/** Letta's own words for a key that it does not take. */
const KEY_WORDS = ["unauthorized", "forbidden", "not authenticated", "api key", "token", "credential"];

/** Letta passes on that the model's provider failed, or refuses what Letta asks of it. */
export function isProviderFailure({ type: errorType }: LettaError): boolean {
	return errorType !== undefined && errorType.sub(1, 4) === "llm_";
}

/** A proxy between may answer 401 or 403 as well, and so may the model's provider, through Letta. */
function isKeyRefused(status: number, problem: LettaError): boolean {
	if ((status !== 401 && status !== 403) || !problem.isReadable || isProviderFailure(problem)) return false;
	const words = problem.message.lower();
	return KEY_WORDS.some((word) => words.find(word, 1, true)[0] !== undefined);
}

function isFinalConflict({ code, message }: LettaError): boolean {
	return code === PENDING_APPROVAL || message.lower().find(DUPLICATE_WORDS, 1, true)[0] !== undefined;
}

function outcomeOf(status: number, problem: LettaError, retryAfterSeconds: number | undefined): Outcome {
	if (status === 401 || status === 403) {
		const isFinal = isKeyRefused(status, problem) || isProviderFailure(problem);
		return { kind: isFinal ? "refused" : "trouble" };
	}
	if (status === 408 || status >= 500) return { kind: "trouble" };
	if (status === 409) return { kind: isFinalConflict(problem) ? "refused" : "busy" };
	if (status === 429 && !problem.reasons.includes(AGENT_LIMIT)) {
		// A quota, and the model's provider, limit what models answer; memory can still be written.
		const isOfTurns = problem.resetSeconds !== undefined || isProviderFailure(problem);
		const scope = isOfTurns ? "turns" : "all";
		return { kind: "limited", scope, retryAfterSeconds: retryAfterSeconds ?? problem.resetSeconds };
	}
	return { kind: "refused" };
}

const failure = <T>(outcome: Outcome, message: string): Reading<T> => ({
	kind: "failure",
	outcome,
	status: 0,
	error: { message, reasons: [], isReadable: false },
	text: "",
	isKeyRefused: false,
});

/** Reads an answer of Letta's. `read` gives undefined for an answer that is not what was asked for. */
export function readOutcome<T extends defined>(
	result: HttpResult,
	json: Json,
	read: (value: unknown) => T | undefined,
	/** A model has to answer. If nobody pays for that, a short wait does not help. */
	isThought = false,
): Reading<T> {
	if (result.kind === "network") {
		if (result.unsent === "noConnection") return failure({ kind: "unsent" }, result.message);
		if (result.unsent === "overLimit") return failure({ kind: "limited", scope: "all" }, result.message);
		if (result.unsent === "tooManyAtOnce") return failure({ kind: "crowded" }, result.message);
		return failure({ kind: "lost" }, result.message);
	}
	const decoded = json.decode(result.body);
	const body = decoded.kind === "ok" ? decoded.value : undefined;
	if (result.kind === "ok") {
		const value = read(body);
		if (value !== undefined) return { kind: "value", outcome: { kind: "ok" }, value };
		return failure({ kind: "lost" }, `HTTP ${result.status} with an answer that cannot be read`);
	}
	const problem = readError(body);
	// Memory costs nothing. Where Letta refuses it along with the rest, it is kept and tried again.
	const isUnpaid = result.status === 402 && !isThought;
	return {
		kind: "failure",
		outcome: isUnpaid
			? { kind: "limited", scope: "all", retryAfterSeconds: CLOUD.unpaidPauseSeconds }
			: outcomeOf(result.status, problem, result.retryAfterSeconds),
		status: result.status,
		error: { ...problem, message: summaryOf(result.status, problem) },
		text: result.body,
		isKeyRefused: isKeyRefused(result.status, problem),
	};
}

export function isAgentLimit({ reasons }: LettaError): boolean {
	return reasons.includes(AGENT_LIMIT);
}

export function isPendingApproval({ code }: LettaError): boolean {
	return code === PENDING_APPROVAL;
}
