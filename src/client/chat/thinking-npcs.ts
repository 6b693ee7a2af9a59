interface TypingBubble {
	readonly endsAt: number;
	readonly takeAway: () => void;
}

/** Remembers which NPCs have a typing bubble: one at a time for each, until it speaks or the bubble's time is over. */
export class ThinkingNpcs {
	private readonly bubbles = new Map<string, TypingBubble>();

	/** @param bubbleSeconds seconds that a bubble stays */
	constructor(private readonly bubbleSeconds: number) {}

	/** `now` in seconds. Calls `show` if the NPC has none; it returns what takes the bubble away. */
	begin(npcId: string, now: number, show: () => () => void): void {
		const known = this.bubbles.get(npcId);
		if (known !== undefined && now < known.endsAt) return;
		known?.takeAway();
		this.bubbles.set(npcId, { endsAt: now + this.bubbleSeconds, takeAway: show() });
	}

	/** The NPC speaks. */
	end(npcId: string): void {
		const known = this.bubbles.get(npcId);
		this.bubbles.delete(npcId);
		known?.takeAway();
	}
}
