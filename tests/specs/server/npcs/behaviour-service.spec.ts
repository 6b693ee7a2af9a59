/// <reference types="@rbxts/testez/globals" />
import type { NpcDefinition } from "server/ports";
import { FrameBudget } from "server/net/frame-budget";
import { createBehaviourService } from "server/npcs/behaviour-service";
import { NpcActions } from "server/npcs/npc-actions";
import type { Npc } from "server/npcs/npc-manager";
import { BEHAVIOUR } from "server/constants/rules";
import type { AttentionTier } from "server/rules/load/attention";
import type { Entity, EntityId, Point } from "server/rules/space/entity";
import { isPlayerId, npcEntityId } from "server/rules/space/entity";
import { createFakeClock } from "../support/fake-clock";
import { createFakeLog } from "../support/fake-log";
import { createFakeMotions } from "../support/fake-motions";
import { createFakeRandom } from "../support/fake-random";
import { npcAt, playerAt } from "../support/fake-world";
import { definitionOf } from "../support/test-town";
import { expectAtMost, expectItem, expectMore, expectSame } from "../../shared/support/expectations";

const ROUND = [
	{ x: 10, y: 0, z: 0 },
	{ x: 20, y: 0, z: 0 },
];
/** The NPCs' home; the point that chance chooses lies to the west of it. */
const CAFE = { name: "Cafe", center: { x: 40, y: 0, z: 0 }, size: { x: 100, y: 20, z: 100 } };
const PLAZA = { name: "Plaza", center: { x: 0, y: 0, z: 0 }, size: { x: 200, y: 20, z: 200 } };

interface FakeNpc extends Npc {
	state: Npc["state"];
}

/** NPCs by display name, each standing at its place on a line; the spec plays the world. */
function setUp(routines: Readonly<Record<string, NpcDefinition["routine"]>>) {
	const clock = createFakeClock();
	const motions = createFakeMotions();
	const log = createFakeLog();
	const npcs = new Array<FakeNpc>();
	const entities = new Map<EntityId, Entity>();
	const listeners = new Array<(npc: Npc) => void>();
	for (const [displayName, routine] of pairs(routines)) {
		const definition = { ...definitionOf(displayName), routine };
		const entityId = npcEntityId(definition.npcId);
		npcs.push({ entityId, definition, state: "ready" });
		entities.set(entityId, npcAt(definition.npcId, displayName, 0));
	}
	const world = {
		tier: "awake" as AttentionTier,
		isWatched: true,
		partner: undefined as Entity | undefined,
		waypoints: ROUND as ReadonlyArray<Point>,
		zones: [PLAZA, CAFE],
		decisions: 0,
	};
	const actions = new NpcActions();
	const wakeCallbacks = new Set<(id: EntityId) => void>();
	const behaviour = createBehaviourService({
		clock,
		random: createFakeRandom(),
		log,
		budget: new FrameBudget(clock.now),
		npcs: { all: () => npcs, onState: (callback) => listeners.push(callback) },
		perception: {
			entity: (id) => entities.get(id),
			clusterOf: () => {
				const members = [...entities].map(([id]) => id);
				return { id: "c1", members, players: members.filter(isPlayerId) };
			},
		},
		attention: {
			tierOf: () => world.tier,
			onWake: (callback) => {
				wakeCallbacks.add(callback);
				return () => wakeCallbacks.delete(callback);
			},
			isWatched: () => {
				world.decisions += 1;
				return world.isWatched;
			},
		},
		motions,
		world: { zones: () => world.zones },
		waypointsOf: () => world.waypoints,
		partnerOf: () => world.partner,
		actions,
	});
	behaviour.start();
	return {
		clock,
		motions,
		log,
		world,
		actions,
		behaviour,
		npcs,
		/** Everybody wakes. */
		wake: () => {
			for (const callback of wakeCallbacks) for (const { entityId } of npcs) callback(entityId);
		},
		put: (entity: Entity) => entities.set(entity.id, entity),
		remove: (id: EntityId) => entities.delete(id),
		/** Long enough for any rest. */
		rest: () => clock.advance(BEHAVIOUR.wanderRest.maxSeconds),
		tell: (npc: Npc) => {
			for (const listener of listeners) listener(npc);
		},
	};
}

