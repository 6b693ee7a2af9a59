import type { LlamaSequence, Token } from "./llama.ts";

/** How many tokens two texts share from their beginning. */
export function sharedPrefix(a: ReadonlyArray<Token>, b: ReadonlyArray<Token>): number {
	const length = Math.min(a.length, b.length);
	for (let index = 0; index < length; index++) if (a[index] !== b[index]) return index;
	return length;
}

/**
 * Keeps one sequence for each agent, so that a further turn reads only what is new. Requests do not name their agent: a request
 * belongs to the sequence that shares the most with it, if that is more than what all agents share.
 */
export class SequencePool {
	/** Free ones, the one that was used longest ago first. */
	private readonly free: LlamaSequence[];
	private readonly waiting: Array<() => void> = [];

	constructor(sequences: ReadonlyArray<LlamaSequence>) {
		this.free = [...sequences];
	}

	/**
	 * Takes the sequence that suits a request best; waits while all are taken. `ownFrom`: so many shared tokens make a
	 * sequence the agent's own.
	 */
	async take(tokens: ReadonlyArray<Token>, ownFrom: number): Promise<LlamaSequence> {
		while (this.free.length === 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
		const shared = this.free.map(({ contextTokens }) => sharedPrefix(contextTokens, tokens));
		const best = Math.max(...shared);
		const empty = this.free.findIndex(({ contextTokens }) => contextTokens.length === 0);
		const index = best >= ownFrom ? shared.indexOf(best) : empty >= 0 ? empty : 0;
		return this.free.splice(index, 1)[0]!;
	}

	release(sequence: LlamaSequence): void {
		this.free.push(sequence);
		this.waiting.shift()?.();
	}
}
