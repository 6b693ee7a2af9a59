/** The erasures that the gateway has not answered, with everybody who waits for them. */
export class PendingErasures {
	/** By npc id. */
	private readonly waiting = new Map<string, ReadonlyArray<(ok: boolean) => void>>();

	add(npcId: string, onErased: (ok: boolean) => void): void {
		this.waiting.set(npcId, [...(this.waiting.get(npcId) ?? []), onErased]);
	}

	has(npcId: string): boolean {
		return this.waiting.has(npcId);
	}

	isEmpty(): boolean {
		return this.waiting.isEmpty();
	}

	end(npcId: string, ok: boolean): void {
		const listeners = this.waiting.get(npcId) ?? [];
		this.waiting.delete(npcId);
		for (const onErased of listeners) onErased(ok);
	}

	/** Nobody waits for it any more. */
	forget(npcId: string): void {
		this.waiting.delete(npcId);
	}
}
