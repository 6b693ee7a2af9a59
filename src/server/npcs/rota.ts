import { Backlog } from "server/net/backlog";
import type { MayGoOn } from "server/net/frame-budget";
import { DueList } from "server/rules/load/due-list";
import type { EntityId } from "server/rules/space/entity";

/** Seconds: items that are due within such a span are due together. */
const SPAN_SECONDS = 0.05;

/** Serves many items, a few at a time. Only who is due costs anything. */
export class Rota<T extends { readonly entityId: EntityId }> {
	private all: ReadonlyArray<T> = [];
	private readonly items = new Map<EntityId, T>();
	private readonly later = new DueList<EntityId>(SPAN_SECONDS);
	private readonly due = new Backlog<EntityId>();
	/** Being served; still set if that went wrong. */
	private current?: EntityId;
	/** In this run. */
	private served = 0;

	/** @param atOnce items served between two questions whether there is time for more */
	constructor(
		private readonly maxPerRun: number,
		private readonly atOnce = 1,
	) {}

	/** A new run. `all` has to be another array when items have come or gone. An item that comes is due at once. */
	public begin(all: ReadonlyArray<T>, now: number): void {
		if (all !== this.all) this.takeIn(all);
		if (this.current !== undefined) this.hurry(this.current);
		this.later.passTo(now, (id) => this.due.add(id));
		this.served = 0;
	}

	/**
	 * Calls `serve` with the items that are due, at most `maxPerRun` of them in a run, those first that have been due for
	 * longest, and one in any case. `serve` returns when its item is due again, seconds. Returns whether the run is over.
	 */
	public runWhile(mayGoOn: MayGoOn, serve: (item: T) => number): boolean {
		while (this.served < this.maxPerRun) {
			this.served += 1;
			const id = this.due.take();
			this.current = id;
			const item = id === undefined ? undefined : this.items.get(id);
			if (id === undefined || item === undefined) return true;
			const dueAt = serve(item);
			if (dueAt < math.huge && this.items.has(id)) this.later.plan(id, dueAt);
			this.current = undefined;
			if (this.served % this.atOnce === 0 && !mayGoOn()) return this.due.isEmpty();
		}
		return true;
	}

	/** The item is due now. */
	public hurry(id: EntityId): void {
		if (!this.items.has(id)) return;
		this.later.cancel(id);
		this.due.add(id);
	}

	private takeIn(all: ReadonlyArray<T>): void {
		this.all = all;
		const here = new Set<EntityId>();
		for (const item of all) {
			here.add(item.entityId);
			if (!this.items.has(item.entityId)) this.due.add(item.entityId);
			this.items.set(item.entityId, item);
		}
		for (const [id] of this.items) {
			if (here.has(id)) continue;
			this.items.delete(id);
			this.later.cancel(id);
			this.due.drop(id);
		}
	}
}
