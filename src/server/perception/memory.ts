import type { WriteUrgency } from "server/net/block-slot";
import type { BlockWriter } from "server/net/block-writer";

/** The values of every NPC's blocks, as perception last decided them. Each change goes to the block writer. */
export class Memory {
	private readonly values = new Map<string, Record<string, string>>();

	constructor(private readonly blocks: Pick<BlockWriter, "set">) {}

	public write(npcId: string, label: string, value: string, urgency: WriteUrgency, now: number): void {
		const known = this.values.get(npcId) ?? {};
		this.values.set(npcId, known);
		known[label] = value;
		this.blocks.set(npcId, label, value, now, urgency);
	}

	/** By label. */
	public of(npcId: string): Readonly<Record<string, string>> {
		return { ...this.values.get(npcId) };
	}

	public forget(npcId: string): void {
		this.values.delete(npcId);
	}
}
