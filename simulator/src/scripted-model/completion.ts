/** The OpenAI chat-completions protocol's answers, as far as the scripted model gives them. */

export interface CompletionHead {
	readonly id: string;
	readonly model: string;
	/** Seconds since the epoch. */
	readonly created: number;
}

export interface Usage {
	readonly prompt_tokens: number;
	readonly completion_tokens: number;
	readonly total_tokens: number;
}

/** Why a reply ended; `length`: at the limit of its tokens. */
export type Finish = "stop" | "length";

/** Estimates, by four characters a token, the usage of a request with `promptChars` characters answered with `replyChars`. */
export function usageOf(promptChars: number, replyChars: number): Usage {
	const prompt = Math.ceil(promptChars / 4);
	const completion = Math.ceil(replyChars / 4);
	return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/** The body of a `stream: false` answer. */
export function wholeCompletion(head: CompletionHead, text: string, usage: Usage, finish: Finish = "stop") {
	const message = { role: "assistant", content: text };
	return {
		...head,
		object: "chat.completion",
		choices: [{ index: 0, message, finish_reason: finish }],
		usage,
	};
}

/** One server-sent event. */
export function sseEvent(data: unknown): string {
	return `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
}

/** A piece of the streamed text; the first one names the role. */
export function deltaChunk(head: CompletionHead, content: string, isFirst: boolean) {
	const delta = isFirst ? { role: "assistant", content } : { content };
	return { ...head, object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: null }] };
}

/** A stream that calls a tool and says nothing. */
export function toolCallChunks(head: CompletionHead, name: string) {
	const call = { index: 0, id: `${head.id}-call`, type: "function", function: { name, arguments: "{}" } };
	const chunk = (delta: object, finish_reason: string | null) => ({
		...head,
		object: "chat.completion.chunk",
		choices: [{ index: 0, delta, finish_reason }],
	});
	return [chunk({ role: "assistant", tool_calls: [call] }, null), chunk({}, "tool_calls")];
}

/** The last chunk of a stream. */
export function stopChunk(head: CompletionHead, usage: Usage, finish: Finish = "stop") {
	const choices = [{ index: 0, delta: {}, finish_reason: finish }];
	return { ...head, object: "chat.completion.chunk", choices, usage };
}

/** The text in pieces of one word, each with the space before it: joined they are the text again. */
export function wordsOf(text: string): string[] {
	return text.match(/\s*\S+/g) ?? [];
}