export = () => {
	describe("an NPC on patrol", () => {
		it("walks from waypoint to waypoint, and says so", () => {
			const { motions, actions, rest } = setUp({ Pip: { kind: "Patrol" } });
			expect(actions.of("pip")).to.equal("Idle");
			for (let walk = 0; walk < 3; walk++) {
				rest();
				expect(actions.of("pip")).to.equal("Patrol");
				motions.end("pip", true);
			}
			expect(motions.calls.join(", ")).to.equal("walk pip 10,0, walk pip 20,0, walk pip 10,0");
		});
		it("goes home from a waypoint that it cannot reach, and then on", () => {
			const { motions, actions, rest } = setUp({ Pip: { kind: "Patrol" } });
			rest();
			motions.end("pip", false);
			rest();
			expect(actions.of("pip")).to.equal("Return home");
			motions.end("pip", true);
			rest();
			expect(motions.calls.join(", ")).to.equal("walk pip 10,0, walk pip 0,0, walk pip 20,0");
		});
		it("is set down at home when it finds no way there for a minute, and the log says so", () => {
			const { motions, log, put, clock } = setUp({ Mara: { kind: "Idle" } });
			clock.advance(1);
			put(npcAt("mara", "Mara", 50));
			for (let failures = 0; failures < 3; failures++) {
				clock.advance(BEHAVIOUR.homeRetrySeconds + 1);
				motions.end("mara", false);
			}
			clock.advance(BEHAVIOUR.homeRetrySeconds + 1);
			expectItem(motions.calls, "setDown mara 0,0");
			expect(log.count("warn an NPC found no way home and was set down there")).to.equal(1);
		});
		it("stops to talk, turns to its partner, and goes on to the same waypoint", () => {
			const { clock, motions, world, actions, rest } = setUp({ Pip: { kind: "Patrol" } });
			rest();
			world.partner = playerAt(1, "Alex", 4);
			clock.advance(0.5);
			expect(actions.of("pip")).to.equal("Talk");
			expect(motions.goalOf("pip")).never.to.be.ok();
			expectItem(motions.calls, "face pip 4,0");
			world.partner = undefined;
			clock.advance(0.5);
			expect(motions.goalOf("pip")).to.equal(ROUND[0]);
			expect(actions.of("pip")).to.equal("Patrol");
		});
		it("turns to a partner who stands still once, and again when somebody has turned it away", () => {
			const { clock, motions, world, put } = setUp({ Pip: { kind: "Idle" } });
			world.partner = playerAt(1, "Alex", 4);
			clock.advance(5);
			expectSame(motions.calls, ["face pip 4,0"]);
			put({ ...npcAt("pip", "Pip", 0), facing: { x: -1, y: 0, z: 0 } });
			clock.advance(5);
			expectSame(motions.calls, ["face pip 4,0", "face pip 4,0"]);
			world.partner = playerAt(1, "Alex", 5);
			clock.advance(5);
			expectSame(motions.calls, ["face pip 4,0", "face pip 4,0", "face pip 5,0"]);
		});
		it("stops for a player who stands before it and looks at it, and for no other", () => {
			const { clock, motions, put, rest } = setUp({ Pip: { kind: "Patrol" } });
			rest();
			const alex = playerAt(1, "Alex", 8);
			put({ ...alex, facing: { x: 1, y: 0, z: 0 } });
			clock.advance(1);
			expect(motions.goalOf("pip")).to.be.ok();
			put({ ...playerAt(1, "Alex", 13), facing: { x: -1, y: 0, z: 0 } });
			clock.advance(1);
			expect(motions.goalOf("pip")).to.be.ok();
			put({ ...alex, facing: { x: -1, y: 0, z: 0 } });
			clock.advance(1);
			expect(motions.goalOf("pip")).never.to.be.ok();
			expectItem(motions.calls, "face pip 8,0");
		});
		it("without two waypoints stays, and the log says why, once", () => {
			const { motions, log, world, rest } = setUp({ Pip: { kind: "Patrol" } });
			world.waypoints = [ROUND[0]];
			rest();
			rest();
			expect(motions.calls.size()).to.equal(0);
			expect(log.count("Patrol")).to.equal(1);
			expect(log.count("npcId=pip")).to.equal(1);
		});
	});

	describe("a wanderer", () => {
		it("keeps to the zone of its own home", () => {
			const { motions, world, rest } = setUp({ Finn: { kind: "Wander", radiusStuds: 20 } });
			rest();
			expect(motions.calls.size()).to.equal(0);
			world.zones = [PLAZA, { ...CAFE, center: { x: 0, y: 0, z: 0 } }];
			rest();
			// Chance is always a half: straight back, at the square root of a half of the radius.
			expect(motions.calls.join(", ")).to.equal("walk finn -14,0");
		});
	});

	describe("an NPC that nobody can see", () => {
		it("never asks for a path", () => {
			const { clock, motions, world } = setUp({
				Pip: { kind: "Patrol" },
				Finn: { kind: "Wander", radiusStuds: 9 },
			});
			world.isWatched = false;
			world.tier = "asleep";
			clock.advance(300);
			expect(motions.calls.size()).to.equal(0);
		});
		it("decides at once when it wakes", () => {
			const { clock, world, wake } = setUp({ Pip: { kind: "Patrol" } });
			world.tier = "asleep";
			clock.advance(20);
			world.tier = "awake";
			wake();
			world.decisions = 0;
			clock.advance(0.1);
			expect(world.decisions).to.equal(1);
		});
		it("decides less often, the less attention it gets", () => {
			const { clock, world } = setUp({ Pip: { kind: "Patrol" } });
			const decisionsIn = (tier: AttentionTier) => {
				world.tier = tier;
				clock.advance(20);
				world.decisions = 0;
				clock.advance(120);
				return world.decisions;
			};
			const [awake, drowsy, asleep] = [decisionsIn("awake"), decisionsIn("drowsy"), decisionsIn("asleep")];
			expectMore(awake, 1.5 * drowsy);
			expectMore(drowsy, 2.5 * asleep);
			expectMore(asleep, 5);
		});
	});

	it("hundreds of NPCs are served a bounded number at a time, and all of them", () => {
		const routines: Record<string, NpcDefinition["routine"]> = {};
		for (let index = 0; index < 300; index++) routines[`Npc${index}`] = { kind: "Patrol" };
		const { clock, motions, world } = setUp(routines);
		for (let tick = 0; tick < 50; tick++) {
			world.decisions = 0;
			clock.advance(BEHAVIOUR.tickSeconds);
			expectAtMost(world.decisions, BEHAVIOUR.maxPerTick);
		}
		clock.advance(60);
		expect(new Set(motions.calls).size()).to.equal(300);
	});

	describe("an NPC that stands at home", () => {
		it("looks where it looked when it came into the world", () => {
			const { clock, motions, world, put, rest } = setUp({ Mara: { kind: "Idle" } });
			put({ ...npcAt("mara", "Mara", 0), facing: { x: 0, y: 0, z: 1 } });
			clock.advance(1);
			world.partner = playerAt(1, "Alex", 4);
			clock.advance(1);
			world.partner = undefined;
			rest();
			expectItem(motions.calls, "face mara 4,0");
			expectSame(motions.calls[motions.calls.size() - 1], "face mara 0,20");
		});
	});

	describe("an NPC that loses its body", () => {
		it("begins anew with the next, at home where that one stands", () => {
			const { clock, motions, actions, put, remove, rest } = setUp({ Mara: { kind: "Idle" } });
			rest();
			put(npcAt("mara", "Mara", 50));
			clock.advance(1);
			expect(motions.calls.join(", ")).to.equal("walk mara 0,0");
			remove("npc:mara");
			clock.advance(5);
			expect(actions.of("mara")).to.equal("Idle");
			put(npcAt("mara", "Mara", 90));
			rest();
			expect(motions.calls.size()).to.equal(1);
		});
	});

	it("an NPC that is destroyed is stopped and forgotten", () => {
		const { motions, actions, npcs, rest, tell } = setUp({ Pip: { kind: "Patrol" } });
		rest();
		const pip = npcs.remove(0);
		assert(pip);
		pip.state = "destroyed";
		tell(pip);
		expect(motions.goalOf("pip")).never.to.be.ok();
		expect(actions.of("pip")).to.equal("Idle");
	});

	it("nobody decides any more once it is destroyed, twice", () => {
		const { clock, world, behaviour } = setUp({ Pip: { kind: "Patrol" } });
		behaviour.destroy();
		behaviour.destroy();
		clock.advance(5);
		expect(world.decisions).to.equal(0);
	});
};
