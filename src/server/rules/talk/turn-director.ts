import { DIRECTOR } from "server/constants/rules";
import { addressedBy, type Address, type Named, ReadNames } from "./address";
import type { EntityId } from "server/rules/space/entity";
import { isGoodbye } from "./goodbye";
import { type Candidate, nearestCandidate, type NearestOptions } from "./nearest-candidate";
import { PairTimes } from "./pair-times";
import type { Talks } from "./talks";

/** A line, and who heard it. */
export interface LineToAnswer {
	readonly speakerId: EntityId;
	readonly speakerKind: "player" | "npc";
	readonly text: string;
	/** NPCs in earshot, without the speaker. */
	readonly candidates: ReadonlyArray<Candidate>;
	/** Others in earshot who can be meant instead: the players. */
	readonly bystanders?: ReadonlyArray<Named>;
	/** Players in earshot of the speaker; NPCs talk to one another only before an audience. */
	readonly playersListening: number;
}

/** Who answers and why, or why nobody does. */
export type Choice =
	| {
			readonly kind: "answer";
			readonly npc: EntityId;
			readonly reason: "addressed" | "partner" | "nearest" | "hop";
			/** The line takes leave: the answer ends the talk. */
			readonly isGoodbye?: boolean;
	  }
	| {
			readonly kind: "silence";
			readonly reason: "nobodyNear" | "forSomebodyElse" | "goodbyeSaid" | "noAudience" | "enoughHops";
	  };

export interface DirectorOptions extends NearestOptions {
	/** Seconds between two greetings of one player by one NPC. */
	readonly greetingCooldownSeconds: number;
	/** Seconds after a goodbye during which a further goodbye gets no answer. */
	readonly goodbyeSeconds: number;
	/** NPC-to-NPC answers after a player's line. */
	readonly maxHops: number;
}

/** Decides who answers: the NPC that is called, else the one that the player talks with, else the nearest and faced. */
export class TurnDirector {
	private readonly greetings = new PairTimes();
	private readonly goodbyes = new PairTimes();
	private readonly readNames = new ReadNames();
	/** How many NPC-to-NPC answers led to an NPC's present line. */
	private readonly hops = new Map<EntityId, number>();

	constructor(
		private readonly talks: Pick<Talks, "npcOf">,
		private readonly options: DirectorOptions = DIRECTOR,
	) {}

	/** Who answers a line: one NPC at most. Counts hops and goodbyes, so call it once for each line. */
	public choose(line: LineToAnswer, now: number): Choice {
		return line.speakerKind === "player" ? this.answerPlayer(line, now) : this.answerNpc(line);
	}

	/** True if an NPC has not greeted, or answered, a player lately. */
	public mayGreet(npcId: EntityId, playerId: EntityId, now: number): boolean {
		return !this.greetings.isWithin(npcId, playerId, now, this.options.greetingCooldownSeconds);
	}

	/** An NPC greets a player. */
	public greeted(npcId: EntityId, playerId: EntityId, now: number): void {
		this.greetings.set(npcId, playerId, now);
	}

	/** An NPC or a player is gone. */
	public forget(id: EntityId): void {
		this.greetings.forget(id);
		this.goodbyes.forget(id);
		this.hops.delete(id);
	}

	private answerPlayer(line: LineToAnswer, now: number): Choice {
		const choice = this.chooseForPlayer(line, now);
		if (choice.kind === "silence") return choice;
		this.hops.set(choice.npc, 0);
		const takesLeave = isGoodbye(line.text);
		if (takesLeave && this.goodbyes.isWithin(choice.npc, line.speakerId, now, this.options.goodbyeSeconds))
			return { kind: "silence", reason: "goodbyeSaid" };
		// Nor is a player who has just taken leave greeted for staying a moment longer.
		this.greetings.set(choice.npc, line.speakerId, now);
		if (takesLeave) this.goodbyes.set(choice.npc, line.speakerId, now);
		else this.goodbyes.clear(choice.npc, line.speakerId);
		return takesLeave ? { ...choice, isGoodbye: true } : choice;
	}

	private chooseForPlayer(line: LineToAnswer, now: number): Choice {
		const { address, named } = this.namedIn(line);
		if (address?.strength === "called") {
			if (named === undefined) return { kind: "silence", reason: "forSomebodyElse" };
			return { kind: "answer", npc: named.id, reason: "addressed" };
		}
		const partner = this.talks.npcOf(line.speakerId, now);
		if (partner !== undefined && line.candidates.some((candidate) => candidate.id === partner))
			return { kind: "answer", npc: partner, reason: "partner" };
		if (named !== undefined) return { kind: "answer", npc: named.id, reason: "addressed" };
		const near = nearestCandidate(line.candidates, this.options);
		if (near === undefined) return { kind: "silence", reason: "nobodyNear" };
		return { kind: "answer", npc: near.id, reason: "nearest" };
	}

	private answerNpc(line: LineToAnswer): Choice {
		if (line.playersListening < 1) return { kind: "silence", reason: "noAudience" };
		if (isGoodbye(line.text)) return { kind: "silence", reason: "goodbyeSaid" };
		const soFar = this.hops.get(line.speakerId) ?? this.options.maxHops;
		if (soFar >= this.options.maxHops) return { kind: "silence", reason: "enoughHops" };
		const { address, named } = this.namedIn(line);
		if (address?.strength !== "called" || named === undefined)
			return { kind: "silence", reason: "forSomebodyElse" };
		this.hops.set(named.id, soFar + 1);
		return { kind: "answer", npc: named.id, reason: "hop" };
	}

	/** Whom a line names, and the NPC that it is, if it is one in earshot. */
	private namedIn({ text, candidates, bystanders }: LineToAnswer): {
		readonly address?: Address;
		readonly named?: Candidate;
	} {
		const address = addressedBy(text, [...candidates, ...(bystanders ?? [])], this.readNames);
		return { address, named: candidates.find((candidate) => candidate.id === address?.id) };
	}
}
