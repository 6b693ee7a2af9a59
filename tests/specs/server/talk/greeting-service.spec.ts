/// <reference types="@rbxts/testez/globals" />
import type { AttentionTier } from "server/rules/load/attention";
import type { Entity } from "server/rules/space/entity";
import { Talks } from "server/rules/talk/talks";
import { createGreetingService } from "server/talk/greeting-service";
import { expectSame } from "../../shared/support/expectations";
import { createFakeClock } from "../support/fake-clock";
import { pieceBudget } from "../support/piece-budget";
import { createFakeNpcs } from "../support/fake-npcs";
import { createFakePerception } from "../support/fake-perception";
import { createFakeSwitch } from "../support/fake-switch";
import { createFakeWorld, npcAt, playerAt } from "../support/fake-world";
import { definitionOf } from "../support/test-town";

const MARA = "npc:mara";
const ALEX = "player:1";

/** Alex stands in front of Mara, who is ready, awake and free, and looks at her. */
function setUp() {
	const calls = new Array<string>();
	const clock = createFakeClock();
	const npcs = createFakeNpcs();
	const perception = createFakePerception();
	const world = createFakeWorld();
	const theSwitch = createFakeSwitch();
	const talks = new Talks();
	const state = {
		/** A frame has time for more than one piece of work. */
		hasTime: true,
		roll: 0,
		mayGreet: true,
		onAsked: () => {},
		tier: "awake" as AttentionTier,
		partner: undefined as Entity | undefined,
	};
	const lookAtMara = (x = 5) => perception.put({ ...playerAt(1, "Alex", x), facing: { x: -1, y: 0, z: 0 } });
	perception.put(npcAt("mara", "Mara", 0));
	perception.gather(MARA, ALEX);
	perception.rename(ALEX, "Alex");
	lookAtMara();
	npcs.add(definitionOf("Mara"));
	const greetings = createGreetingService({
		clock,
		budget: pieceBudget(() => state.hasTime),
		npcs,
		world,
		perception: {
			...perception,
			noteEvent: (npcId, kind, text) => calls.push(`${npcId} is told of ${kind}: ${text}`),
		},
		talks,
		switch: theSwitch,
		random: { next: () => state.roll },
		attention: { tierOf: (id) => (id === MARA ? state.tier : "asleep") },
		turns: { prompt: ({ definition }) => calls.push(`${definition.npcId} has a turn`) },
		director: {
			mayGreet() {
				state.onAsked();
				return state.mayGreet;
			},
			greeted(npcId, playerId) {
				calls.push(`${npcId} greeted ${playerId}`);
			},
		},
		partnerOf: () => state.partner,
	});
	greetings.start();
	return { calls, clock, npcs, perception, world, theSwitch, talks, state, lookAtMara, greetings };
}

type Kit = ReturnType<typeof setUp>;

const GREETING = [
	"npc:mara greeted player:1",
	"mara is told of greeting: Alex has come up to you and looks at you; say hello in a few words",
	"mara has a turn",
];

/** What keeps Mara from greeting, and what takes it away. */
const HINDRANCES: ReadonlyArray<[what: string, begin: (kit: Kit) => void, end: (kit: Kit) => void]> = [
	[
		"has no agent now",
		({ npcs }) => npcs.setState("mara", "unreachable"),
		({ npcs }) => npcs.setState("mara", "ready"),
	],
	[
		"is drowsy",
		({ state }) => {
			state.tier = "drowsy";
		},
		({ state }) => {
			state.tier = "awake";
		},
	],
	[
		"is in no company",
		({ perception }) => perception.gather(),
		({ perception }) => perception.gather(MARA, ALEX),
	],
	[
		"thinks of an answer",
		({ talks, clock }) => talks.beginThinking(MARA, clock.now()),
		({ talks }) => talks.endThinking(MARA),
	],
	[
		"is in talk",
		({ state }) => {
			state.partner = playerAt(2, "Robin", 3);
		},
		({ state }) => {
			state.partner = undefined;
		},
	],
	[
		"may not, as the director says",
		({ state }) => {
			state.mayGreet = false;
		},
		({ state }) => {
			state.mayGreet = true;
		},
	],
	["is not close to the player", ({ lookAtMara }) => lookAtMara(13), ({ lookAtMara }) => lookAtMara(5)],
	[
		"is not looked at",
		({ perception }) => perception.put(playerAt(1, "Alex", 5)),
		({ lookAtMara }) => lookAtMara(5),
	],
	["is switched off", ({ theSwitch }) => theSwitch.set(false), ({ theSwitch }) => theSwitch.set(true)],
];

export = () => {
	describe("an NPC", () => {
		it("greets a player who has looked at it for a moment: it is told first, and has a turn then", () => {
			const { calls, clock } = setUp();
			clock.advance(1.25);
			expectSame(calls, []);
			clock.advance(1);
			expectSame(calls, GREETING);
		});

		for (const [what, begin, finish] of HINDRANCES) {
			it(`does not greet while it ${what}, and does afterwards`, () => {
				const kit = setUp();
				begin(kit);
				kit.clock.advance(10);
				expectSame(kit.calls, []);
				finish(kit);
				kit.clock.advance(3);
				expectSame(kit.calls, GREETING);
			});
		}

		it("lets a player pass if chance is against it, and that counts as a greeting", () => {
			const kit = setUp();
			kit.state.roll = 0.6;
			kit.clock.advance(3);
			expectSame(kit.calls, ["npc:mara greeted player:1"]);
			kit.state.roll = 0;
			kit.clock.advance(10);
			expectSame(kit.calls, ["npc:mara greeted player:1"]);
		});

		it("greets as well where a frame has time for one piece of work only, and looks at others in the next", () => {
			const kit = setUp();
			kit.state.hasTime = false;
			kit.clock.advance(3);
			expectSame(kit.calls, GREETING);
		});

		it("does not greet any more when the town stops in the midst of a look", () => {
			const kit = setUp();
			kit.state.hasTime = false;
			kit.state.onAsked = () => kit.greetings.destroy();
			kit.clock.advance(3);
			expectSame(kit.calls, []);
		});

		it("that speaks only when it is called greets nobody", () => {
			const kit = setUp();
			kit.npcs.add({ ...definitionOf("Mara"), talkativeness: 0 });
			kit.clock.advance(10);
			expectSame(kit.calls, []);
		});

		it("that has no name for the player greets somebody", () => {
			const kit = setUp();
			kit.perception.rename(ALEX, undefined);
			kit.clock.advance(3);
			expectSame(kit.calls[1], GREETING[1].gsub("Alex", "somebody")[0]);
		});

		it("greets a player who has left and come again without a pause", () => {
			const kit = setUp();
			kit.clock.advance(3);
			kit.calls.clear();
			kit.world.leave(ALEX);
			kit.clock.advance(3);
			expectSame(kit.calls, GREETING);
		});

		it("greets nobody once the service is destroyed", () => {
			const { calls, clock, greetings } = setUp();
			greetings.destroy();
			clock.advance(10);
			expectSame(calls, []);
		});
	});
};
