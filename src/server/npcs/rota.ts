import { Backlog } from "server/net/backlog";
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

	constructor(private readonly maxPerRun: number) {}

	/**
	 * Calls `serve` with the items that are due, at most `maxPerRun` of them, those first that have been due for longest.
	 * `serve` returns when its item is due again, seconds. An item that comes is due at once. `all` has to be another array
	 * when items have come or gone.
	 */
	public run(all: ReadonlyArray<T>, now: number, serve: (item: T) => number): void {
		if (all !== this.all) this.takeIn(all);
		if (this.current !== undefined) this.hurry(this.current);
		this.later.passTo(now, (id) => this.due.add(id));
		for (let served = 0; served < this.maxPerRun; served++) {
			const id = this.due.take();
			this.current = id;
			const item = id === undefined ? undefined : this.items.get(id);
			if (id === undefined || item === undefined) return;
			const dueAt = serve(item);
			if (dueAt < math.huge && this.items.has(id)) this.later.plan(id, dueAt);
		}
		this.current = undefined;
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
