/// <reference types="@rbxts/testez/globals" />
import type { BodyResult } from "server/ports";
import { WORK } from "server/constants/operations";
import { createNpcManager } from "server/npcs/npc-manager";
import { createFakeBodies } from "../support/fake-bodies";
import { FrameBudget } from "server/net/frame-budget";
import { createFakeClock } from "../support/fake-clock";
import { createFakeLetta } from "../support/fake-letta";
import { createFakeLog } from "../support/fake-log";
import { npcAt } from "../support/fake-world";
import { definitionOf } from "../support/test-town";
import { expectSame, expectText } from "../../shared/support/expectations";

function setUp(forgetOnDestroy = true) {
	const clock = createFakeClock();
	const log = createFakeLog();
	const bodies = createFakeBodies();
	const letta = createFakeLetta();
	const blockCalls = new Array<string>();
	/** Whom it looked at, and for how many NPCs it had asked for an agent before. */
	const looks = new Array<string>();
	/** Those whom perception has looked at already. */
	const seen = new Set<string>();
	const manager = createNpcManager(
		{
			clock,
			log,
			bodies,
			letta,
			budget: new FrameBudget(clock.now),
			isNearPlayers: (npcId) => npcId === "mara",
			blocks: {
				hold: (npcId) => blockCalls.push(`hold ${npcId}`),
				unhold: (npcId) => blockCalls.push(`unhold ${npcId}`),
				resendAll: (npcId) => blockCalls.push(`resend ${npcId}`),
				forget: (npcId) => blockCalls.push(`forget ${npcId}`),
			},
			perception: {
				entity: (id) => (seen.has(id) ? npcAt("mara", "Mara", 0) : undefined),
				refresh: (npcId) => {
					looks.push(`${npcId}/${letta.specs.size()}`);
				},
				blocksOf: (npcId) => ({ status: `status of ${npcId}` }),
				catchUp: () => {},
			},
			world: { zones: () => [] },
		},
		{ forgetOnDestroy },
	);
	const states = new Array<string>();
	manager.onState((npc) => states.push(`${npc.definition.npcId} ${npc.state}`));
	/** Spawns, and lets the agents be asked for. */
	const populate = (...names: ReadonlyArray<string>) => {
		for (const name of names) manager.spawn([definitionOf(name)]);
		clock.advance(0.25);
	};
	return {
		clock,
		log,
		bodies,
		letta,
		blockCalls,
		manager,
		states,
		populate,
		seen,
		looks: () => looks.join(" "),
	};
}

const NO_BODY = {
	position: () => ({ x: 0, y: 0, z: 0 }),
	healthPercent: () => 100,
	onLost: () => {},
	destroy: () => {},
};

/** A manager whose NPCs get their bodies when the spec says so. */
function setUpSlowBodies() {
	const pending = new Array<(result: BodyResult) => void>();
	const clock = createFakeClock();
	const letta = createFakeLetta();
	let spent = 0;
	const manager = createNpcManager(
		{
			clock,
			log: createFakeLog(),
			bodies: { create: (_, onResult) => pending.push(onResult) },
			letta,
			// A piece of work takes all that a frame has.
			budget: new FrameBudget(() => (spent += WORK.budgetSeconds * 1.1), {
				...WORK,
				frameSeconds: math.huge,
			}),
			isNearPlayers: () => false,
			blocks: { hold: () => {}, unhold: () => {}, resendAll: () => {}, forget: () => {} },
			perception: { entity: () => undefined, refresh: () => {}, blocksOf: () => ({}), catchUp: () => {} },
			world: { zones: () => [] },
		},
		{ forgetOnDestroy: true },
	);
	const states = new Array<string>();
	manager.onState((npc) => states.push(`${npc.definition.npcId} ${npc.state}`));
	return { clock, letta, manager, pending, states };
}

