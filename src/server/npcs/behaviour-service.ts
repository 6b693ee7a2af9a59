import type { Clock, Log, NpcMotions, Random, WorldView } from "server/ports";
import { BEHAVIOUR } from "server/constants/rules";
import { type Action, type BehaviourInput, newBehaviour } from "server/rules/behaviour/behaviour";
import { stepBehaviour } from "server/rules/behaviour/step-behaviour";
import type { Entity, Point } from "server/rules/space/entity";
import { isInsideHome } from "server/rules/behaviour/wander";
import type { AttentionService } from "./attention-service";
import type { PerceptionService } from "server/perception/perception-service";
import { NpcConduct } from "./npc-conduct";
import type { Npc, NpcManager } from "./npc-manager";
import { findOnlooker } from "server/perception/onlookers";
import { createRota } from "./rota";
import type { TalkPartnerOf } from "./talk-partners";

export interface BehaviourServiceDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly npcs: Pick<NpcManager, "all" | "onState">;
	readonly perception: Pick<PerceptionService, "entity" | "clusterOf">;
	readonly attention: Pick<AttentionService, "tierOf" | "isWatched">;
	readonly motions: NpcMotions;
	readonly world: Pick<WorldView, "zones">;
	/** Where an NPC's patrol leads, in order. */
	readonly waypointsOf: (npcId: string) => ReadonlyArray<Point>;
	readonly partnerOf: TalkPartnerOf;
}

/** What each NPC does: decides it, a few NPCs at a time, and has it done. */
export interface BehaviourService {
	readonly start: () => void;
	/** In the words of the status block. */
	readonly actionOf: (npcId: string) => Action;
	readonly destroy: () => void;
}

export function createBehaviourService(deps: BehaviourServiceDeps): BehaviourService {
	const { clock, random, log, npcs, perception, attention, motions } = deps;
	const conducts = new Map<string, NpcConduct>();
	const rota = createRota<Npc>(BEHAVIOUR.maxPerTick);
	let stopTicking: (() => void) | undefined;

	const conductOf = (npcId: string, entity: Entity): NpcConduct => {
		const known = conducts.get(npcId);
		if (known !== undefined) return known;
		// Not all at once: a server's NPCs spawn in the same moment.
		const firstWalkAt = clock.now() + random.next() * BEHAVIOUR.wanderRest.maxSeconds;
		const created = new NpcConduct(npcId, motions, entity, newBehaviour(firstWalkAt));
		conducts.set(npcId, created);
		return created;
	};

	const waypointsFor = ({ definition: { npcId, routine } }: Npc, conduct: NpcConduct) => {
		if (routine.kind !== "Patrol") return [];
		const waypoints = deps.waypointsOf(npcId);
		if (waypoints.size() < 2 && conduct.complainOnce()) {
			const found = waypoints.size();
			log.warn("an NPC's Behaviour is Patrol, but fewer than two parts are its NpcWaypoint", {
				npcId,
				found,
			});
		}
		return waypoints;
	};

	const inputFor = (npc: Npc, entity: Entity, conduct: NpcConduct): BehaviourInput => {
		const { home, routine } = npc.definition;
		return {
			routine,
			home: conduct.home,
			outlook: conduct.outlook,
			position: entity.position,
			waypoints: waypointsFor(npc, conduct),
			partner: deps.partnerOf(npc)?.position,
			onlooker: findOnlooker(entity, perception)?.position,
			isWatched: attention.isWatched(entity.id),
			walkEnd: conduct.takeWalkEnd(),
			isAllowed: (point) =>
				isInsideHome(
					deps.world.zones().filter((zone) => zone.name === home),
					point,
				),
			random: random.next,
		};
	};

	/** Returns when this NPC decides again, seconds. */
	const decide = (npc: Npc): number => {
		const { npcId } = npc.definition;
		const now = clock.now();
		const entity = perception.entity(npc.entityId);
		if (entity === undefined) {
			// It has no body: with a new one it begins anew.
			conducts.delete(npcId);
			return now + BEHAVIOUR.decideSeconds.awake;
		}
		const conduct = conductOf(npcId, entity);
		const { state, intent } = stepBehaviour(conduct.state, inputFor(npc, entity, conduct), now);
		if (intent.action !== conduct.action) log.debug("action", { npcId, action: intent.action });
		conduct.carryOut(state, intent);
		return now + BEHAVIOUR.decideSeconds[attention.tierOf(entity.id)];
	};

	const forget = ({ definition: { npcId }, entityId }: Npc) => {
		motions.stop(npcId);
		conducts.delete(npcId);
		rota.forget(entityId);
	};

	return {
		start: () => {
			npcs.onState((npc) => {
				if (npc.state === "destroyed") forget(npc);
			});
			stopTicking = clock.every(BEHAVIOUR.tickSeconds, () => rota.run(npcs.all(), clock.now(), decide));
		},
		actionOf: (npcId) => conducts.get(npcId)?.action ?? "Idle",
		destroy: () => {
			stopTicking?.();
			stopTicking = undefined;
		},
	};
}
