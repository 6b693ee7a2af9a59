import { type EntityId, npcIdOf, userIdOf } from "server/rules/space/entity";

/**
 * Which players each NPC may know something of: whom it was in company with or heard, and of whom it may have heard
 * from another NPC. Kept for as long as the server lives, also of players who have left.
 */
export class Acquaintances {
	private readonly byNpc = new Map<string, Set<number>>();

	/** The NPC was in company with somebody; another NPC's company tells it nothing. */
	public met(npcId: string, id: EntityId): void {
		const userId = userIdOf(id);
		if (userId !== undefined) this.usersOf(npcId).add(userId);
	}

	/** The NPC heard somebody say something. Of what another NPC says, it may learn whatever that one knows. */
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

	/** The NPC's mind is made anew. */
	public forgetNpc(npcId: string): void {
		this.byNpc.delete(npcId);
	}

	private usersOf(npcId: string): Set<number> {
		const known = this.byNpc.get(npcId) ?? new Set<number>();
		this.byNpc.set(npcId, known);
		return known;
	}
}
