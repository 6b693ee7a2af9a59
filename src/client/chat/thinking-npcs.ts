/**
 * Which NPCs have a typing bubble. Roblox has no call that takes a bubble away, and no bubble has a life of its own
 * (`BubbleDuration` is everybody's): it goes when its time is over or `MaxBubbles` later ones have come. So while one is
 * up a second is not put beside it.
 */
export class ThinkingNpcs {
	private readonly endsAt = new Map<string, number>();

	/** @param bubbleSeconds how long a bubble stays */
	constructor(private readonly bubbleSeconds: number) {}

	/** True when a typing bubble is to be shown, at `now` (seconds): none is up, or the NPC has spoken since. */
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
