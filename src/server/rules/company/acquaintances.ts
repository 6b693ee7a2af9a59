import { type EntityId, npcIdOf, userIdOf } from "server/rules/space/entity";

/**
 * Which players each NPC may know something of: those it was in company with, those it heard, and those it may have
 * heard of from another NPC. Keeps players who have left, too, until the server ends.
 */
export class Acquaintances {
	private readonly byNpc = new Map<string, Set<number>>();

	/** The NPC was in company with this entity. From an NPC's mere company it learns nothing. */
	public met(npcId: string, id: EntityId): void {
		const userId = userIdOf(id);
		if (userId !== undefined) this.usersOf(npcId).add(userId);
	}

	/** The NPC heard this entity speak. From another NPC's words it may learn whatever that NPC knows. */
	public heard(npcId: string, speaker: EntityId): void {
		this.met(npcId, speaker);
		const speakerNpcId = npcIdOf(speaker);
		if (speakerNpcId === undefined) return;
		for (const userId of this.byNpc.get(speakerNpcId) ?? new Set<number>()) this.usersOf(npcId).add(userId);
	}

	/** The NPCs that may know something of a player, sorted. */
	public whoKnows(userId: number): ReadonlyArray<string> {
		const npcIds = new Array<string>();
		for (const [npcId, users] of this.byNpc) if (users.has(userId)) npcIds.push(npcId);
		return npcIds.sort();
	}

	/** The NPC gets a new mind, which knows nobody. */
	public forgetNpc(npcId: string): void {
		this.byNpc.delete(npcId);
	}

	private usersOf(npcId: string): Set<number> {
		const known = this.byNpc.get(npcId) ?? new Set<number>();
		this.byNpc.set(npcId, known);
		return known;
	}
}
