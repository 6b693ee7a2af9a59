import type { Clock } from "server/ports";
import { Backlog } from "server/net/backlog";
import type { MayGoOn } from "server/net/frame-budget";
import { SlicedWork, type SlicedWorkDeps } from "server/net/sliced-work";
import { SERVER } from "server/constants/operations";

/** Seconds after which the queue asks again who is near players. */
const SORT_SECONDS = 1;

export interface AgentQueueDeps<T> extends SlicedWorkDeps {
	readonly clock: Pick<Clock, "now" | "after">;
	/** These come first. */
	readonly isUrgent: (item: T) => boolean;
	readonly serve: (item: T) => void;
}

/** Serves those who have come, a few in each frame, a moment after they came: others may still come beside them. */
export class AgentQueue<T extends defined> {
	private waiting = new Backlog<T>();
	private readonly slices: SlicedWork;
	private sortedAt = -math.huge;
	private isComing = false;

	constructor(private readonly deps: AgentQueueDeps<T>) {
		this.slices = new SlicedWork(deps, (mayGoOn) => this.serveWhile(mayGoOn));
	}

	public add(item: T): void {
		this.waiting.add(item);
		if (this.isComing) return;
		this.isComing = true;
		this.deps.clock.after(SERVER.perceptionSeconds, () => {
			this.isComing = false;
			this.slices.run();
		});
	}

	/** Returns whether it was waiting. */
	public drop(item: T): boolean {
		return this.waiting.drop(item);
	}

	/** Serves it now, if it waits. */
	public hurry(item: T): void {
		if (this.waiting.drop(item)) this.deps.serve(item);
	}

	/** Returns whether all are served. */
	private serveWhile(mayGoOn: MayGoOn): boolean {
		if (this.deps.clock.now() - this.sortedAt >= SORT_SECONDS) this.sort();
		this.waiting.takeWhile(mayGoOn, this.deps.serve);
		return this.waiting.isEmpty();
	}

	private sort(): void {
		this.sortedAt = this.deps.clock.now();
		const sorted = new Backlog<T>();
		const others = new Array<T>();
		for (let item = this.waiting.take(); item !== undefined; item = this.waiting.take()) {
			if (this.deps.isUrgent(item)) sorted.add(item);
			else others.push(item);
		}
		for (const item of others) sorted.add(item);
		this.waiting = sorted;
	}
}
