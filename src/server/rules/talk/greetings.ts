import { DIRECTOR } from "server/constants/rules";
import type { EntityId } from "server/rules/space/entity";

/** A player stands in front of an NPC and looks at it. */
export interface Encounter {
	readonly npcId: EntityId;
	readonly playerId: EntityId;
}

export interface Greetings {
	/** Call often, with all present encounters. Returns those in which it is time for the NPC to greet. */
	readonly step: (
		encounters: ReadonlyArray<Encounter>,
		mayGreet: (encounter: Encounter) => boolean,
		now: number,
	) => ReadonlyArray<Encounter>;
	/** `id` is an NPC's or a player's. */
	readonly forget: (id: EntityId) => void;
}

export interface GreetingOptions {
	/** Seconds for which a player stands in front of an NPC without a word until it greets. */
	readonly greetAfterSeconds: number;
	/** Seconds between two greetings of one player by whichever NPCs. */
	readonly greetingGapSeconds: number;
}

/**
 * Says when an NPC greets of its own accord: when a player has stood in front of it for a moment without a word, and no
 * other NPC has just greeted the player.
 */
export function createGreetings(options: GreetingOptions = DIRECTOR): Greetings {
	/** Since when, by NPC; an NPC meets one player at a time. */
	const since = new Map<EntityId, { readonly playerId: EntityId; readonly at: number }>();
	const greetedAt = new Map<EntityId, number>();

	return {
		step: (encounters, mayGreet, now) => {
			const met = new Set<EntityId>();
			const due = new Array<Encounter>();
			for (const encounter of encounters) {
				const { npcId, playerId } = encounter;
				met.add(npcId);
				const known = since.get(npcId);
				if (known?.playerId !== playerId) {
					since.set(npcId, { playerId, at: now });
					continue;
				}
				const sinceGreeting = now - (greetedAt.get(playerId) ?? -math.huge);
				if (now - known.at < options.greetAfterSeconds) continue;
				if (sinceGreeting < options.greetingGapSeconds || !mayGreet(encounter)) continue;
				greetedAt.set(playerId, now);
				due.push(encounter);
			}
			for (const [npcId] of since) if (!met.has(npcId)) since.delete(npcId);
			return due;
		},
		forget: (id) => {
			since.delete(id);
			greetedAt.delete(id);
		},
	};
}
