import type { Token } from "./llama.ts";

/** A sequence of tokens that the model has read and keeps. */
export interface Slot {
	/** What it has read. */
	readonly tokens: () => ReadonlyArray<Token>;
}

/** How many tokens two texts share from their beginning. */
export function sharedPrefix(a: ReadonlyArray<Token>, b: ReadonlyArray<Token>): number {
	const length = Math.min(a.length, b.length);
	for (let index = 0; index < length; index++) if (a[index] !== b[index]) return index;
	return length;
}

/**
 * Keeps one slot for each agent, so that a further turn reads only what is new. Requests do not name their agent: a request
 * belongs to the slot that shares the most with it, if that is more than what all agents share.
 */
export class SequencePool<S extends Slot> {
	/** Free slots, the one that was used longest ago first. */
	private readonly free: S[];
	private readonly waiting: Array<() => void> = [];

	constructor(slots: ReadonlyArray<S>) {
		this.free = [...slots];
	}

	/**
	 * Takes the slot that suits a request best; waits while all are taken. `ownFrom`: so many shared tokens make a slot the
	 * agent's own.
	 */
	async take(tokens: ReadonlyArray<Token>, ownFrom: number): Promise<S> {
		while (this.free.length === 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
		const shared = this.free.map((slot) => sharedPrefix(slot.tokens(), tokens));
		const best = Math.max(...shared);
		const empty = this.free.findIndex((slot) => slot.tokens().length === 0);
		const index = best >= ownFrom ? shared.indexOf(best) : empty >= 0 ? empty : 0;
		return this.free.splice(index, 1)[0]!;
	}

	release(slot: S): void {
		this.free.push(slot);
		this.waiting.shift()?.();
	}
}
