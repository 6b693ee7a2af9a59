import type { EntityId } from "server/rules/space/entity";

/** When something last happened between an NPC and a player. */
export class PairTimes {
	private readonly byNpc = new Map<EntityId, Map<EntityId, number>>();

	/** `at` in seconds. */
	public set(npcId: EntityId, playerId: EntityId, at: number): void {
		const times = this.byNpc.get(npcId);
		if (times === undefined) this.byNpc.set(npcId, new Map([[playerId, at]]));
		else times.set(playerId, at);
	}

	/** True if it happened less than `seconds` before `now`. */
	public isWithin(npcId: EntityId, playerId: EntityId, now: number, seconds: number): boolean {
		const at = this.byNpc.get(npcId)?.get(playerId);
		return at !== undefined && now - at < seconds;
	}

	public clear(npcId: EntityId, playerId: EntityId): void {
		this.byNpc.get(npcId)?.delete(playerId);
	}

	/** `id` is an NPC's or a player's. */
	public forget(id: EntityId): void {
		this.byNpc.delete(id);
		for (const [, times] of this.byNpc) times.delete(id);
	}
}
