import type { Clock, Log, NpcMotions, Random, WorldView } from "server/ports";
import { BEHAVIOUR } from "server/constants/rules";
import { type BehaviourInput, type Grounds, newBehaviour } from "server/rules/behaviour/behaviour";
import { stepBehaviour } from "server/rules/behaviour/step-behaviour";
import type { Entity, EntityId, Point } from "server/rules/space/entity";
import { SlicedWork, type SlicedWorkDeps } from "server/net/sliced-work";
import { isInsideHome } from "server/rules/behaviour/wander";
import type { AttentionService } from "./attention-service";
import type { PerceptionService } from "server/perception/perception-service";
import type { NpcActions } from "./npc-actions";
import { NpcActivity } from "./npc-activity";
import type { Npc, NpcManager } from "./npc-manager";
import { findOnlooker } from "server/perception/onlookers";
import { PatrolRoutes } from "./patrol-routes";
import { Rota } from "./rota";
import type { TalkPartnerOf } from "./talk-partners";

export interface BehaviourServiceDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly budget: SlicedWorkDeps["budget"];
	readonly npcs: Pick<NpcManager, "all" | "onState">;
	readonly perception: Pick<PerceptionService, "entity" | "clusterOf">;
	readonly attention: Pick<AttentionService, "tierOf" | "isWatched" | "onWake">;
	readonly motions: NpcMotions;
	readonly world: Pick<WorldView, "zones">;
	/** Where an NPC's patrol leads, in walking order. */
	readonly waypointsOf: (npcId: string) => ReadonlyArray<Point>;
	readonly partnerOf: TalkPartnerOf;
	/** Told what every NPC is doing. */
	readonly actions: NpcActions;
}

/** Decisions between two questions whether there is time for more: most come to nothing new. */
const DECISIONS_AT_ONCE = 4;

/** Decides what each NPC does, a few NPCs at a time, and has it done. */
export interface BehaviourService {
	readonly start: () => void;
	readonly destroy: () => void;
}

/** Gathers what an NPC knows when it decides. */
function createInputs(deps: BehaviourServiceDeps, routes: PatrolRoutes) {
	const { world, random } = deps;
	return (npc: Npc, grounds: Grounds, activity: NpcActivity): BehaviourInput => {
		const { home } = npc.definition;
		const isHome = (zone: { readonly name: string }) => zone.name === home;
		return {
			...grounds,
			home: activity.home,
			outlook: activity.outlook,
			position: grounds.entity.position,
			waypoints: routes.of(npc),
			walkEnd: activity.takeWalkEnd(),
			isAllowed: (point) => isInsideHome(world.zones().filter(isHome), point),
			random: random.next,
		};
	};
}

/** Gathers what may change at any time of what an NPC decides by. */
function createGrounds({ partnerOf, perception, attention }: BehaviourServiceDeps) {
	return (npc: Npc, entity: Entity, now: number): Grounds => ({
		routine: npc.definition.routine,
		entity,
		partner: partnerOf(npc, now)?.position,
		onlooker: findOnlooker(entity, perception)?.position,
		isWatched: attention.isWatched(entity.id),
		now,
	});
}

/** What each NPC is about. */
class Activities {
	private readonly byNpc = new Map<string, NpcActivity>();

	constructor(private readonly deps: Pick<BehaviourServiceDeps, "clock" | "random" | "motions">) {}

	public of(npcId: string, entity: Entity): NpcActivity {
		const known = this.byNpc.get(npcId);
		if (known !== undefined) return known;
		const { clock, random, motions } = this.deps;
		// Spread out: all NPCs of a server spawn at the same moment.
		const firstWalkAt = clock.now() + random.next() * BEHAVIOUR.wanderRest.maxSeconds;
		const created = new NpcActivity(npcId, motions, entity, newBehaviour(firstWalkAt));
		this.byNpc.set(npcId, created);
		return created;
	}

	public forget(npcId: string): void {
		this.byNpc.delete(npcId);
	}
}

export function createBehaviourService(deps: BehaviourServiceDeps): BehaviourService {
	const { clock, log, npcs, perception, attention, motions, actions } = deps;
	const activities = new Activities(deps);
	const routes = new PatrolRoutes(deps.waypointsOf, log);
	const groundsOf = createGrounds(deps);
	const inputFor = createInputs(deps, routes);
	const rota = new Rota<Npc>(BEHAVIOUR.maxPerTick, DECISIONS_AT_ONCE);
	/** NPCs that were asleep when they decided: they do not decide again soon, unless they wake. */
	const sleepers = new Set<EntityId>();
	let now = clock.now();
	let stop = () => {};

	const forget = (npcId: string) => {
		activities.forget(npcId);
		routes.forget(npcId);
		actions.forget(npcId);
	};

	const act = (npc: Npc, activity: NpcActivity, grounds: Grounds) => {
		const { npcId } = npc.definition;
		const { state, intent } = stepBehaviour(activity.state, inputFor(npc, grounds, activity), grounds.now);
		if (intent.action !== actions.of(npcId)) log.debug("action", { npcId, action: intent.action });
		activity.state = state;
		activity.grounds = grounds;
		actions.set(npcId, intent.action);
		if (intent.movement.kind === "setDown")
			log.warn("an NPC found no way home and was set down there", { npcId });
		activity.move(intent.movement);
	};

	/** Returns when this NPC decides again, seconds. */
	const decide = (npc: Npc): number => {
		const { npcId } = npc.definition;
		const entity = perception.entity(npc.entityId);
		if (entity === undefined) {
			// It has lost its body, and begins anew with the next one.
			forget(npcId);
			return now + BEHAVIOUR.decideSeconds.awake;
		}
		const activity = activities.of(npcId, entity);
		const grounds = groundsOf(npc, entity, now);
		if (!activity.isSettledOn(grounds)) act(npc, activity, grounds);
		const tier = attention.tierOf(entity.id);
		if (tier === "asleep") sleepers.add(entity.id);
		return now + BEHAVIOUR.decideSeconds[tier];
	};

	const slices = new SlicedWork(deps, (mayGoOn) => {
		now = clock.now();
		return rota.runWhile(mayGoOn, decide);
	});

	const tick = () => {
		rota.begin(npcs.all(), clock.now());
		slices.run();
	};

	return {
		start: () => {
			npcs.onState(({ state, definition: { npcId }, entityId }) => {
				if (state !== "destroyed") return;
				motions.stop(npcId);
				forget(npcId);
				rota.hurry(entityId);
				sleepers.delete(entityId);
			});
			const stopWaking = attention.onWake((id) => {
				if (sleepers.delete(id)) rota.hurry(id);
			});
			const stopTicking = clock.every(BEHAVIOUR.tickSeconds, tick);
			stop = () => {
				stopWaking();
				stopTicking();
			};
		},
		destroy: () => stop(),
	};
}
