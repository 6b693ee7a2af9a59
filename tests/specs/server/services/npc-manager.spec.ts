/// <reference types="@rbxts/testez/globals" />
import { createNpcManager } from "server/services/npc-manager";
import { createFakeBodies } from "../support/fake-bodies";
import { createFakeClock } from "../support/fake-clock";
import { createFakeLetta } from "../support/fake-letta";
import { createFakeLog } from "../support/fake-log";
import { definitionOf } from "../support/test-town";

function setUp(forgetOnDestroy = true) {
	const clock = createFakeClock();
	const log = createFakeLog();
	const bodies = createFakeBodies();
	const letta = createFakeLetta();
	const blockCalls = new Array<string>();
	const manager = createNpcManager(
		{
			clock,
			log,
			bodies,
			letta,
			blocks: {
				hold: (npcId) => blockCalls.push(`hold ${npcId}`),
				unhold: (npcId) => blockCalls.push(`unhold ${npcId}`),
				resendAll: (npcId) => blockCalls.push(`resend ${npcId}`),
				forget: (npcId) => blockCalls.push(`forget ${npcId}`),
			},
			observeBlocks: (npcId) => ({ status: `status of ${npcId}` }),
		},
		{ forgetOnDestroy },
	);
	const states = new Array<string>();
	manager.onState((npc) => states.push(`${npc.definition.npcId} ${npc.state}`));
	return { clock, log, bodies, letta, blockCalls, manager, states };
}

export = () => {
	describe("the NPC manager", () => {
		it("gives an NPC a body, then asks for its agent with the truth in its memory", () => {
			const { bodies, letta, manager } = setUp();
			manager.spawn(definitionOf("Mara"));
			expect(bodies.living.has("mara")).to.equal(true);
			expect(letta.specs.size()).to.equal(1);
			expect(letta.specs[0].persona).to.equal("I am Mara.");
			expect(letta.specs[0].blocks.status).to.equal("status of mara");
			expect(manager.get("mara")?.state).to.equal("waiting");
		});

		it("finds NPCs by id and by display name", () => {
			const { manager } = setUp();
			manager.spawn(definitionOf("Mara"));
			manager.spawn(definitionOf("Bram"));
			expect(manager.get("bram")?.definition.displayName).to.equal("Bram");
			expect(manager.getByDisplayName("Bram")?.entityId).to.equal("npc:bram");
			expect(manager.getByDisplayName("bram")).never.to.be.ok();
			expect(manager.all().size()).to.equal(2);
		});

		it("lets the blocks go as soon as the agent is verified, before anybody hears that it is ready", () => {
			const { blockCalls, letta, manager } = setUp();
			manager.spawn(definitionOf("Mara"));
			manager.onState((npc) => blockCalls.push(`heard ${npc.state}`));
			letta.ready("mara");
			expect(blockCalls.join(",")).to.equal("resend mara,unhold mara,heard ready");
		});

		it("holds the blocks while the agent is away and writes them again when it is back", () => {
			const { blockCalls, letta, manager, states } = setUp();
			manager.spawn(definitionOf("Mara"));
			letta.ready("mara");
			letta.away("mara");
			letta.ready("mara");
			expect(blockCalls.join(",")).to.equal("resend mara,unhold mara,hold mara,resend mara,unhold mara");
			expect(states.join(",")).to.equal("mara waiting,mara ready,mara unreachable,mara ready");
		});

		it("goes on with the others when one has no body", () => {
			const { bodies, letta, log, manager } = setUp();
			bodies.refuse("mara");
			manager.spawn(definitionOf("Mara"));
			manager.spawn(definitionOf("Bram"));
			expect(manager.get("mara")?.state).to.equal("failed");
			expect(log.count("error an NPC has no body")).to.equal(1);
			letta.ready("bram");
			expect(manager.get("bram")?.state).to.equal("ready");
		});

		it("goes on with the others when one's agent cannot be made", () => {
			const { letta, log, manager } = setUp();
			manager.spawn(definitionOf("Mara"));
			manager.spawn(definitionOf("Bram"));
			letta.setState("mara", { kind: "failed", reason: "rejected", message: "no", final: true });
			letta.ready("bram");
			expect(manager.get("mara")?.state).to.equal("failed");
			expect(manager.get("bram")?.state).to.equal("ready");
			expect(log.count("error there is no agent")).to.equal(1);
		});

		it("gives a new body to an NPC that lost its own, and keeps its agent", () => {
			const { bodies, clock, letta, manager } = setUp();
			manager.spawn(definitionOf("Mara"));
			letta.ready("mara");
			bodies.kill("mara");
			expect(bodies.living.has("mara")).to.equal(false);
			clock.advance(5);
			expect(bodies.living.has("mara")).to.equal(true);
			expect(letta.specs.size()).to.equal(1);
			expect(manager.get("mara")?.state).to.equal("ready");
		});

		it("refuses a second NPC with the same id and warns of a second with the same name", () => {
			const { bodies, log, manager } = setUp();
			manager.spawn(definitionOf("Mara"));
			manager.spawn(definitionOf("Mara"));
			expect(bodies.created("mara")).to.equal(1);
			manager.spawn({ ...definitionOf("Mara"), npcId: "mara2" });
			expect(log.count("same display name")).to.equal(1);
			expect(manager.getByDisplayName("Mara")?.definition.npcId).to.equal("mara");
		});

		it("destroys an NPC once, however often it is told to", () => {
			const { bodies, letta, manager, states } = setUp();
			manager.spawn(definitionOf("Mara"));
			letta.ready("mara");
			manager.destroy("mara");
			manager.destroy("mara");
			expect(bodies.living.has("mara")).to.equal(false);
			expect(letta.released.size()).to.equal(1);
			expect(letta.released[0].forget).to.equal(true);
			expect(states[states.size() - 1]).to.equal("mara destroyed");
			expect(manager.get("mara")).never.to.be.ok();
		});

		it("does not bring back an NPC that was destroyed while it had no body", () => {
			const { bodies, clock, letta, manager } = setUp();
			manager.spawn(definitionOf("Mara"));
			bodies.kill("mara");
			manager.destroy("mara");
			clock.advance(60);
			expect(bodies.created("mara")).to.equal(1);
			expect(bodies.living.has("mara")).to.equal(false);
			letta.ready("mara");
			expect(manager.get("mara")).never.to.be.ok();
		});

		it("leaves the agents their memory where it is to last", () => {
			const { letta, manager } = setUp(false);
			manager.spawn(definitionOf("Mara"));
			manager.destroyAll();
			expect(letta.released[0].forget).to.equal(false);
		});
	});
};
