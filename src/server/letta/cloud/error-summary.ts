import type { LettaError } from "server/wire/letta-guards";
import { LETTA_CLASSES, LETTA_STATUS_WORDS } from "server/wire/letta-words";

/** Reasons and types are identifiers of Letta's. Anything else there is not passed on. */
const isIdentifier = (text: string) => text.size() <= 60 && text.match("^[%w_%-]+$")[0] !== undefined;

function wordsFor(status: number, { message, reasons, type: errorType, isReadable }: LettaError): string {
	if (errorType !== undefined && isIdentifier(errorType)) return `the model's provider failed (${errorType})`;
	if (!isReadable) return "an answer in other words than Letta's (a proxy between?)";
	const known = reasons.filter(isIdentifier);
	const lower = message.lower();
	const found = LETTA_CLASSES.find(([pattern]) => lower.find(pattern)[0] !== undefined);
	const words =
		found?.[1] ?? LETTA_STATUS_WORDS[status] ?? (status >= 500 ? "Letta failed" : "Letta does not take it");
	return known.isEmpty() ? words : `${words} (${known.join(", ")})`;
}

/**
 * Says what an error of Letta's is about: the status and the kind of error, and nothing of its text. The text may quote the
 * prompt, which holds what players said, a block, or the provider's key.
 */
export function summaryOf(status: number, problem: LettaError): string {
	return `HTTP ${status}: ${wordsFor(status, problem)}`;
}
