/**
 * Roblox asks for a visible notice, when an interaction with an AI starts. Each player gets it once; after that every
 * line bears a mark.
 */
export class AiNotice {
	private readonly given = new Set<number>();

	/** The notice's text the first time, then nothing. `displayName` is the NPC's. */
	take(userId: number, displayName: string): string | undefined {
		if (this.given.has(userId)) return undefined;
		this.given.add(userId);
		return `${displayName} and the other townsfolk are AI characters: what they say is written by a computer and may be wrong.`;
	}

	forget(userId: number): void {
		this.given.delete(userId);
	}
}
