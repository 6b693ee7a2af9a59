import type { EntityId } from "server/rules/space/entity";

/** Serves many items, a few at a time. */
export interface Rota<T> {
	/**
	 * Calls `serve` with the items that are due, at most `maxPerRun` of them, and begins after the one served last. `serve`
	 * returns when its item is due again, seconds.
	 */
	readonly run: (all: ReadonlyArray<T>, now: number, serve: (item: T) => number) => void;
	/** The item is due now. */
	readonly forget: (id: EntityId) => void;
}

export function createRota<T extends { readonly entityId: EntityId }>(maxPerRun: number): Rota<T> {
	const dueAt = new Map<EntityId, number>();
	let position = 0;

	return {
		run: (all, now, serve) => {
			const count = all.size();
			let served = 0;
			for (let looked = 0; looked < count && served < maxPerRun; looked++) {
				position = (position + 1) % count;
				const item = all[position];
				if ((dueAt.get(item.entityId) ?? now) > now) continue;
				served += 1;
				dueAt.set(item.entityId, serve(item));
			}
		},
		forget: (id) => {
			dueAt.delete(id);
		},
	};
}
