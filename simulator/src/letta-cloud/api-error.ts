import { type CloudResponse, jsonResponse } from "./wire.ts";

/** Thrown by the fake's operations: an answer that is an error, in Letta's words. */
export class ApiError extends Error {
	constructor(
		readonly status: number,
		readonly body: unknown,
		readonly headers: Readonly<Record<string, string>> = {},
	) {
		super(`${status} ${JSON.stringify(body)}`);
	}

	get response(): CloudResponse {
		return jsonResponse(this.status, this.body, this.headers);
	}
}

/** Most errors of Letta's own server. */
const detail = (status: number, text: unknown) => new ApiError(status, { detail: text });

export const unauthorized = () => detail(401, "Unauthorized");
export const agentNotFound = () => detail(404, "Agent not found");
export const blockNotFound = (agentId: string, label: string) =>
	detail(404, `No block with label '${label}' found for agent '${agentId}'`);
export const notFound = (what: string) => detail(404, `${what} not found`);
export const badRequest = (text: string) => detail(400, text);
export const unprocessable = (text: string) => detail(422, text);

/** A second message while the first is under way. */
export const conversationBusy = (runId: string) =>
	new ApiError(409, {
		detail:
			"CONFLICT: Cannot send a new message: Another request is currently being processed for this " +
			"conversation. Please wait for the current request to complete.",
		run_id: runId,
	});

/** A message while a tool call waits for its result; here `detail` is an object. */
export const pendingApproval = (requestId: string) =>
	detail(409, {
		code: "PENDING_APPROVAL",
		message:
			"CONFLICT: Cannot send a new message: The agent is waiting for approval on a tool call. Please " +
			"approve or deny the pending request before continuing.",
		pending_request_id: requestId,
	});

/** Two writes of one block at once: the later one to commit loses. */
export const concurrentUpdate = (type: string, id: string) =>
	detail(
		409,
		`CONFLICT: ${type} with id '${id}' was updated by another transaction. Please retry your request.`,
	);

/** Letta Cloud's billing has another format than the server behind it. */
const limited = (status: number, reasons: ReadonlyArray<string>, more: object, headers = {}) =>
	new ApiError(status, { error: "Rate limited", reasons, ...more }, headers);

export const agentLimitReached = () => limited(429, ["agents-limit-exceeded"], {});
export const creditsSpent = () => limited(402, ["not-enough-credits"], {});
export const quotaSpent = (seconds: number) =>
	limited(429, ["exceeded-quota"], { timeToQuotaResetMs: Math.round(seconds * 1000) });
export const tooManyRequests = (retryAfter: string) =>
	limited(429, ["requests"], {}, { "retry-after": retryAfter });

/** The language model behind Letta failed. */
export const modelFailed = (status: number, type: string, message: string, detail = message) =>
	new ApiError(status, { error: { type, message, detail } });

/** A server that breaks. */
export const broken = (text = "An unknown error occurred") => new ApiError(500, { detail: text });

/** In place of the dots the real one has its SQL statement, with parameters. */
export const duplicateLabel = (agentId: string, label: string) =>
	new ApiError(409, {
		detail:
			"A unique constraint was violated for Agent. Check your input for duplicates: … duplicate key value " +
			`violates unique constraint "unique_label_per_agent" … Key (agent_id, block_label)=(${agentId}, ${label}) ` +
			"already exists. …",
	});
