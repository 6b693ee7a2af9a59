/** For each block, the listener that waits to hear that the back end has stored it. */
export class StoredListeners {
	/** By npc id and label. */
	private readonly byNpc = new Map<string, Map<string, (rev: number) => void>>();

	/** Replaces the block's listener. */
	set(npcId: string, label: string, onStored: (rev: number) => void): void {
		const byLabel = this.byNpc.get(npcId) ?? new Map<string, (rev: number) => void>();
		this.byNpc.set(npcId, byLabel);
		byLabel.set(label, onStored);
	}

	tell(npcId: string, label: string, rev: number): void {
		this.byNpc.get(npcId)?.get(label)?.(rev);
	}

	forget(npcId: string): void {
		this.byNpc.delete(npcId);
	}
}
