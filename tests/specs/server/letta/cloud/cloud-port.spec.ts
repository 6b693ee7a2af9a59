/// <reference types="@rbxts/testez/globals" />
import { CLOUD, SCHEDULER } from "server/constants/letta";
import { type CloudKit, createCloudKit, createReadyKit, httpError } from "../../support/fake-cloud";
import {
	expectAtLeast,
	expectAtMost,
	expectItem,
	expectMore,
	expectNoItem,
} from "../../../shared/support/expectations";

const LOST = { kind: "network", message: "HttpError: Timedout" } as const;

/** Brings Letta out of reach, as far as `mara`'s blocks show it. */
function goDown(kit: CloudKit): void {
	kit.cloud.disturb("", { result: LOST }, 1000);
	kit.setBlock("mara", "status", "lost", 100);
	kit.clock.advance(30);
	const last = kit.states[kit.states.size() - 1];
	assert(last === "mara failed backendUnavailable", last);
}

const writes = (kit: CloudKit) =>
	kit.cloud.sent("PATCH").map(({ path, body }) => `${path.match("[^/]+$")[0]}=${body.value}`);

export = () => {
	describe("a block at Letta Cloud", () => {
		it("is written, and its revision confirmed", () => {
			const kit = createReadyKit();
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(1);
			expect(kit.agentOf("mara").blocks.get("status")).to.equal("s1");
			expect(kit.stored.join(",")).to.equal("mara.status 1");
		});

		it("is written in its latest value only, where earlier values wait or are under way", () => {
			const kit = createReadyKit();
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(0.05);
			for (let rev = 2; rev <= 9; rev++) kit.setBlock("mara", "status", `s${rev}`, rev);
			kit.clock.advance(2);
			expect(writes(kit).join(",")).to.equal("status=s1,status=s9");
			expect(kit.stored.join(",")).to.equal("mara.status 1,mara.status 9");
			expect(kit.port.stats().byClass.status.merged).to.equal(7);
		});

		it("is written alone: of two writes at once Letta would refuse one", () => {
			const kit = createReadyKit();
			kit.agentOf("mara").blocks.set("group_members", "");
			kit.setBlock("mara", "status", "s1", 1);
			kit.setBlock("mara", "group_members", "{}", 1);
			kit.clock.advance(0.05);
			expect(kit.cloud.sent("PATCH").size()).to.equal(1);
			kit.clock.advance(1);
			expect(kit.cloud.sent("PATCH").size()).to.equal(2);
		});

		it("counts as a departure where somebody has left the group", () => {
			const kit = createReadyKit();
			kit.ensure("bram");
			kit.clock.advance(2);
			const limited = httpError(kit.encode, 429, { error: "x", reasons: ["requests"] }, 5);
			kit.cloud.disturb("PATCH", { result: limited });
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(0.5);
			kit.setBlock("bram", "status", "s", 1);
			kit.setBlock("bram", "group_members", "{}", 1, true);
			kit.clock.advance(0.1);
			const { byClass } = kit.port.stats();
			expect(byClass.departure.waiting).to.equal(1);
			expect(byClass.status.waiting).to.equal(2);
		});

		it("is sent again until it is stored", () => {
			const kit = createReadyKit();
			kit.cloud.disturb("PATCH", { result: httpError(kit.encode, 500) }, 3);
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(20);
			expect(kit.stored.join(",")).to.equal("mara.status 1");
		});

		it("is made if the agent lacks it", () => {
			const kit = createReadyKit();
			kit.agentOf("mara").blocks.delete("status");
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(2);
			expect(kit.agentOf("mara").blocks.get("status")).to.equal("s1");
			expect(kit.stored.join(",")).to.equal("mara.status 1");
			expect(kit.states.join(",")).to.equal("mara ready");
		});

		it("waits in its latest value for an agent that is not verified yet", () => {
			const kit = createCloudKit();
			kit.ensure("mara");
			kit.setBlock("mara", "status", "s1", 1);
			kit.setBlock("mara", "status", "s2", 2);
			kit.clock.advance(0.1);
			expect(kit.cloud.sent("PATCH").size()).to.equal(0);
			kit.clock.advance(3);
			expect(writes(kit).join(",")).to.equal("status=s2");
		});
	});

	describe("a block that the agent lacks and that cannot be given to it", () => {
		it("is deleted again, and not kept beside the agent", () => {
			const kit = createReadyKit();
			const before = [...kit.cloud.blocks].size();
			kit.agentOf("mara").blocks.delete("status");
			const duplicate = { detail: "A unique constraint was violated for Agent" };
			kit.cloud.disturb("attach", { result: httpError(kit.encode, 409, duplicate) });
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(2);
			expect(kit.cloud.sent("attach").size()).to.equal(1);
			expect([...kit.cloud.blocks].size()).to.equal(before);
		});
	});

	describe("a block that Letta refuses", () => {
		it("is written later if Letta refuses everything because the credits are spent", () => {
			const kit = createReadyKit();
			kit.cloud.disturb("PATCH", { result: httpError(kit.encode, 402) }, 3);
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(CLOUD.unpaidPauseSeconds * 2);
			expect(kit.stored.size()).to.equal(0);
			expect(kit.log.count("credits are spent")).to.equal(1);
			kit.clock.advance(CLOUD.unpaidPauseSeconds * 2);
			expect(kit.stored.join(",")).to.equal("mara.status 1");
		});

		it("makes its agent be verified and told everything anew", () => {
			const kit = createReadyKit();
			kit.cloud.disturb("PATCH", { result: httpError(kit.encode, 422) });
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(CLOUD.blockRetrySeconds + 3);
			expect(kit.states.join(",")).to.equal("mara ready,mara failed unknownAgent,mara ready");
			expect(kit.cloud.agents.size()).to.equal(1);
		});
	});

	describe("Letta out of reach", () => {
		it("is told to each NPC once, and so is its return", () => {
			const kit = createReadyKit();
			goDown(kit);
			expect(kit.log.count("Letta cannot be reached")).to.equal(1);
			kit.cloud.calm();
			kit.clock.advance(SCHEDULER.breaker.openSeconds + 1);
			expect(kit.states.join(",")).to.equal("mara ready,mara failed backendUnavailable,mara resumed");
			expect(kit.log.count("Letta answers again")).to.equal(1);
		});

		it("keeps the latest value of each block, and writes it when Letta is back", () => {
			const kit = createReadyKit();
			goDown(kit);
			for (let rev = 101; rev <= 140; rev++) kit.setBlock("mara", "status", `s${rev}`, rev);
			kit.cloud.calm();
			kit.clock.advance(SCHEDULER.breaker.openSeconds + 1);
			expect(kit.agentOf("mara").blocks.get("status")).to.equal("s140");
			expect(kit.stored.join(",")).to.equal("mara.status 140");
		});

		it("is tried every few seconds, and costs few requests", () => {
			const kit = createReadyKit();
			goDown(kit);
			const before = kit.cloud.requests.size();
			kit.clock.advance(60);
			const tries = kit.cloud.requests.size() - before;
			expectAtMost(tries, 60 / SCHEDULER.breaker.openSeconds + 1);
			// The stand-in takes a moment to fail.
			expectAtLeast(tries, 60 / (SCHEDULER.breaker.openSeconds + 1));
		});

		it("gets little time to answer a try, so that a slow try does not hide its return", () => {
			const kit = createReadyKit();
			goDown(kit);
			const before = kit.cloud.requests.size();
			kit.clock.advance(20);
			const tries = kit.cloud.requests.filter((_, index) => index >= before);
			expectMore(tries.size(), 3);
			for (const { timeoutSeconds } of tries) expect(timeoutSeconds).to.equal(CLOUD.tryTimeoutSeconds);
		});

		it("is tried even if nothing waits, and found again within ten seconds", () => {
			const kit = createReadyKit();
			kit.cloud.disturb("", { result: LOST }, 1000);
			kit.ensure("bram");
			kit.clock.advance(200);
			kit.port.release("bram", false);
			kit.cloud.calm();
			kit.clock.advance(10);
			expect(kit.states[kit.states.size() - 1]).to.equal("mara resumed");
		});

		it("leaves turns undelivered that were never sent", () => {
			const kit = createReadyKit();
			goDown(kit);
			kit.sendTurn("mara", "t1");
			kit.clock.advance(5);
			expect(kit.events.join(",")).to.equal("t1 failed backendUnavailable undelivered");
		});
	});

	describe("a key that Letta refuses", () => {
		for (const status of [401, 403])
			it(`stops everything, with one clear message (${status})`, () => {
				const kit = createReadyKit();
				kit.ensure("bram");
				kit.clock.advance(2);
				kit.cloud.disturb("", { result: httpError(kit.encode, status, { detail: "Unauthorized" }) }, 1000);
				kit.setBlock("mara", "status", "s1", 1);
				kit.clock.advance(1);
				const before = kit.cloud.requests.size();
				kit.setBlock("bram", "status", "s1", 1);
				kit.sendTurn("bram", "t1");
				kit.ensure("finn");
				kit.clock.advance(CLOUD.deniedRetrySeconds * 3);
				// Only tries of the key.
				expect(kit.cloud.requests.size()).to.equal(before + 3);
				expect(kit.log.lines.filter((line) => line.sub(1, 5) === "error").size()).to.equal(1);
				expect(kit.log.count("LettaSecretName")).to.equal(1);
				for (const npcId of ["mara", "bram", "finn"])
					expectItem(kit.states, `${npcId} failed rejected final`);
				expect(kit.events.size()).to.equal(1);
			});
	});

	describe("a key that Letta takes again", () => {
		it("brings all NPCs back", () => {
			const kit = createReadyKit();
			kit.cloud.disturb("", { result: httpError(kit.encode, 401, { detail: "Unauthorized" }) }, 2);
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(1);
			kit.ensure("finn");
			kit.clock.advance(CLOUD.deniedRetrySeconds);
			expectNoItem(kit.states, "finn ready");
			kit.clock.advance(CLOUD.deniedRetrySeconds + 5);
			for (const npcId of ["mara", "finn"]) expectItem(kit.states, `${npcId} ready`);
			expect(kit.states[kit.states.size() - 1].find("ready")[0]).to.be.ok();
			kit.sendTurn("mara", "t1");
			kit.clock.advance(1);
			expect(kit.events[kit.events.size() - 1]).to.equal("t1 done 100+7");
		});
	});

	describe("a key that Letta takes again, in a town of 40 NPCs", () => {
		it("brings them all back, with their memory, within the pause between two tries and two seconds", () => {
			const kit = createReadyKit();
			const npcIds = new Array<string>();
			for (let index = 10; index < 50; index++) npcIds.push(`npc${index}`);
			for (const npcId of npcIds) kit.ensure(npcId);
			kit.clock.advance(60);
			kit.cloud.disturb("", { result: httpError(kit.encode, 401, { detail: "Unauthorized" }) }, 1);
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(0.5);
			for (const npcId of npcIds) kit.setBlock(npcId, "status", "changed meanwhile", 1);
			kit.clock.advance(CLOUD.deniedRetrySeconds + 2);
			const right = npcIds.filter((npcId) => kit.agentOf(npcId).blocks.get("status") === "changed meanwhile");
			expect(right.size()).to.equal(40);
		});
	});

	describe("what Letta and the model's provider write in an error", () => {
		const QUOTING = { detail: "(sql) parameters: ('Alex says: my name is Hello-Kitty', 'gsk_abcdef')" };

		const failAll = (kit: CloudKit) => {
			for (const status of [400, 404, 409, 422, 500]) {
				kit.cloud.disturb("POST /v1/agents/agent-001/messages", {
					result: httpError(kit.encode, status, QUOTING),
				});
				kit.cloud.disturb("PATCH", { result: httpError(kit.encode, status, QUOTING) });
				kit.sendTurn("mara", `t${status}`);
				kit.setBlock("mara", "status", `s${status}`, status);
				kit.clock.advance(60);
			}
		};

		it("goes into no log and to no NPC", () => {
			const kit = createReadyKit();
			failAll(kit);
			expectMore(kit.log.count("HTTP 422: Letta does not take it"), 0);
			expect(kit.log.count("Hello-Kitty")).to.equal(0);
		});

		it("goes into the log at debug where the operator asks for it", () => {
			const kit = createReadyKit("session", { logErrorText: true });
			failAll(kit);
			const quoting = kit.log.lines.filter(
				(line) => line.find("Letta's own words", 1, true)[0] !== undefined,
			);
			expectMore(quoting.size(), 5);
			for (const line of quoting) expect(line.sub(1, 5)).to.equal("debug");
		});
	});

	describe("a 401 or 403 that is not about the key", () => {
		const PROVIDER = {
			error: { type: "llm_authentication", message: "Authentication failed: sk-secret", detail: "" },
		};

		it("fails one turn where the model's provider refuses Letta's key; its lines are not lost", () => {
			const kit = createReadyKit();
			kit.cloud.disturb("POST /v1/agents/agent-001/messages", {
				result: httpError(kit.encode, 401, PROVIDER),
			});
			kit.sendTurn("mara", "t1");
			kit.clock.advance(5);
			expect(kit.events.join(",")).to.equal("t1 failed model undelivered");
			expect(kit.log.count("LettaSecretName")).to.equal(0);
			expect(kit.log.count("sk-secret")).to.equal(0);
			kit.sendTurn("mara", "t2");
			kit.clock.advance(1);
			expect(kit.events[kit.events.size() - 1]).to.equal("t2 done 100+7");
			expect(kit.states.join(",")).to.equal("mara ready");
		});

		it("is an outage where a proxy answers", () => {
			const kit = createReadyKit();
			const page = { kind: "http", status: 403, body: "<html>403 Forbidden</html>" } as const;
			kit.cloud.disturb("", { result: page });
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(10);
			expect(kit.stored.join(",")).to.equal("mara.status 1");
			expect(kit.log.count("LettaSecretName")).to.equal(0);
		});
	});

	it("a key that Letta still refuses is the last news that an NPC gets of its agent", () => {
		const kit = createReadyKit();
		kit.cloud.disturb("", { result: httpError(kit.encode, 401, { detail: "Unauthorized" }) }, 1000);
		kit.setBlock("mara", "status", "s1", 1);
		kit.clock.advance(1);
		kit.ensure("finn");
		kit.clock.advance(100);
		expect(kit.states.join(",")).to.equal("mara ready,mara failed rejected final,finn failed rejected final");
	});

	describe("closing the cloud port", () => {
		it("deletes the server's agents in session memory mode, even if turns are under way", () => {
			const kit = createCloudKit();
			const count = 60;
			for (let index = 0; index < count; index++) kit.ensure(`npc${index}`);
			kit.clock.advance(60);
			expect(kit.cloud.agents.size()).to.equal(count);
			kit.cloud.disturb("/messages", { result: LOST, seconds: 30 }, 100);
			for (let index = 0; index < count; index++) kit.sendTurn(`npc${index}`, `t${index}`);
			kit.clock.advance(1);
			let closed = 0;
			for (let index = 0; index < count; index++) kit.port.release(`npc${index}`, true);
			kit.port.close(CLOUD.closeSeconds, () => {
				closed += 1;
			});
			kit.clock.advance(CLOUD.closeSeconds - 1);
			expect(closed).to.equal(1);
			expect(kit.cloud.agents.size()).to.equal(0);
		});

		it("deletes an agent that was still being made", () => {
			const kit = createCloudKit();
			kit.ensure("mara");
			kit.clock.advance(0.65);
			expect(kit.cloud.sent("POST /v1/agents/").size()).to.equal(1);
			kit.port.release("mara", true);
			kit.port.close(CLOUD.closeSeconds, () => {});
			kit.clock.advance(5);
			expect(kit.cloud.agents.size()).to.equal(0);
		});

		it("writes the blocks that wait, in persistent memory mode", () => {
			const kit = createReadyKit("persistent");
			kit.setBlock("mara", "status", "last", 1);
			kit.port.release("mara", true);
			let closed = 0;
			kit.port.close(CLOUD.closeSeconds, () => {
				closed += 1;
			});
			kit.clock.advance(2);
			expect(kit.agentOf("mara").blocks.get("status")).to.equal("last");
			expect(closed).to.equal(1);
		});

		it("is over in time even if Letta does not answer", () => {
			const kit = createReadyKit();
			kit.cloud.disturb("", { result: LOST, seconds: 10 }, 1000);
			let closed = 0;
			kit.port.release("mara", true);
			kit.port.close(CLOUD.closeSeconds, () => {
				closed += 1;
			});
			kit.clock.advance(CLOUD.closeSeconds + 30);
			expect(closed).to.equal(1);
		});

		it("ends the turn of a released NPC, once", () => {
			const kit = createReadyKit();
			kit.sendTurn("mara", "t1");
			kit.clock.advance(0.05);
			kit.port.release("mara", true);
			kit.clock.advance(10);
			expect(kit.events.join(",")).to.equal("t1 failed unknownAgent delivered");
		});
	});
};
