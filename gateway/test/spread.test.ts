import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rank } from "../src/backend/spread/rendezvous.ts";
import { scopedLeases } from "../src/backend/spread/scoped-leases.ts";
import { createSpreadBackend, SPREAD_LIMITS } from "../src/backend/spread/spread-backend.ts";
import type { SessionIdentity } from "../src/backend/backend.ts";
import { MemoryLeaseStore } from "../src/fleet/memory-lease-store.ts";
import type { GatewayEvent } from "../src/wire.ts";
import { createFakeBackend } from "./support/fake-backend.ts";
import { createFakeClock } from "./support/fake-clock.ts";
import { MARA, turnOp } from "./support/gateway-fixture.ts";

const NAMES = ["a", "b", "c"];
const KEYS = Array.from({ length: 3000 }, (_, index) => `npc-${index}`);

describe("the place of an agent", () => {
	it("is the same in whatever order the back ends are named", () => {
		for (const key of KEYS.slice(0, 50)) assert.deepEqual(rank(key, ["c", "a", "b"]), rank(key, NAMES));
	});

	it("gives each back end its share", () => {
		const shares = NAMES.map((name) => KEYS.filter((key) => rank(key, NAMES)[0] === name).length);
		for (const share of shares) assert.ok(share > 900 && share < 1100, shares.join());
	});

	it("changes only for agents of a back end that goes", () => {
		const moved = KEYS.filter((key) => rank(key, ["a", "b"])[0] !== rank(key, NAMES)[0]);
		assert.deepEqual(
			moved,
			KEYS.filter((key) => rank(key, NAMES)[0] === "c"),
		);
	});
});

function setUp(memoryMode: SessionIdentity["memoryMode"] = "session") {
	const clock = createFakeClock();
	const fakes = { a: createFakeBackend(), b: createFakeBackend() };
	const members = Object.entries(fakes).map(([name, { backend }]) => ({ name, backend }));
	const spread = createSpreadBackend(members, { clock });
	spread.start();
	const events: GatewayEvent[] = [];
	const identity = { sessionId: "s1", placeId: 1, serverId: "server-1", memoryMode, keyId: "key-1" };
	const session = spread.open(identity, (event) => void events.push(event));
	/** The ops of an NPC, by the back end that got them. */
	const opsOf = (npcId: string) =>
		Object.entries(fakes).flatMap(([name, { sessions }]) =>
			sessions.flatMap(({ calls }) =>
				calls
					.filter((op) => (op.op === "ensureAgent" ? op.spec.npcId : op.npcId) === npcId)
					.map(({ op }) => `${name} ${op}`),
			),
		);
	/** NPCs whose home is at `name`. */
	const livingAt = (name: "a" | "b") => {
		const other = name === "a" ? "b" : "a";
		const found = KEYS.filter((npcId) => {
			const probe = homesOf(memoryMode, npcId);
			return probe[0] === name && probe[1] === other;
		});
		return found.slice(0, 3);
	};
	const meet = (npcId: string) => session.ensureAgent({ ...MARA, npcId });
	return { clock, fakes, spread, session, events, opsOf, livingAt, meet };
}

function homesOf(memoryMode: SessionIdentity["memoryMode"], npcId: string): ReadonlyArray<string> {
	const tags = ["townsfolk", "place:1", `npc:${npcId}`];
	const own = memoryMode === "persistent" ? ["memory:persistent"] : ["memory:session", "server:server-1"];
	return rank([...tags, ...own].join(" "), ["a", "b"]);
}

