import { type Entity, npcIdOf } from "server/rules/space/entity";
import { facingOf } from "server/rules/space/geometry";
import type { Candidate } from "server/rules/talk/nearest-candidate";
import type { Talks } from "server/rules/talk/talks";
import type { Clock } from "server/ports";
import { npcsHearing, playersHearing } from "server/perception/earshot";
import type { PerceptionService } from "server/perception/perception-service";
import type { Npc, NpcManager } from "server/npcs/npc-manager";

/** Who could hear a line. */
export interface Audience {
	/** NPCs, nearest first. */
	readonly hearers: ReadonlyArray<Npc>;
	/** The same as the turn director sees them. */
	readonly candidates: ReadonlyArray<Candidate>;
	/** The players in earshot, without the speaker. */
	readonly bystanders: ReadonlyArray<Entity>;
}

export interface AudienceDeps {
	readonly clock: Pick<Clock, "now">;
	readonly npcs: Pick<NpcManager, "get">;
	readonly perception: Pick<PerceptionService, "entity" | "near" | "clusterOf">;
	readonly talks: Pick<Talks, "isThinking" | "partnerOf">;
}

/** Everybody who hears `speaker` now. */
export function audienceOf(speaker: Entity, deps: AudienceDeps): Audience {
	const { clock, npcs, perception, talks } = deps;
	const hearers = new Array<Npc>();
	const candidates = new Array<Candidate>();
	for (const { id, distance } of npcsHearing(perception, speaker)) {
		const npc = npcs.get(npcIdOf(id) ?? "");
		if (npc === undefined) continue;
		hearers.push(npc);
		const body = perception.entity(id);
		const { displayName, talkativeness } = npc.definition;
		candidates.push({
			id,
			displayName,
			distance,
			talkativeness,
			facing: body && facingOf(speaker, body.position),
			isBusy: talks.isThinking(id) && talks.partnerOf(id, clock.now()) !== speaker.id,
		});
	}
	const bystanders = playersHearing(perception, speaker).mapFiltered(({ id }) => perception.entity(id));
	return { hearers, candidates, bystanders };
}
