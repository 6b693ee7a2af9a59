import { DIRECTOR } from "server/constants/rules";
import { addressedBy, type Named } from "./address";
import type { EntityId } from "server/rules/space/entity";
import { isGoodbye } from "./goodbye";
import { PairTimes } from "./pair-times";

/** An NPC that heard the line and could answer it. */
export interface Candidate extends Named {
	/** Studs from the speaker. */
	readonly distance: number;
	/** Cosine of the angle between where the speaker looks and the NPC: 1 faced, -1 behind; 0 if unknown. */
	readonly facing?: number;
	/** 0 (speaks when spoken to) to 1; 0.5 if undefined. */
	readonly talkativeness?: number;
	/** It thinks of an answer for somebody else. */
	readonly isBusy?: boolean;
}

/** A line, and who heard it. */
export interface LineToAnswer {
	readonly speakerId: EntityId;
	readonly speakerKind: "player" | "npc";
	readonly text: string;
	/** NPCs in earshot, the speaker not among them. */
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
			/** It takes leave: the answer ends the conversation. */
			readonly isGoodbye?: boolean;
	  }
	| {
			readonly kind: "silence";
			readonly reason: "nobodyNear" | "forSomebodyElse" | "goodbyeSaid" | "noAudience" | "enoughHops";
	  };

/** Remembers who talks with whom. */
export interface TurnDirector {
	/** Who answers a line: one NPC at most. Remembers what follows from it; call once for each line. */
	readonly choose: (line: LineToAnswer, now: number) => Choice;
	/** The NPC that a player is in conversation with. */
	readonly partnerOf: (playerId: EntityId, now: number) => EntityId | undefined;
	/** True if an NPC may greet a player now, which it is then taken to do. */
	readonly mayGreet: (npcId: EntityId, playerId: EntityId, now: number) => boolean;
	readonly forget: (id: EntityId) => void;
}

/** The numbers of `DIRECTOR`. */
export type DirectorOptions = Readonly<typeof DIRECTOR>;

interface Partner {
	readonly npc: EntityId;
	readonly at: number;
}

/** Decides who answers: who is called, else who was talked with last, else who is nearest and faced. */
export function createTurnDirector(options: DirectorOptions = DIRECTOR): TurnDirector {
	const partners = new Map<EntityId, Partner>();
	const greetings = new PairTimes();
	const goodbyes = new PairTimes();
	/** How many NPC-to-NPC answers led to an NPC's present line. */
	const hops = new Map<EntityId, number>();

	function partnerOf(playerId: EntityId, now: number): EntityId | undefined {
		const partner = partners.get(playerId);
		return partner !== undefined && now - partner.at <= options.partnerSeconds ? partner.npc : undefined;
	}

	/** Studs, less what facing and talkativeness are worth, more for who is busy. */
	function felt(candidate: Candidate): number {
		const facing = math.clamp(candidate.facing ?? 0, 0, 1) * options.facingBonusStuds;
		const talkative = (candidate.talkativeness ?? 0.5) * options.talkativenessBonusStuds;
		const busy = candidate.isBusy === true ? options.busyPenaltyStuds : 0;
		return candidate.distance - facing - talkative + busy;
	}

	function nearest(candidates: ReadonlyArray<Candidate>): Candidate | undefined {
		let best: Candidate | undefined;
		for (const candidate of candidates) {
			const talkative = (candidate.talkativeness ?? 0.5) > 0;
			if (!talkative || candidate.distance > options.nearestStuds) continue;
			const closer = best === undefined || felt(candidate) < felt(best);
			const tie = best !== undefined && felt(candidate) === felt(best) && candidate.id < best.id;
			if (closer || tie) best = candidate;
		}
		return best;
	}

	function chooseForPlayer(line: LineToAnswer, now: number): Choice {
		const address = addressedBy(line.text, [...line.candidates, ...(line.bystanders ?? [])]);
		const named = line.candidates.find((candidate) => candidate.id === address?.id);
		if (address?.strength === "called") {
			if (named === undefined) return { kind: "silence", reason: "forSomebodyElse" };
			return { kind: "answer", npc: named.id, reason: "addressed" };
		}
		const partner = partnerOf(line.speakerId, now);
		if (partner !== undefined && line.candidates.some((candidate) => candidate.id === partner)) {
			return { kind: "answer", npc: partner, reason: "partner" };
		}
		if (named !== undefined) return { kind: "answer", npc: named.id, reason: "addressed" };
		const near = nearest(line.candidates);
		if (near === undefined) return { kind: "silence", reason: "nobodyNear" };
		return { kind: "answer", npc: near.id, reason: "nearest" };
	}

	function answerPlayer(line: LineToAnswer, now: number): Choice {
		const choice = chooseForPlayer(line, now);
		if (choice.kind === "silence") return choice;
		hops.set(choice.npc, 0);
		if (!isGoodbye(line.text)) {
			goodbyes.clear(choice.npc, line.speakerId);
			partners.set(line.speakerId, { npc: choice.npc, at: now });
			greetings.set(choice.npc, line.speakerId, now);
			return choice;
		}
		if (goodbyes.isWithin(choice.npc, line.speakerId, now, options.goodbyeSeconds)) {
			return { kind: "silence", reason: "goodbyeSaid" };
		}
		goodbyes.set(choice.npc, line.speakerId, now);
		partners.delete(line.speakerId);
		// Who has just taken leave is not greeted for staying a moment longer.
		greetings.set(choice.npc, line.speakerId, now);
		return { ...choice, isGoodbye: true };
	}

	function answerNpc(line: LineToAnswer): Choice {
		if (line.playersListening < 1) return { kind: "silence", reason: "noAudience" };
		if (isGoodbye(line.text)) return { kind: "silence", reason: "goodbyeSaid" };
		const soFar = hops.get(line.speakerId) ?? options.maxHops;
		if (soFar >= options.maxHops) return { kind: "silence", reason: "enoughHops" };
		const address = addressedBy(line.text, [...line.candidates, ...(line.bystanders ?? [])]);
		const named = line.candidates.find((candidate) => candidate.id === address?.id);
		if (address?.strength !== "called" || named === undefined) {
			return { kind: "silence", reason: "forSomebodyElse" };
		}
		hops.set(named.id, soFar + 1);
		return { kind: "answer", npc: named.id, reason: "hop" };
	}

	return {
		choose: (line, now) => (line.speakerKind === "player" ? answerPlayer(line, now) : answerNpc(line)),
		partnerOf,
		mayGreet: (npcId, playerId, now) => {
			if (greetings.isWithin(npcId, playerId, now, options.greetingCooldownSeconds)) return false;
			greetings.set(npcId, playerId, now);
			return true;
		},
		forget: (id) => {
			partners.delete(id);
			for (const [playerId, { npc }] of partners) {
				if (npc === id) partners.delete(playerId);
			}
			greetings.forget(id);
			goodbyes.forget(id);
			hops.delete(id);
		},
	};
}
