/**
 * Remembers which NPCs have a typing bubble. Roblox has no call that removes a bubble, and `BubbleDuration` holds for all
 * bubbles: one goes when its time is over or `MaxBubbles` newer ones have come. So an NPC gets no second typing bubble
 * while the first is up.
 */
export class ThinkingNpcs {
	private readonly endsAt = new Map<string, number>();

	/** @param bubbleSeconds seconds that a bubble stays */
	constructor(private readonly bubbleSeconds: number) {}

	/** True if the NPC needs a new typing bubble at `now` (seconds): none is up, or it has spoken since. */
	begin(npcId: string, now: number): boolean {
		if (now < (this.endsAt.get(npcId) ?? -math.huge)) return false;
		this.endsAt.set(npcId, now + this.bubbleSeconds);
		return true;
	}

	/** The NPC speaks. */
	end(npcId: string): void {
		this.endsAt.delete(npcId);
	}
}
