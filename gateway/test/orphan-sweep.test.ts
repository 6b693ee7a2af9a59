import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startOrphanSweep } from "../src/backend/app-server/orphan-sweep.ts";
import { MemoryLeaseStore } from "../src/fleet/memory-lease-store.ts";
import { createServerLeases } from "../src/fleet/server-leases.ts";
import { createLog } from "../src/logging.ts";
import { createFakeApi } from "./support/fake-api.ts";
import { createFakeClock, settle } from "./support/fake-clock.ts";

const EVERY = 600;

function setUp() {
	const clock = createFakeClock();
	const fake = createFakeApi();
	const log = createLog("silent");
	const leases = createServerLeases(
		{ store: new MemoryLeaseStore(clock), clock, log },
		{ leaseSeconds: 60, leaseRetrySeconds: 0.5 },
	);
	const removed: string[] = [];
	const add = (id: string, ...tags: string[]) =>
		fake.agents.set(id, { id, name: id, system: "", model: "m", tags: ["townsfolk", ...tags] });
	const stop = startOrphanSweep(
		{
			api: fake.api,
			clock,
			log,
			leases,
			removeData: async (agentId) => removed.push(agentId) > 0,
		},
		EVERY,
	);
	return { clock, fake, leases, stopLeases: leases.close, add, removed, stop };
}

describe("the search for abandoned agents", () => {
	it("deletes those of a game server that is gone for two sweeps, and nobody else's", async () => {
		const { clock, fake, leases, add, removed } = setUp();
		leases.take("server:alive");
		add("gone", "memory:session", "server:gone");
		add("used", "memory:session", "server:alive");
		add("lasting", "memory:persistent");
		add("odd", "memory:session");
		await clock.advance(EVERY + 1);
		assert.equal(fake.agents.size, 4);
		await clock.advance(EVERY);
		assert.deepEqual([...fake.agents.keys()], ["used", "lasting", "odd"]);
		assert.deepEqual(removed, ["gone", "gone"], "before the agent and after it");
	});

	it("spares a game server that came back", async () => {
		const { clock, fake, leases, add } = setUp();
		add("a", "memory:session", "server:s");
		await clock.advance(EVERY + 1);
		const lease = leases.take("server:s");
		await clock.advance(EVERY);
		await lease.end();
		await clock.advance(EVERY);
		assert.equal(fake.agents.size, 1);
		await clock.advance(EVERY);
		assert.equal(fake.agents.size, 0);
	});

	it("lets a game server that comes back in the middle wait until its agents are gone", async () => {
		const { clock, fake, leases, add } = setUp();
		for (const id of ["a", "b", "c"]) add(id, "memory:session", "server:s");
		await clock.advance(EVERY + 1);
		const release = fake.holdBack("remove");
		await clock.advance(EVERY);
		let isHeld = false;
		void leases.take("server:s").held.then(() => (isHeld = true));
		await clock.advance(5);
		assert.deepEqual([fake.agents.size, isHeld], [2, false], "the first is under way");
		release();
		await clock.advance(1);
		assert.deepEqual([fake.agents.size, isHeld], [0, true]);
	});

	it("does not go on when it is stopped in the middle", async () => {
		const { clock, fake, stopLeases, stop } = setUp();
		stopLeases();
		const release = fake.holdBack("list");
		await clock.advance(EVERY);
		stop();
		release();
		await settle();
		assert.equal(clock.timers(), 0);
	});

	it("goes on after a failure, and stops when it is told to", async () => {
		const { clock, fake, stopLeases, add, stop } = setUp();
		stopLeases();
		add("a", "memory:session", "server:s");
		fake.answerNext("list", { kind: "down", message: "away" });
		await clock.advance(EVERY * 2 + 1);
		fake.answerNext("remove", { kind: "timeout", message: "slow" });
		await clock.advance(EVERY);
		assert.equal(fake.agents.size, 1);
		await clock.advance(EVERY * 2);
		assert.equal(fake.agents.size, 0, "missed anew, and deleted then");
		stop();
		assert.equal(clock.timers(), 0);
	});
});
