import { BEHAVIOUR } from "server/constants/rules";
import type { EntityId } from "server/rules/space/entity";

export interface TalkOptions {
	/** Seconds after the last line during which a talk goes on. */
	readonly talkLingerSeconds: number;
}

interface Talk {
	readonly partner: EntityId;
	/** When either of them last said something, seconds. */
	lastLineAt: number;
}

/** Whom each NPC is in talk with: who last spoke to it, until neither has said anything for a while. */
export class Talks {
	private readonly talks = new Map<EntityId, Talk>();

	constructor(private readonly options: TalkOptions = BEHAVIOUR) {}

	/** An NPC was told something that is for it to answer. */
	public heard(npcId: EntityId, speaker: EntityId, now: number): void {
		this.talks.set(npcId, { partner: speaker, lastLineAt: now });
	}

	/** An NPC has said something. */
	public spoke(npcId: EntityId, now: number): void {
		const talk = this.talks.get(npcId);
		if (talk !== undefined) talk.lastLineAt = now;
	}

	/** `isThinking`: the NPC's answer is still to come, however long it takes. */
	public partnerOf(npcId: EntityId, now: number, isThinking: boolean): EntityId | undefined {
		const talk = this.talks.get(npcId);
		if (talk === undefined) return undefined;
		if (isThinking || now - talk.lastLineAt < this.options.talkLingerSeconds) return talk.partner;
		this.talks.delete(npcId);
		return undefined;
	}

	/** The partner is gone, or out of earshot. */
	public end(npcId: EntityId): void {
		this.talks.delete(npcId);
	}
}
