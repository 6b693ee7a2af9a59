/** Block writes, and how many there would be if every block were sent every second. */
export interface WriteCounts {
	readonly total: number;
	readonly perNpcMinute: number;
	readonly byLabel: Readonly<Record<string, number>>;
	/** Every block of every NPC, once a second. */
	readonly naive: number;
	/** How many times more the naive way writes. */
	readonly naiveRatio: number;
}

export class WriteMeter {
	private readonly byLabel = new Map<string, number>();
	private naive = 0;
	private npcSeconds = 0;

	/** The back end accepted a write. */
	add(label: string): void {
		this.byLabel.set(label, (this.byLabel.get(label) ?? 0) + 1);
	}

	/** Another second has passed for `npcs` NPCs. */
	addSecond(npcs: number, labels: number): void {
		this.npcSeconds += npcs;
		this.naive += npcs * labels;
	}

	counts(): WriteCounts {
		const total = [...this.byLabel.values()].reduce((sum, count) => sum + count, 0);
		return {
			total,
			perNpcMinute: total / Math.max(1, this.npcSeconds / 60),
			byLabel: Object.fromEntries([...this.byLabel].sort()),
			naive: this.naive,
			naiveRatio: this.naive / Math.max(1, total),
		};
	}
}
