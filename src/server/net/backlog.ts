import type { MayGoOn } from "./frame-budget";

/** Items taken after which the queue is made shorter. */
const COMPACT_AFTER = 64;

/** Things to do, each once, in the order in which they came. */
export class Backlog<T extends defined> {
	private readonly waiting = new Set<T>();
	private queue = new Array<T>();
	private position = 0;

	public add(item: T): void {
		if (this.waiting.has(item)) return;
		this.waiting.add(item);
		this.queue.push(item);
	}

	/** Takes the first; undefined if there is none. */
	public take(): T | undefined {
		while (this.position < this.queue.size()) {
			const item = this.queue[this.position];
			this.position += 1;
			if (!this.waiting.delete(item)) continue;
			if (this.position >= COMPACT_AFTER && this.position * 2 >= this.queue.size()) this.compact();
			return item;
		}
		this.queue = [];
		this.position = 0;
		return undefined;
	}

	/** Takes `atOnce` in any case, and further ones while there is time, of which it asks after every `atOnce`. */
	public takeWhile(mayGoOn: MayGoOn, serve: (item: T) => void, atOnce = 1): void {
		let served = 0;
		for (let item = this.take(); item !== undefined; item = this.take()) {
			serve(item);
			served += 1;
			if (served % atOnce === 0 && !mayGoOn()) return;
		}
	}

	/** Returns whether it was waiting. */
	public drop(item: T): boolean {
		return this.waiting.delete(item);
	}

	/** A backlog that is never empty must not keep what was taken from it. */
	private compact(): void {
		const queue = new Array<T>();
		for (let index = this.position; index < this.queue.size(); index++) queue.push(this.queue[index]);
		this.queue = queue;
		this.position = 0;
	}

	public isEmpty(): boolean {
		return this.waiting.isEmpty();
	}
}
