import type { MayGoOn } from "./frame-budget";

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
			if (this.waiting.delete(item)) return item;
		}
		this.queue = [];
		this.position = 0;
		return undefined;
	}

	/** Takes one in any case, and further ones while there is time. */
	public takeWhile(mayGoOn: MayGoOn, serve: (item: T) => void): void {
		for (let item = this.take(); item !== undefined; item = mayGoOn() ? this.take() : undefined) serve(item);
	}

	/** Returns whether it was waiting. */
	public drop(item: T): boolean {
		return this.waiting.delete(item);
	}

	public isEmpty(): boolean {
		return this.waiting.isEmpty();
	}
}
