import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GroundTruth, TrueEntity } from "../../../src/meters/ground-truth.ts";
import { LineLedger } from "../../../src/meters/line-ledger.ts";

function entity(kind: TrueEntity["kind"], displayName: string, x: number): TrueEntity {
	return { kind, id: displayName, displayName, x, y: 0, z: 0, health: 100, isMoving: false };
}

const looking = (at: number, ...entities: TrueEntity[]): GroundTruth => ({ at, entities, zones: [] });
const END = 1000;

describe("the ledger of lines", () => {
	const beside = (at: number) => looking(at, entity("npc", "Mara", 0), entity("player", "Alex", 8));
	const turn = (
		content: string,
		outcome: "done" | "failed",
		ledger: LineLedger,
		at = 100,
		npcId = "Mara",
	) => {
		ledger.backend({ kind: "turn", npcId, turnId: "1", content }, at);
		ledger.backend({ kind: "turnOver", npcId, turnId: "1", outcome }, at);
	};

	it("counts a line as lost when a successful turn came and none quotes it", () => {
		const ledger = new LineLedger();
		ledger.line("Alex", "Hello!", beside(0));
		ledger.line("Alex", "Are you there?", beside(5));
		turn('Alex says: "Hello!"\nAlex says (12 seconds ago): "Are you there?"', "failed", ledger);
		assert.deepEqual(ledger.counts(END), { expected: 2, lost: 0, counted: 0, waiting: 2 });
		turn('Alex says (12 seconds ago): "Hello!"', "done", ledger);
		assert.deepEqual(ledger.counts(END), { expected: 2, lost: 1, counted: 0, waiting: 0 });
		turn('Sam says: "Are you there?"', "done", ledger);
		assert.equal(ledger.counts(END).lost, 1, "another's words");
		turn('Alex says: "Are you there?"', "done", ledger);
		assert.equal(ledger.counts(END).lost, 0);
	});

	it("counts a line as waiting while an NPC that heard it has had no later turn", () => {
		const ledger = new LineLedger();
		const two = [entity("npc", "Mara", 0), entity("npc", "Bram", 4), entity("player", "Alex", 8)];
		ledger.line("Alex", "Hello!", looking(60, ...two));
		turn("You are at the Cafe, well. Nobody is with you.", "done", ledger, 61, "Bram");
		turn("You are at the Cafe, well. Nobody is with you.", "done", ledger, 200, "Mara");
		assert.deepEqual(ledger.counts(END), { expected: 1, lost: 0, counted: 0, waiting: 1 });
		turn("You are at the Cafe, well. Nobody is with you.", "done", ledger, 200, "Bram");
		assert.deepEqual(ledger.counts(END), { expected: 1, lost: 1, counted: 0, waiting: 0 });
	});

	it("takes the oldest lines as told, as many as the turn counts", () => {
		const ledger = new LineLedger();
		for (const at of [0, 1, 2]) ledger.line("Alex", `Hello ${at}!`, beside(at));
		turn('(1 earlier line)\nAlex said earlier (98 seconds ago): "Hello 2!"', "done", ledger);
		assert.deepEqual(ledger.counts(END), { expected: 3, lost: 1, counted: 1, waiting: 0 });
	});

	it("takes quoted words that were said twice for the newer line", () => {
		const ledger = new LineLedger();
		ledger.line("Alex", "Hello!", beside(0));
		turn("You are at the Cafe, well. Nobody is with you.", "done", ledger, 46);
		ledger.line("Alex", "Hello!", beside(50));
		turn('Alex says: "Hello!"', "done", ledger, 52);
		turn("You are at the Cafe, well. Nobody is with you.", "done", ledger, 100);
		assert.deepEqual(ledger.counts(END), { expected: 2, lost: 1, counted: 0, waiting: 0 });
		assert.equal(ledger.counts(60).lost, 1, "the older one");
	});

	it("expects no answer to a line without an NPC beside the speaker, nor to the newest lines", () => {
		const ledger = new LineLedger();
		ledger.line("Alex", "Hello!", looking(0, entity("npc", "Mara", 0), entity("player", "Alex", 30)));
		ledger.line("Alex", "Bye!", beside(END - 10));
		assert.deepEqual(ledger.counts(END), { expected: 0, lost: 0, counted: 0, waiting: 0 });
	});
});
