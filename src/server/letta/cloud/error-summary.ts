import type { LettaError } from "server/wire/letta-guards";

/** What an error of Letta's is about, in words of ours: `pattern` is looked for in its lower-cased text. */
const CLASSES: ReadonlyArray<readonly [pattern: string, words: string]> = [
	["^context_window_exceeded", "the conversation is too long for the model"],
	["unique constraint", "it is there already"],
	["waiting for approval", "the agent waits for a tool's result"],
	["another request", "another request is under way"],
	["another transaction", "another request is under way"],
	["handle .* not found", "Letta does not have the model"],
	["no block with label", "the agent does not have the block"],
	["agent .*not found", "Letta does not have the agent"],
	["not found", "Letta does not have it"],
];

const STATUS_WORDS: Readonly<Record<number, string>> = {
	401: "Letta refuses the key",
	402: "Letta wants to be paid",
	403: "Letta refuses the key",
	404: "Letta does not have it",
	408: "Letta took too long",
	409: "another request is under way",
	429: "Letta is asked too often",
};

/** Reasons and types are identifiers of Letta's. Anything else there is not passed on. */
const isIdentifier = (text: string) => text.size() <= 60 && text.match("^[%w_%-]+$")[0] !== undefined;

function wordsFor(status: number, { message, reasons, type: errorType, isReadable }: LettaError): string {
	if (errorType !== undefined && isIdentifier(errorType)) return `the model's provider failed (${errorType})`;
	if (!isReadable) return "an answer in other words than Letta's (a proxy between?)";
	const known = reasons.filter(isIdentifier);
	const lower = message.lower();
	const found = CLASSES.find(([pattern]) => lower.find(pattern)[0] !== undefined);
	const words =
		found?.[1] ?? STATUS_WORDS[status] ?? (status >= 500 ? "Letta failed" : "Letta does not take it");
	return known.isEmpty() ? words : `${words} (${known.join(", ")})`;
}

/**
 * Says what an error of Letta's is about: the status and the kind of error, and nothing of its text. The text may quote the
 * prompt, which holds what players said, a block, or the provider's key.
 */
export function summaryOf(status: number, problem: LettaError): string {
	return `HTTP ${status}: ${wordsFor(status, problem)}`;
}
