/// <reference types="@rbxts/testez/globals" />
import { createAttentionService } from "server/npcs/attention-service";
import { FrameBudget } from "server/net/frame-budget";
import { createAttentionTracker } from "server/rules/load/attention";
import type { Entity } from "server/rules/space/entity";
import { npcIdOf } from "server/rules/space/entity";
import { createFakeClock } from "../support/fake-clock";
import { createFakeLog } from "../support/fake-log";
import { npcAt, playerAt } from "../support/fake-world";
import { definitionOf } from "../support/test-town";
import { expectSame } from "../../shared/support/expectations";

/** Mara at the origin, and whoever the spec puts there. */
function setUp() {
	const clock = createFakeClock();
	const calls = new Array<string>();
	const hurried = new Array<string>();
	const world = {
		entities: [npcAt("mara", "Mara", 0)] as ReadonlyArray<Entity>,
		partner: false,
		exists: true,
	};
	const mara = { entityId: "npc:mara", definition: definitionOf("Mara"), state: "ready" as const };
	const tracker = createAttentionTracker();
	// As perception does at first sight.
	tracker.meet("npc:mara");
	const attention = createAttentionService({
		clock,
		log: createFakeLog(),
		tracker,
		budget: new FrameBudget(clock.now),
		perception: {
			entity: (id) => world.entities.find((entity) => entity.id === id),
			players: () => world.entities.filter(({ kind }) => kind === "player"),
			near: () => world.entities,
			catchUp: () => {},
		},
		npcs: {
			get: (npcId) => (world.exists && npcId === "mara" ? mara : undefined),
			hurry: (npcId) => hurried.push(npcId),
		},
		blocks: {
			setTier: (npcId, tier) => calls.push(`${npcId} ${tier}`),
			step: () => calls.push("step"),
		},
		partnerOf: ({ entityId }) =>
			world.partner && npcIdOf(entityId) === "mara" ? playerAt(1, "Alex", 500) : undefined,
	});
	attention.start();
	return {
		world,
		attention,
		calls,
		hurried,
		/** What happens when Alex is so many studs off. */
		alexAt: (studs: number) => {
			calls.clear();
			world.entities = [npcAt("mara", "Mara", 0), playerAt(1, "Alex", studs)];
			clock.advance(0.25);
			return calls.join(", ");
		},
	};
}

export = () => {
	describe("an NPC's memory", () => {
		it("is written according to who is near, and only a change is told", () => {
			const { calls, alexAt } = setUp();
			expect(calls.join(", ")).to.equal("mara asleep");
			expect(alexAt(1000)).to.equal("");
			expect(alexAt(30)).to.equal("mara awake, step");
			expect(alexAt(31)).to.equal("");
			expect(alexAt(100)).to.equal("mara drowsy");
			expect(alexAt(1000)).to.equal("mara asleep");
		});
		it("is made next when a player comes near, and not when the player goes", () => {
			const { hurried, alexAt } = setUp();
			alexAt(1000);
			expectSame(hurried, []);
			alexAt(100);
			alexAt(30);
			alexAt(1000);
			expectSame(hurried, ["mara"]);
		});
		it("catches up on waking in the same moment, not a look at the world later", () => {
			expect(setUp().alexAt(149)).to.equal("mara drowsy, step");
		});
		it("is an awake NPC's while it talks", () => {
			const { world, alexAt, attention } = setUp();
			world.partner = true;
			expect(alexAt(500)).to.equal("mara awake, step");
			expect(attention.isWatched("npc:mara")).to.equal(false);
			expect(attention.tierOf("npc:mara")).to.equal("awake");
		});
		it("is left alone once it is destroyed", () => {
			const { world, alexAt } = setUp();
			world.exists = false;
			expect(alexAt(5)).to.equal("");
		});
	});

	it("stops when it is destroyed, twice", () => {
		const { attention, alexAt } = setUp();
		attention.destroy();
		attention.destroy();
		expect(alexAt(5)).to.equal("");
	});
};
