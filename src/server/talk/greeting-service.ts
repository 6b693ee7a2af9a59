import type { Clock, Random, Switch, WorldView } from "server/ports";
import type { Cluster } from "server/rules/company/clusters";
import { SERVER } from "server/constants/operations";
import { createGreetings, type Encounter } from "server/rules/talk/greetings";
import { type EntityId, npcIdOf } from "server/rules/space/entity";
import { nameInTurn } from "server/rules/talk/turn-content";
import type { Talks } from "server/rules/talk/talks";
import type { TurnDirector } from "server/rules/talk/turn-director";
import type { AttentionService } from "server/npcs/attention-service";
import type { PerceptionService } from "server/perception/perception-service";
import type { NpcManager } from "server/npcs/npc-manager";
import { findOnlooker } from "server/perception/onlookers";
import { type Breathe, InPieces } from "server/rules/load/in-pieces";
import { SlicedWork, type SlicedWorkDeps } from "server/net/sliced-work";
import type { TalkPartnerOf } from "server/npcs/talk-partners";
import type { TurnService } from "./turn-service";

export interface GreetingServiceDeps {
	readonly clock: Clock;
	readonly budget: SlicedWorkDeps["budget"];
	readonly random: Pick<Random, "next">;
	readonly npcs: Pick<NpcManager, "get">;
	readonly world: Pick<WorldView, "onGone">;
	readonly perception: Pick<PerceptionService, "entity" | "players" | "clusterOf" | "nameFor" | "noteEvent">;
	readonly attention: Pick<AttentionService, "tierOf">;
	readonly turns: Pick<TurnService, "prompt">;
	readonly director: Pick<TurnDirector, "mayGreet" | "greeted">;
	readonly talks: Pick<Talks, "isThinking">;
	readonly partnerOf: TalkPartnerOf;
	readonly switch: Pick<Switch, "isOn">;
}

/** Looks between two questions whether there is time for more. */
const LOOKS_AT_ONCE = 4;

/** NPCs greet players who come up to them and say nothing. */
export interface GreetingService {
	readonly start: () => void;
	readonly destroy: () => void;
}

/** NPCs that may have somebody to greet: those in a player's cluster. Most of a large town are in none. */
function awakeNearPlayers({ perception, attention }: GreetingServiceDeps): ReadonlyArray<EntityId> {
	const clusters = new Set<Cluster>();
	for (const { id } of perception.players()) {
		const cluster = perception.clusterOf(id);
		if (cluster !== undefined) clusters.add(cluster);
	}
	const awake = new Array<EntityId>();
	for (const { members } of clusters)
		for (const id of members) if (attention.tierOf(id) === "awake") awake.push(id);
	return awake;
}

export function createGreetingService(deps: GreetingServiceDeps): GreetingService {
	const { clock, npcs, perception, director, talks } = deps;
	const greetings = createGreetings();
	/** A look at all who could greet somebody. */
	let round: InPieces | undefined;
	let stop = () => {};

	/** The player whom this NPC could greet now. Most have nobody who looks at them, so that comes first. */
	const encounterOf = (id: EntityId): Encounter | undefined => {
		const entity = perception.entity(id);
		const onlooker = entity && findOnlooker(entity, perception);
		if (onlooker === undefined) return undefined;
		const npc = npcs.get(npcIdOf(id) ?? "");
		if (npc === undefined || npc.state !== "ready" || npc.definition.talkativeness === 0) return undefined;
		if (talks.isThinking(id) || deps.partnerOf(npc) !== undefined) return undefined;
		return { npcId: id, playerId: onlooker.id };
	};

	/** The players whom NPCs could greet now. */
	const encountersNow = (breathe: Breathe): ReadonlyArray<Encounter> => {
		const awake = awakeNearPlayers(deps);
		const encounters = new Array<Encounter>();
		for (let index = 0; index < awake.size(); index++) {
			// A look is short: not each of them has to ask for the time.
			if (index % LOOKS_AT_ONCE === LOOKS_AT_ONCE - 1) breathe();
			const encounter = encounterOf(awake[index]);
			if (encounter !== undefined) encounters.push(encounter);
		}
		return encounters.sort((a, b) => a.npcId < b.npcId);
	};

	/** A talkative NPC is more likely to greet. An NPC that lets a player pass does not greet that player for a while. */
	const greet = ({ npcId: entityId, playerId }: Encounter) => {
		director.greeted(entityId, playerId, clock.now());
		const npc = npcs.get(npcIdOf(entityId) ?? "");
		if (npc === undefined || deps.random.next() >= npc.definition.talkativeness) return;
		const { npcId } = npc.definition;
		const name = nameInTurn(perception.nameFor(npcId, playerId) ?? "somebody");
		const event = `${name} has come up to you and looks at you; say hello in a few words`;
		perception.noteEvent(npcId, "greeting", event);
		deps.turns.prompt(npc);
	};

	const lookInPieces = (breathe: Breathe) => {
		const encounters = encountersNow(breathe);
		const now = clock.now();
		const mayGreet = ({ npcId, playerId }: Encounter) => director.mayGreet(npcId, playerId, now);
		for (const encounter of greetings.step(encounters, mayGreet, now)) {
			breathe();
			greet(encounter);
		}
	};

	const slices = new SlicedWork(deps, (mayGoOn) => round?.workWhile(mayGoOn) !== false);

	const look = () => {
		if (!deps.switch.isOn() || round?.isDone() === false) return;
		round = new InPieces(lookInPieces);
		slices.run();
	};

	return {
		start: () => {
			const stopForgetting = deps.world.onGone(greetings.forget);
			const stopLooking = clock.every(SERVER.perceptionSeconds, look);
			stop = () => {
				stopForgetting();
				stopLooking();
				round = undefined;
			};
		},
		destroy: () => stop(),
	};
}