describe("several back ends", () => {
	it("each get the ops of their own NPCs, and no others", () => {
		const { session, opsOf, livingAt, meet } = setUp();
		const [atA] = livingAt("a");
		const [atB] = livingAt("b");
		for (const npcId of [atA!, atB!]) {
			meet(npcId);
			session.startTurn({ ...turnOp("t1", npcId), op: "turn" } as Parameters<typeof session.startTurn>[0]);
			session.erase({ op: "erase", npcId, blocks: {} });
			session.release(npcId, true);
		}
		assert.deepEqual(opsOf(atA!), ["a ensureAgent", "a turn", "a erase", "a release"]);
		assert.deepEqual(opsOf(atB!), ["b ensureAgent", "b turn", "b erase", "b release"]);
	});

	it("pass on what each of them says", () => {
		const { fakes, livingAt, meet, events } = setUp();
		for (const name of ["a", "b"] as const) {
			meet(livingAt(name)[0]!);
			fakes[name].last().emit({ event: "erased", npcId: name, ok: true });
		}
		assert.deepEqual(events, [
			{ event: "erased", npcId: "a", ok: true },
			{ event: "erased", npcId: "b", ok: true },
		]);
	});

	it("keep a new agent from one that is out, in session memory mode, until it is put back", async () => {
		const { fakes, clock, opsOf, livingAt, meet } = setUp();
		const [known, early, late, after] = [
			...livingAt("a"),
			[...KEYS].reverse().find((key) => homesOf("session", key)[0] === "a")!,
		];
		meet(known!);
		fakes.a.isUp = false;
		await clock.advance(SPREAD_LIMITS.outAfterSeconds - 1);
		meet(early!);
		assert.deepEqual(opsOf(early!), ["a ensureAgent"], "it may just start again");
		await clock.advance(SPREAD_LIMITS.watchSeconds + 2);
		meet(late!);
		assert.deepEqual(opsOf(late!), ["b ensureAgent"]);
		meet(known!);
		assert.deepEqual(opsOf(known!), ["a ensureAgent", "a ensureAgent"], "what it knows is there");
		fakes.a.isUp = true;
		await clock.advance(SPREAD_LIMITS.watchSeconds);
		meet(after);
		assert.deepEqual(opsOf(after), ["a ensureAgent"]);
		meet(late!);
		assert.deepEqual(opsOf(late!), ["b ensureAgent", "b ensureAgent"], "it stays where it is");
	});

	it("keep every agent where its memory is, in persistent memory mode", async () => {
		const { fakes, clock, opsOf, livingAt, meet } = setUp("persistent");
		fakes.a.isUp = false;
		await clock.advance(SPREAD_LIMITS.outAfterSeconds + 2);
		const [npcId] = livingAt("a");
		meet(npcId!);
		assert.deepEqual(opsOf(npcId!), ["a ensureAgent"]);
	});

	it("are up while one of them is, and each tells how it is", () => {
		const { fakes, spread } = setUp();
		fakes.a.isUp = false;
		const down = { name: "a", isUp: false, detail: "a fake", agents: 0, turnsInFlight: 0 };
		assert.deepEqual(spread.health(), {
			isUp: true,
			detail: "a: a fake; b: a fake",
			agents: 0,
			turnsInFlight: 0,
			parts: [down, { ...down, name: "b", isUp: true }],
		});
		fakes.b.isUp = false;
		assert.equal(spread.health().isUp, false);
	});

	it("all end with the session and with the gateway", async () => {
		const { fakes, spread, session, clock, livingAt, meet } = setUp();
		meet(livingAt("a")[0]!);
		meet(livingAt("b")[0]!);
		await session.close(true);
		assert.deepEqual([fakes.a.last().forgotten, fakes.b.last().forgotten], [true, true]);
		const drained = spread.drain(7);
		assert.deepEqual([fakes.a.drainSeconds, fakes.b.drainSeconds], [7, 7]);
		fakes.a.finishDrain();
		fakes.b.finishDrain();
		await drained;
		await spread.close();
		assert.deepEqual([fakes.a.state(), fakes.b.state(), clock.timers()], ["closed", "closed", 0]);
	});
});

describe("the leases of several back ends", () => {
	it("do not keep one from deleting its agents of a game server that others have agents of, too", async () => {
		const store = new MemoryLeaseStore(createFakeClock());
		const terms = { token: "t", seconds: 60 };
		const a = scopedLeases(store, "a");
		await a.hold("server:1", "me", 60);
		await scopedLeases(store, "b").hold("server:1", "me-too", 60);
		assert.equal(await a.exchange("server:1", "me", terms), true);
	});
});
