import { TALKS } from "server/constants/rules";
import type { EntityId } from "server/rules/space/entity";

/** All in seconds. */
export interface TalkOptions {
	/** After the last line of either: how long an NPC stays with its partner. */
	readonly talkLingerSeconds: number;
	/** After a player's last line: how long the next one that names nobody is for the same NPC. */
	readonly partnerSeconds: number;
	/** After a player's last line: when the player's next line counts as a new conversation. */
	readonly talkGapSeconds: number;
	/** How long a player may talk with NPCs, whichever they are, without such a gap. */
	readonly maxTalkSeconds: number;
	/** How long NPCs do not answer a player who has talked that long. */
	readonly talkRestSeconds: number;
}

/**
 * How a player's conversation stands with a line: `windUp` (once): it has lasted as long as it may, and the answer to
 * this line is to be a goodbye; `resting`: it is over, and a new one can begin after a while.
 */
export type TalkPhase = "new" | "goingOn" | "windUp" | "resting";

interface Talk {
	readonly npcId: EntityId;
	readonly partnerId: EntityId;
	/** Since when the partner has been talking with NPCs, whichever they are. */
	readonly startedAt: number;
	readonly partnerLineAt: number;
	/** When either of them last said something. */
	lastLineAt: number;
	/** The partner's next line that names nobody is not for this NPC. */
	hasTakenLeave: boolean;
	/** Since when NPCs rest from the partner. */
	readonly restingSince?: number;
}

/** A line that an NPC is to answer. */
export interface TalkLine {
	readonly npcId: EntityId;
	/** Who said it. */
	readonly partnerId: EntityId;
	readonly takesLeave?: boolean;
}

/**
 * Who talks with whom, since when, and until when. An NPC talks with whoever last spoke to it, a player with the NPC that
 * last answered: where a second player interrupts, both players talk with the NPC, and the NPC with the second.
 */
export class Talks {
	private readonly byNpc = new Map<EntityId, Talk>();
	private readonly byPlayer = new Map<EntityId, Talk>();
	private readonly thinking = new Set<EntityId>();

	constructor(private readonly options: TalkOptions = TALKS) {}

	/** A player says a line to an NPC. The NPC turns to the player unless NPCs rest from the player. */
	public heardPlayer({ npcId, partnerId, takesLeave }: TalkLine, now: number): TalkPhase {
		const last = this.byPlayer.get(partnerId);
		const phase = this.phaseAfter(last, now);
		const talk = {
			npcId,
			partnerId,
			startedAt: last === undefined || phase === "new" ? now : last.startedAt,
			partnerLineAt: now,
			lastLineAt: now,
			hasTakenLeave: takesLeave === true,
			restingSince: phase === "windUp" ? now : phase === "resting" ? last?.restingSince : undefined,
		};
		this.byPlayer.set(partnerId, talk);
		if (phase !== "resting") this.byNpc.set(npcId, talk);
		return phase;
	}

	/** An NPC says a line to another. */
	public heardNpc({ npcId, partnerId }: TalkLine, now: number): void {
		const times = { startedAt: now, partnerLineAt: now, lastLineAt: now };
		this.byNpc.set(npcId, { npcId, partnerId, hasTakenLeave: false, ...times });
	}

	/** An NPC has said something. A talk that was over stays over. */
	public spoke(npcId: EntityId, now: number): void {
		const talk = this.byNpc.get(npcId);
		if (talk !== undefined && this.isOn(talk, now)) talk.lastLineAt = now;
	}

	/** An NPC's answer is on its way: its talk goes on however long that takes. */
	public beginThinking(npcId: EntityId, now: number): void {
		const talk = this.byNpc.get(npcId);
		if (talk !== undefined && !this.isOn(talk, now)) this.byNpc.delete(npcId);
		this.thinking.add(npcId);
	}

	public endThinking(npcId: EntityId): void {
		this.thinking.delete(npcId);
	}

	public isThinking(npcId: EntityId): boolean {
		return this.thinking.has(npcId);
	}

	/** Whom an NPC talks with. */
	public partnerOf(npcId: EntityId, now: number): EntityId | undefined {
		const talk = this.byNpc.get(npcId);
		return talk !== undefined && this.isOn(talk, now) ? talk.partnerId : undefined;
	}

	/** Which NPC a player talks with. */
	public npcOf(playerId: EntityId, now: number): EntityId | undefined {
		const talk = this.byPlayer.get(playerId);
		if (talk === undefined || talk.hasTakenLeave) return undefined;
		return now - talk.partnerLineAt <= this.options.partnerSeconds ? talk.npcId : undefined;
	}

	/** The NPC turns away. A player who goes on talking still means this NPC. */
	public end(npcId: EntityId): void {
		this.byNpc.delete(npcId);
	}

	/** Ends the talks of those who have parted. */
	public endWhere(haveParted: (npcId: EntityId, partnerId: EntityId) => boolean): void {
		for (const [npcId, { partnerId }] of this.byNpc)
			if (haveParted(npcId, partnerId)) this.byNpc.delete(npcId);
	}

	/** An NPC or a player is gone. */
	public forget(id: EntityId): void {
		this.byNpc.delete(id);
		this.byPlayer.delete(id);
		this.thinking.delete(id);
		this.endWhere((_, partnerId) => partnerId === id);
		// The player's time goes on running, with whichever NPC.
		for (const [, talk] of this.byPlayer) if (talk.npcId === id) talk.hasTakenLeave = true;
	}

	private isOn(talk: Talk, now: number): boolean {
		return this.thinking.has(talk.npcId) || now - talk.lastLineAt < this.options.talkLingerSeconds;
	}

	private phaseAfter(last: Talk | undefined, now: number): TalkPhase {
		if (last === undefined) return "new";
		const { talkRestSeconds, talkGapSeconds, maxTalkSeconds } = this.options;
		if (last.restingSince !== undefined) return now - last.restingSince < talkRestSeconds ? "resting" : "new";
		if (now - last.partnerLineAt > talkGapSeconds) return "new";
		return now - last.startedAt < maxTalkSeconds ? "goingOn" : "windUp";
	}
}
