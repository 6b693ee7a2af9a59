import type { WriteUrgency } from "server/net/block-slot";
import type { BlockWriter } from "server/net/block-writer";
import type { LateText } from "server/rules/text/late-text";

/** The values of every NPC's blocks, as perception last decided them. Each change goes to the block writer. */
export class Memory {
	private readonly values = new Map<string, Map<string, LateText>>();

	constructor(private readonly blocks: Pick<BlockWriter, "set">) {}

	public write(npcId: string, label: string, value: LateText, urgency: WriteUrgency, now: number): void {
		const known = this.values.get(npcId) ?? new Map<string, LateText>();
		this.values.set(npcId, known.set(label, value));
		this.blocks.set(npcId, label, value, now, urgency);
	}

	/** By label. */
	public of(npcId: string): Readonly<Record<string, string>> {
		const texts: Record<string, string> = {};
		const known = this.values.get(npcId);
		if (known !== undefined) for (const [label, value] of known) texts[label] = value.read();
		return texts;
	}

	public forget(npcId: string): void {
		this.values.delete(npcId);
	}
}