export = () => {
	describe("the NPC manager", () => {
		it("gives an NPC a body, then asks for its agent with the truth in its memory", () => {
			const { bodies, letta, manager, populate } = setUp();
			populate("Mara");
			expectSame([...bodies.living], ["mara"]);
			expect(letta.specs.size()).to.equal(1);
			expect(letta.specs[0].persona).to.equal(
				"You are Mara. You tell of yourself:\nI am Mara.\n\nIn town: Cafe (you).",
			);
			expect(letta.specs[0].blocks.status).to.equal("status of mara");
			expect(manager.get("mara")?.state).to.equal("waiting");
		});

		it("looks at each before it asks for the agent, and asks first for those near players", () => {
			const { letta, looks, populate } = setUp();
			populate("Bram", "Finn", "Mara");
			expect(looks()).to.equal("mara/0 bram/1 finn/2");
			expect(letta.specs.map((spec) => spec.npcId).join(",")).to.equal("mara,bram,finn");
		});

		it("does not look again at one that was seen since it has its body", () => {
			const { letta, looks, populate, seen } = setUp();
			seen.add("npc:mara");
			populate("Bram", "Mara");
			expect(looks()).to.equal("bram/1");
			expect(letta.specs[0].blocks.status).to.equal("status of mara");
		});

		it("tells the first agent of everybody who moves in, also of those without a body", () => {
			const { clock, letta, manager, pending } = setUpSlowBodies();
			manager.spawn(["Mara", "Bram", "Finn"].map(definitionOf));
			pending[0]({ kind: "ok", body: { ...NO_BODY, npcId: "mara" } });
			clock.advance(1);
			expect(letta.specs[0].persona).to.equal(
				"You are Mara. You tell of yourself:\nI am Mara.\n\nIn town: Cafe (Bram, Finn, you).",
			);
		});

		it("knows all NPCs at once, and asks for their bodies a few at a time", () => {
			const { clock, manager, pending } = setUpSlowBodies();
			manager.spawn(["Mara", "Bram", "Finn"].map(definitionOf));
			expect(manager.all().size()).to.equal(3);
			expect(pending.size()).to.equal(1);
			manager.destroy("bram");
			clock.advance(1);
			expect(pending.size()).to.equal(2);
		});

		it("asks for no agent for an NPC that is destroyed right away", () => {
			const { clock, letta, manager } = setUp();
			manager.spawn([definitionOf("Mara")]);
			manager.destroy("mara");
			clock.advance(1);
			expect(letta.calls.size()).to.equal(0);
		});

		it("finds NPCs by id, and lists them in the order of spawning", () => {
			const { manager, populate } = setUp();
			populate("Mara");
			populate("Bram");
			expect(manager.get("bram")?.entityId).to.equal("npc:bram");
			expect(manager.get("Bram")).never.to.be.ok();
			expectSame(
				manager.all().map(({ definition }) => definition.displayName),
				["Mara", "Bram"],
			);
		});

		it("lets the blocks go as soon as the agent is verified, before anybody hears that it is ready", () => {
			const { blockCalls, letta, manager, populate } = setUp();
			populate("Mara");
			manager.onState((npc) => blockCalls.push(`heard ${npc.state}`));
			letta.ready("mara");
			expect(blockCalls.join(",")).to.equal("resend mara,unhold mara,heard ready");
		});

		it("holds the blocks while the agent is away and writes them again when it is back", () => {
			const { blockCalls, letta, states, populate } = setUp();
			populate("Mara");
			letta.ready("mara");
			letta.away("mara");
			letta.ready("mara");
			expect(blockCalls.join(",")).to.equal("resend mara,unhold mara,hold mara,resend mara,unhold mara");
			expect(states.join(",")).to.equal("mara waiting,mara ready,mara unreachable,mara ready");
		});

		it("goes on with the others when one has no body", () => {
			const { bodies, letta, log, manager, populate } = setUp();
			bodies.refuse("mara");
			populate("Mara");
			populate("Bram");
			expect(manager.get("mara")?.state).to.equal("failed");
			expect(log.count("error an NPC has no body")).to.equal(1);
			letta.ready("bram");
			expect(manager.get("bram")?.state).to.equal("ready");
		});

		it("goes on with the others when one's agent cannot be made", () => {
			const { letta, log, manager, populate } = setUp();
			populate("Mara");
			populate("Bram");
			letta.setState("mara", { kind: "failed", reason: "rejected", message: "no", final: true });
			letta.ready("bram");
			expect(manager.get("mara")?.state).to.equal("failed");
			expect(manager.get("bram")?.state).to.equal("ready");
			expect(log.count("error an NPC gets no agent")).to.equal(1);
		});

		it("writes only what has changed to an agent that was merely out of reach", () => {
			const { blockCalls, letta, populate } = setUp();
			populate("Mara");
			letta.ready("mara");
			letta.away("mara");
			letta.setState("mara", { kind: "ready", agentId: "agent-mara", model: "test", resumed: true });
			expect(blockCalls.join(",")).to.equal("resend mara,unhold mara,hold mara,unhold mara");
		});

		it("logs an outage that concerns all as one, and its end", () => {
			const { letta, log, manager, populate } = setUp();
			for (const name of ["Bram", "Finn", "Mara"]) {
				populate(name);
				letta.ready(name.lower());
			}
			for (const npcId of ["bram", "finn", "mara"]) letta.away(npcId);
			expect(log.count("warn agents cannot be reached")).to.equal(1);
			expect(log.count("all NPCs have minds again")).to.equal(0);
			letta.ready("bram");
			manager.destroy("finn");
			letta.ready("mara");
			expect(log.count("all NPCs have minds again")).to.equal(1);
			letta.away("bram");
			expect(log.count("warn agents cannot be reached")).to.equal(2);
		});

		it("says nothing of an outage's end where the NPC has gone, or is to have no agent at all", () => {
			const { letta, log, manager, populate } = setUp();
			for (const name of ["Bram", "Finn"]) populate(name);
			letta.away("bram");
			letta.away("finn");
			manager.destroy("finn");
			letta.setState("bram", { kind: "failed", reason: "rejected", message: "no", final: true });
			expect(log.count("minds")).to.equal(1);
		});

		it("names the agent while there is one, and the last failure until the agent is ready", () => {
			const { letta, manager, populate } = setUp();
			populate("Mara");
			expectSame(manager.factsOf("mara"), { isErasing: false });
			letta.away("mara");
			const away = { reason: "backendUnavailable", message: "away", final: false };
			expectSame(manager.factsOf("mara"), { isErasing: false, failure: away });
			letta.ready("mara");
			const agent = { agentId: "agent-mara", model: "test", isErasing: false };
			expectSame(manager.factsOf("mara"), agent);
			letta.away("mara");
			expectSame(manager.factsOf("mara"), { ...agent, failure: away });
			const gone = { reason: "unknownAgent", message: "gone", final: false } as const;
			letta.setState("mara", { kind: "failed", ...gone });
			expectSame(manager.factsOf("mara"), { isErasing: false, failure: gone });
		});

		it("names no agent after its erasure, until the next one is ready", () => {
			const { letta, manager, populate } = setUp();
			populate("Mara");
			letta.ready("mara");
			const results = new Array<boolean>();
			let heardWith: unknown;
			manager.erase("mara", (ok) => {
				results.push(ok);
				heardWith = manager.factsOf("mara");
			});
			expectSame(manager.factsOf("mara"), { agentId: "agent-mara", model: "test", isErasing: true });
			letta.erased("mara");
			expectSame(results, [true]);
			expectSame(heardWith, { isErasing: false });
			expectSame(manager.factsOf("mara"), {
				agentId: "agent-mara-anew",
				model: "test",
				isErasing: false,
			});
		});

		it("keeps the agent's name when its erasure fails", () => {
			const { letta, manager, populate } = setUp();
			populate("Mara");
			letta.ready("mara");
			let heardWith: unknown;
			manager.erase("mara", () => (heardWith = manager.factsOf("mara")));
			letta.erased("mara", false);
			expectSame(heardWith, { agentId: "agent-mara", model: "test", isErasing: false });
		});

		it("answers an erasure at once where the server has no agent for the NPC", () => {
			for (const forgets of [true, false]) {
				const { bodies, letta, manager, populate } = setUp(forgets);
				bodies.refuse("mara");
				populate("Mara");
				const results = new Array<boolean>();
				manager.erase("mara", (ok) => results.push(ok));
				manager.erase("nobody", (ok) => results.push(ok));
				// An agent that outlives servers may be there all the same.
				expectSame(results, [forgets, false]);
				expectSame(letta.calls, []);
			}
		});

		it("asks for an agent that is to be erased before its time", () => {
			const { clock, letta, manager } = setUp();
			manager.spawn([definitionOf("Mara")]);
			manager.erase("mara", () => {});
			expectSame(letta.calls, ["ensure mara", "erase mara"]);
			clock.advance(1);
			expectSame(letta.calls, ["ensure mara", "erase mara"]);
		});

		it("has told everybody of an NPC's destruction before it releases the agent", () => {
			const { letta, manager, populate } = setUp();
			populate("Mara");
			let callsBefore: ReadonlyArray<string> = [];
			manager.onState((npc) => {
				if (npc.state === "destroyed") callsBefore = [...letta.calls];
			});
			manager.destroy("mara");
			expectSame(callsBefore, ["ensure mara"]);
			expectSame(letta.calls, ["ensure mara", "release mara"]);
		});

		it("says nothing more of an NPC that was destroyed before it had a body", () => {
			const { states, manager, pending } = setUpSlowBodies();
			manager.spawn([definitionOf("Mara")]);
			manager.spawn([definitionOf("Bram")]);
			manager.destroyAll();
			pending[0]({ kind: "failed", message: "no spawn" });
			let isDestroyed = false;
			const destroy = () => (isDestroyed = true);
			pending[1]({ kind: "ok", body: { ...NO_BODY, npcId: "bram", destroy } });
			expectSame(states, ["mara destroyed", "bram destroyed"]);
			expectSame(isDestroyed, true);
		});

		it("logs the same final reason for many NPCs as one error, and another reason as another", () => {
			const { letta, log, populate } = setUp();
			populate("Bram", "Finn", "Mara");
			const fail = (npcId: string, message: string) =>
				letta.setState(npcId, { kind: "failed", reason: "rejected", message, final: true });
			fail("bram", "no key");
			fail("finn", "no key");
			expect(log.count("error an NPC gets no agent")).to.equal(1);
			fail("mara", "no model");
			expect(log.count("error an NPC gets no agent")).to.equal(2);
		});

		it("logs an agent once, and again where it is another", () => {
			const { letta, log, populate } = setUp();
			populate("Mara");
			letta.ready("mara");
			letta.away("mara");
			letta.ready("mara");
			expect(log.count("info agent verified")).to.equal(1);
			letta.setState("mara", { kind: "ready", agentId: "another", model: "test", resumed: false });
			expect(log.count("info agent verified")).to.equal(2);
		});

		it("says that an NPC failed for want of a body", () => {
			const { bodies, manager, populate } = setUp();
			bodies.refuse("mara");
			populate("Mara");
			expectSame(manager.factsOf("mara"), {
				isErasing: false,
				failure: { reason: "noBody", message: "no spawn", final: true },
			});
		});

		it("gives a new body to an NPC that lost its own, and keeps its agent", () => {
			const { bodies, clock, letta, manager, populate } = setUp();
			populate("Mara");
			letta.ready("mara");
			bodies.kill("mara");
			expectSame([...bodies.living], []);
			clock.advance(5);
			expectSame([...bodies.living], ["mara"]);
			expect(letta.specs.size()).to.equal(1);
			expect(manager.get("mara")?.state).to.equal("ready");
		});

		it("warns once, with the cause, of an NPC that loses body after body, and is quiet about the next ones", () => {
			const { bodies, clock, log, populate } = setUp();
			populate("Mara");
			const loseAfter = (seconds: number) => {
				clock.advance(seconds);
				bodies.kill("mara");
				clock.advance(5);
			};
			for (let count = 0; count < 2; count++) loseAfter(9);
			expect(log.count("an NPC lost its body and will get another")).to.equal(2);
			expect(log.count("warn ")).to.equal(0);
			loseAfter(9);
			expect(log.count("warn an NPC lost its body 3 times, each within 10 s of its spawning")).to.equal(1);
			expectText(log.lines.filter((line) => line.sub(1, 4) === "warn")[0], "cause=it died");
			const lines = log.lines.size();
			for (let count = 0; count < 5; count++) loseAfter(2);
			expectSame(log.lines.size(), lines);
			expectSame([...bodies.living], ["mara"]);
		});

		it("does not warn of an NPC that lives a while between two losses", () => {
			const { bodies, clock, log, populate } = setUp();
			populate("Mara");
			for (const seconds of [2, 2, 11, 2, 2]) {
				clock.advance(seconds);
				bodies.kill("mara");
				clock.advance(5);
			}
			expect(log.count("warn ")).to.equal(0);
			expect(log.count("an NPC lost its body and will get another")).to.equal(5);
		});

		it("refuses a second NPC with the same id and warns of a second with the same name", () => {
			const { bodies, log, manager, populate } = setUp();
			populate("Mara");
			populate("Mara");
			expect(bodies.created("mara")).to.equal(1);
			manager.spawn([{ ...definitionOf("Mara"), npcId: "mara2" }]);
			const warning =
				log.lines.find((line) => line.find("same display name", 1, true)[0] !== undefined) ?? "";
			for (const part of ["npcId=mara2", "other=mara", "displayName=Mara"]) expectText(warning, part);
		});

		it("destroys an NPC once, however often it is told to", () => {
			const { bodies, letta, manager, states, populate } = setUp();
			populate("Mara");
			letta.ready("mara");
			manager.destroy("mara");
			manager.destroy("mara");
			expectSame([...bodies.living], []);
			expect(letta.released.size()).to.equal(1);
			expect(letta.released[0].forget).to.equal(true);
			expect(states[states.size() - 1]).to.equal("mara destroyed");
			expect(manager.get("mara")).never.to.be.ok();
		});

		it("does not bring back an NPC that was destroyed while it had no body", () => {
			const { blockCalls, bodies, clock, letta, manager, populate } = setUp();
			populate("Mara");
			bodies.kill("mara");
			manager.destroy("mara");
			clock.advance(60);
			expect(bodies.created("mara")).to.equal(1);
			expectSame([...bodies.living], []);
			letta.ready("mara");
			expect(manager.get("mara")).never.to.be.ok();
			expect(blockCalls.join(",")).to.equal("forget mara");
		});

		it("leaves the agents their memory where it is to last", () => {
			const { letta, manager, populate } = setUp(false);
			populate("Mara");
			manager.destroyAll();
			expect(letta.released[0].forget).to.equal(false);
		});
	});
};
