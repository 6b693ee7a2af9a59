import type { Clock, Random, Switch, WorldView } from "server/ports";
import { SERVER } from "server/constants/operations";
import { createGreetings, type Encounter } from "server/rules/talk/greetings";
import { npcIdOf } from "server/rules/space/entity";
import type { TurnDirector } from "server/rules/talk/turn-director";
import type { AttentionService } from "server/npcs/attention-service";
import type { PerceptionService } from "server/perception/perception-service";
import type { Npc, NpcManager } from "server/npcs/npc-manager";
import { findOnlooker } from "server/perception/onlookers";
import type { TalkPartnerOf } from "server/npcs/talk-partners";
import type { TurnService } from "./turn-service";

export interface GreetingServiceDeps {
	readonly clock: Clock;
	readonly random: Pick<Random, "next">;
	readonly npcs: Pick<NpcManager, "all" | "get">;
	readonly world: Pick<WorldView, "onGone">;
	readonly perception: PerceptionService;
	readonly attention: Pick<AttentionService, "tierOf">;
	readonly turns: Pick<TurnService, "note" | "prompt" | "isThinking">;
	readonly director: Pick<TurnDirector, "mayGreet">;
	readonly partnerOf: TalkPartnerOf;
	readonly switch: Switch;
}

/** NPCs greet players who come up to them and say nothing. */
export interface GreetingService {
	readonly start: () => void;
	readonly destroy: () => void;
}

export function createGreetingService(deps: GreetingServiceDeps): GreetingService {
	const { clock, npcs, perception, turns } = deps;
	const greetings = createGreetings();
	let stop = () => {};

	/** Whom this NPC could greet now. */
	const encounterOf = (npc: Npc): Encounter | undefined => {
		const { npcId, talkativeness } = npc.definition;
		if (npc.state !== "ready" || talkativeness === 0) return undefined;
		// Nobody is near who could look at it: in a large town, most of them.
		if (deps.attention.tierOf(npc.entityId) !== "awake") return undefined;
		// Alone, or in talk already.
		if (perception.clusterOf(npc.entityId) === undefined || turns.isThinking(npcId)) return undefined;
		if (deps.partnerOf(npc) !== undefined) return undefined;
		const entity = perception.entity(npc.entityId);
		const onlooker = entity && findOnlooker(entity, perception);
		return onlooker && { npcId: npc.entityId, playerId: onlooker.id };
	};

	/** How likely it is to greet is how talkative it is; who does not greet now does not for a while. */
	const greet = ({ npcId: entityId, playerId }: Encounter) => {
		const npc = npcs.get(npcIdOf(entityId) ?? "");
		if (npc === undefined || deps.random.next() >= npc.definition.talkativeness) return;
		const name = perception.nameFor(npc.definition.npcId, playerId) ?? "somebody";
		turns.note(npc, "greeting", `${name} has come up to you and looks at you; say hello in a few words`);
		turns.prompt(npc);
	};

	const look = () => {
		if (!deps.switch.isOn()) return;
		const now = clock.now();
		const encounters = npcs.all().mapFiltered(encounterOf);
		const mayGreet = ({ npcId, playerId }: Encounter) => deps.director.mayGreet(npcId, playerId, now);
		for (const encounter of greetings.step(encounters, mayGreet, now)) greet(encounter);
	};

	return {
		start: () => {
			const stopForgetting = deps.world.onGone(greetings.forget);
			const stopLooking = clock.every(SERVER.perceptionSeconds, look);
			stop = () => {
				stopForgetting();
				stopLooking();
			};
		},
		destroy: () => stop(),
	};
}
