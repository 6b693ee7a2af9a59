import type { TokenUsage } from "../../wire.ts";
import { isRecord } from "./is-record.ts";

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Undefined if both numbers are missing: not every provider counts tokens. */
export function readUsage(delta: Record<string, unknown>): TokenUsage | undefined {
	const { prompt_tokens, completion_tokens } = delta;
	if (!isCount(prompt_tokens) && !isCount(completion_tokens)) return undefined;
	return {
		promptTokens: isCount(prompt_tokens) ? prompt_tokens : 0,
		completionTokens: isCount(completion_tokens) ? completion_tokens : 0,
	};
}

/** An assistant message's content is a string or an array of parts. */
export function readText(content: unknown): string {
	if (typeof content === "string") return content;
	if (!Array.isArray(content)) return "";
	return content
		.map((part) => (isRecord(part) && part.type === "text" && typeof part.text === "string" ? part.text : ""))
		.join("");
}
