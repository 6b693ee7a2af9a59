/// <reference types="@rbxts/testez/globals" />
import { deadServers } from "server/letta/cloud/orphan-sweep";
import { CLOUD } from "server/constants/letta";
import {
	type CloudAgentRecord,
	type CloudKit,
	createCloudKit,
	createReadyKit,
	EPOCH,
} from "../../support/fake-cloud";
import { expectMore, expectSame } from "../../../shared/support/expectations";

/** An agent that another server has left behind, last seen so many seconds ago. */
function leave(
	kit: CloudKit,
	id: string,
	server: string,
	secondsAgo: number,
	more: ReadonlyArray<string> = [],
) {
	const seen = EPOCH + kit.clock.now() - secondsAgo;
	const agent: CloudAgentRecord = {
		id,
		name: "Old",
		system: "",
		model: "m",
		tags: ["townsfolk", "place:7", "memory:session", `server:${server}`, `npc:${id}`, ...more],
		metadata: { townsfolk_seen: "%d".format(seen) },
		blocks: new Map(),
		messages: [],
	};
	kit.cloud.agents.push(agent);
	return agent;
}

const FIRST_SWEEP = CLOUD.firstSweepSeconds * 2 + 10;
const ids = (kit: CloudKit) =>
	kit.cloud.agents
		.map(({ id }) => id)
		.sort()
		.join(",");

export = () => {
	describe("agents of a game server that is gone", () => {
		it("are deleted when its lease has been over for long", () => {
			const kit = createCloudKit();
			leave(kit, "agent-a", "dead", CLOUD.orphanSeconds + 10);
			leave(kit, "agent-b", "dead", CLOUD.orphanSeconds + 500);
			kit.port.start();
			kit.clock.advance(FIRST_SWEEP);
			expect(ids(kit)).to.equal("");
		});

		it("stay if the lease on one of them is fresh", () => {
			const kit = createCloudKit();
			leave(kit, "agent-a", "alive", CLOUD.orphanSeconds * 5);
			leave(kit, "agent-b", "alive", 100);
			kit.port.start();
			kit.clock.advance(FIRST_SWEEP);
			expect(ids(kit)).to.equal("agent-a,agent-b");
		});

		it("stay if they belong to another place or to somebody else, or remember across servers", () => {
			const kit = createCloudKit();
			const long = CLOUD.orphanSeconds * 5;
			leave(kit, "agent-a", "x", long).tags = ["townsfolk", "place:8", "memory:session", "server:x"];
			leave(kit, "agent-b", "x", long).tags = ["place:7", "memory:session", "server:x"];
			leave(kit, "agent-c", "x", long).tags = ["townsfolk", "place:7", "memory:persistent"];
			leave(kit, "agent-d", "y", long).metadata = {};
			kit.port.start();
			kit.clock.advance(FIRST_SWEEP);
			expect(ids(kit)).to.equal("agent-a,agent-b,agent-c,agent-d");
		});

		it("are listed once more before any is deleted", () => {
			const kit = createCloudKit();
			const agent = leave(kit, "agent-a", "late", CLOUD.orphanSeconds + 10);
			kit.port.start();
			// Between the first list and the second, its server gives a sign of life.
			while (kit.cloud.sent("GET /v1/agents/").isEmpty()) kit.clock.advance(0.01);
			kit.clock.advance(0.05);
			agent.metadata = { townsfolk_seen: "%d".format(EPOCH + kit.clock.now()) };
			kit.clock.advance(60);
			expect(ids(kit)).to.equal("agent-a");
		});

		it("are deleted a few at a time", () => {
			const kit = createCloudKit();
			for (let index = 0; index < CLOUD.maxSweptAgents + 5; index++)
				leave(kit, `agent-${"%03d".format(index)}`, "dead", CLOUD.orphanSeconds + 10);
			kit.port.start();
			kit.clock.advance(FIRST_SWEEP + 60);
			expect(kit.cloud.agents.size()).to.equal(5);
		});
	});

	describe("a game server that lives", () => {
		it("renews its lease in time, on one of its agents in turn", () => {
			const kit = createReadyKit();
			kit.ensure("bram");
			kit.clock.advance(2);
			const before = kit.cloud.sent("PATCH").size();
			kit.clock.advance(CLOUD.leaseSeconds * 2 + 1);
			const marked = kit.cloud.sent("PATCH");
			expect(marked.size() - before).to.equal(2);
			expect(marked[before + 1].path).never.to.equal(marked[before].path);
			const seen = kit.agentOf("mara").metadata.townsfolk_seen as string;
			expectMore(tonumber(seen) ?? 0, EPOCH + kit.clock.now() - CLOUD.leaseSeconds * 2);
		});

		it("is never taken for dead, however long it runs", () => {
			const kit = createReadyKit();
			for (const npcId of ["bram", "finn", "pip"]) kit.ensure(npcId);
			kit.clock.advance(2);
			for (let look = 0; look < 60; look++) {
				kit.clock.advance(CLOUD.leaseSeconds / 2);
				// Released now and then: the mark may have been on that very agent.
				if (look === 20) kit.port.release("bram", true);
				if (look === 40) kit.port.release("finn", true);
				kit.clock.advance(1);
				const agents = kit.cloud.agents.map((agent) => ({ ...agent, blocks: [] }));
				expectSame(deadServers(agents, EPOCH + kit.clock.now()), []);
			}
		});

		it("has no lease and deletes no agents in persistent memory mode", () => {
			const kit = createReadyKit("persistent");
			const before = kit.cloud.sent("/v1/agents/").size();
			kit.clock.advance(CLOUD.sweepSeconds * 2);
			expect(kit.cloud.sent("/v1/agents/").size()).to.equal(before);
		});
	});
};
