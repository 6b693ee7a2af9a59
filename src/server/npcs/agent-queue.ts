import type { Clock } from "server/ports";
import type { FrameBudget } from "server/net/frame-budget";
import { SERVER } from "server/constants/operations";

/** Seconds after which the queue asks again who is near players. */
const SORT_SECONDS = 1;

export interface AgentQueueDeps<T> {
	readonly clock: Pick<Clock, "now" | "after">;
	readonly budget: Pick<FrameBudget, "spend">;
	/** These come first. */
	readonly isUrgent: (item: T) => boolean;
	readonly serve: (item: T) => void;
}

/** Serves those who have come, a few in each frame, a moment after they came: others may still come beside them. */
export class AgentQueue<T extends defined> {
	private readonly waiting = new Set<T>();
	/** In the order in which they are served; those who do not wait any more are skipped. */
	private order = new Array<T>();
	private position = 0;
	private sortedAt = -math.huge;
	private isComing = false;

	constructor(private readonly deps: AgentQueueDeps<T>) {}

	public add(item: T): void {
		this.waiting.add(item);
		this.order.push(item);
		this.comeIn(SERVER.perceptionSeconds);
	}

	/** Returns whether it was waiting. */
	public drop(item: T): boolean {
		return this.waiting.delete(item);
	}

	/** Serves it now, if it waits. */
	public hurry(item: T): void {
		if (this.waiting.delete(item)) this.deps.serve(item);
	}

	private comeIn(seconds: number): void {
		if (this.isComing) return;
		this.isComing = true;
		this.deps.clock.after(seconds, () => this.come());
	}

	private come(): void {
		this.isComing = false;
		if (this.deps.clock.now() - this.sortedAt >= SORT_SECONDS) this.sort();
		this.deps.budget.spend((mayGoOn) => {
			for (let item = this.next(); item !== undefined; item = mayGoOn() ? this.next() : undefined)
				this.deps.serve(item);
		});
		if (!this.waiting.isEmpty()) this.comeIn(0);
	}

	private sort(): void {
		this.sortedAt = this.deps.clock.now();
		const urgent = new Array<T>();
		const others = new Array<T>();
		for (; this.position < this.order.size(); this.position++) {
			const item = this.order[this.position];
			if (this.waiting.has(item)) (this.deps.isUrgent(item) ? urgent : others).push(item);
		}
		this.order = [...urgent, ...others];
		this.position = 0;
	}

	private next(): T | undefined {
		while (this.position < this.order.size()) {
			const item = this.order[this.position];
			this.position += 1;
			if (this.waiting.delete(item)) return item;
		}
		return undefined;
	}
}
