import { Backlog } from "server/net/backlog";
import type { MayGoOn } from "server/net/frame-budget";
import { SlicedWork, type SlicedWorkDeps } from "server/net/sliced-work";
import { SERVER } from "server/constants/operations";

export interface AgentQueueDeps<T> extends SlicedWorkDeps {
	/** These come first. */
	readonly isUrgent: (item: T) => boolean;
	/** Has the item's agent made. `done` tells when it is. */
	readonly serve: (item: T) => void;
}

/**
 * Whose agent is made next. Back ends make agents in the order in which they are asked, so only a few are asked for at a
 * time: those of NPCs near a player who comes later go before all others that wait.
 */
export class AgentQueue<T extends defined> {
	private readonly urgent = new Backlog<T>();
	private readonly others = new Backlog<T>();
	private readonly underWay = new Set<T>();
	private readonly slices: SlicedWork;
	private isComing = false;

	constructor(private readonly deps: AgentQueueDeps<T>) {
		this.slices = new SlicedWork(deps, (mayGoOn) => this.serveWhile(mayGoOn));
	}

	/** It is served a moment later: others may still come beside it. */
	public add(item: T): void {
		(this.deps.isUrgent(item) ? this.urgent : this.others).add(item);
		if (this.isComing) return;
		this.isComing = true;
		this.deps.clock.after(SERVER.perceptionSeconds, () => {
			this.isComing = false;
			this.slices.run();
		});
	}

	/** If it waits, it goes before those that are not urgent. */
	public hurry(item: T): void {
		if (this.others.drop(item)) this.urgent.add(item);
	}

	/** Serves it now, if it waits. */
	public serveNow(item: T): void {
		if (this.dropWaiting(item)) this.serve(item);
	}

	/** It has its agent, or is known to get none for now. */
	public done(item: T): void {
		if (this.underWay.delete(item) && this.hasWaiting()) this.slices.soon();
	}

	/** Returns whether it was waiting. */
	public drop(item: T): boolean {
		this.done(item);
		return this.dropWaiting(item);
	}

	private dropWaiting(item: T): boolean {
		return this.urgent.drop(item) || this.others.drop(item);
	}

	private hasWaiting(): boolean {
		return !this.urgent.isEmpty() || !this.others.isEmpty();
	}

	private serve(item: T): void {
		this.underWay.add(item);
		this.deps.serve(item);
	}

	/** Returns whether nothing more can be served for now. */
	private serveWhile(mayGoOn: MayGoOn): boolean {
		do {
			if (this.underWay.size() >= SERVER.maxAgentsUnderWay) return true;
			const item = this.urgent.take() ?? this.others.take();
			if (item === undefined) return true;
			this.serve(item);
		} while (mayGoOn());
		return false;
	}
}
