import type { ChatMessage, ChatTokenizer } from "./chat-tokens.ts";
import type { EvaluateOptions, LlamaModel, LlamaSequence, Token } from "./llama.ts";
import { SequencePool, sharedPrefix } from "./sequence-pool.ts";

export interface GenerateOptions extends EvaluateOptions {
	readonly maxTokens: number;
	/** Texts at which the reply ends; they are not part of it. */
	readonly stop: ReadonlyArray<string>;
	/** Nobody wants the rest. */
	readonly signal: AbortSignal;
}

export interface Generated {
	readonly promptTokens: number;
	/** Those that the model still knew from the turn before. */
	readonly cachedTokens: number;
	readonly completionTokens: number;
	/** `length`: the reply was cut at `maxTokens`. */
	readonly finish: "stop" | "length";
}

/** So much of an agent's system prompt is its own: what all agents share is less. */
const OWN_SHARE = 0.6;

/**
 * So many tokens of a prompt are read at a time. A request that nobody waits for any more ends after them, and what was read
 * stays known: on a slow machine, a first turn that took too long makes the next one quick. Pieces of 64 cost 3 % more than a
 * prompt in one; of 32, a quarter.
 */
const READ_TOKENS = 64;

/** Reads tokens from which no reply grows yet. False if nobody waits for the reply any more. */
async function readPrompt(
	sequence: LlamaSequence,
	tokens: ReadonlyArray<Token>,
	signal: AbortSignal,
): Promise<boolean> {
	for (let from = 0; from < tokens.length && !signal.aborted; from += READ_TOKENS)
		await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(from, from + READ_TOKENS));
	return !signal.aborted;
}

/** The messages without the oldest that are not the system's: two at a time, a turn and its reply. */
function withoutOldest(messages: ReadonlyArray<ChatMessage>): ChatMessage[] | undefined {
	const first = messages.findIndex(({ role }) => role !== "system");
	return messages.length - first > 2
		? messages.filter((_, index) => index < first || index > first + 1)
		: undefined;
}

/** The length of the longest ending of `text` that a stop text begins with: more text may complete it. */
function heldLength(text: string, stops: ReadonlyArray<string>): number {
	for (
		let length = Math.min(text.length, Math.max(0, ...stops.map((stop) => stop.length)));
		length > 0;
		length -= 1
	)
		if (stops.some((stop) => stop.startsWith(text.slice(-length)))) return length;
	return 0;
}

/** Writes replies with a model, and keeps a sequence for each agent. */
export class Generator {
	private readonly pool: SequencePool;

	constructor(
		private readonly model: LlamaModel,
		sequences: ReadonlyArray<LlamaSequence>,
		private readonly tokenize: ChatTokenizer,
		private readonly contextSize: number,
	) {
		this.pool = new SequencePool(sequences);
	}

	/** `onText` gets the reply piece by piece. */
	async generate(
		messages: ReadonlyArray<ChatMessage>,
		options: GenerateOptions,
		onText: (text: string) => void,
	): Promise<Generated> {
		const prompt = this.fit(messages, options.maxTokens);
		const system = this.tokenize(messages.filter(({ role }) => role === "system"));
		const sequence = await this.pool.take(prompt, sharedPrefix(system, prompt) * OWN_SHARE);
		try {
			return await this.run(sequence, prompt, options, onText);
		} finally {
			this.pool.release(sequence);
		}
	}

	/** The prompt, without the oldest turns where it would not fit. */
	private fit(messages: ReadonlyArray<ChatMessage>, maxTokens: number): Token[] {
		const tokens = this.tokenize(messages);
		if (tokens.length + maxTokens <= this.contextSize) return tokens;
		const shorter = withoutOldest(messages);
		if (shorter === undefined)
			throw new Error(`the request has ${tokens.length} tokens; there is room for ${this.contextSize}`);
		return this.fit(shorter, maxTokens);
	}

	private async run(
		sequence: LlamaSequence,
		prompt: Token[],
		{ maxTokens, stop, signal, ...sampling }: GenerateOptions,
		onText: (text: string) => void,
	): Promise<Generated> {
		await sequence.adaptStateToTokens(prompt, false);
		// The last token has to be read again: the reply grows from it.
		const cachedTokens = Math.min(sequence.nextTokenIndex, prompt.length - 1);
		await sequence.eraseContextTokenRanges([{ start: cachedTokens, end: sequence.nextTokenIndex }]);
		const reply: Token[] = [];
		let written = 0;
		let finish: Generated["finish"] = "stop";
		const result = () => ({
			promptTokens: prompt.length,
			cachedTokens,
			completionTokens: reply.length,
			finish,
		});
		const text = () => this.model.detokenize(reply);
		if (!(await readPrompt(sequence, prompt.slice(cachedTokens, -1), signal))) return result();
		for await (const token of sequence.evaluate(prompt.slice(-1), sampling)) {
			if (signal.aborted || this.model.isEogToken(token)) break;
			reply.push(token);
			const whole = text();
			const end = Math.min(
				...stop
					.map((each) => whole.indexOf(each, Math.max(0, written - each.length)))
					.filter((at) => at >= 0),
				Infinity,
			);
			if (end < Infinity) {
				onText(whole.slice(written, end));
				return result();
			}
			// Half a character is not a character yet.
			const ready = whole.endsWith("\uFFFD") ? written : whole.length - heldLength(whole, stop);
			if (ready > written) onText(whole.slice(written, ready));
			written = Math.max(written, ready);
			if (reply.length >= maxTokens) {
				finish = "length";
				break;
			}
		}
		const rest = text().slice(written);
		if (rest !== "" && !signal.aborted) onText(rest);
		return result();
	}
}
