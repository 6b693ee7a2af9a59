import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GroundTruth, TrueEntity } from "./ground-truth.ts";
import { LineLedger } from "./line-ledger.ts";

function entity(kind: TrueEntity["kind"], displayName: string, x: number): TrueEntity {
	return { kind, id: displayName, displayName, x, y: 0, z: 0, health: 100, isMoving: false };
}

const looking = (at: number, ...entities: TrueEntity[]): GroundTruth => ({ at, entities, zones: [] });
const END = 1000;

describe("the ledger of lines", () => {
	const beside = (at: number) => looking(at, entity("npc", "Mara", 0), entity("player", "Alex", 8));
	const turn = (content: string, ok: boolean, ledger: LineLedger) => {
		ledger.backend({ kind: "turn", npcId: "mara", turnId: "1", content });
		ledger.backend({ kind: "turnOver", npcId: "mara", turnId: "1", ok });
	};

	it("counts a line as lost until a turn that quotes it ends well", () => {
		const ledger = new LineLedger();
		ledger.line("Alex", "Hello!", beside(0));
		ledger.line("Alex", "Are you there?", beside(5));
		assert.deepEqual(ledger.counts(END), { expected: 2, lost: 2 });
		turn('[heard]\nAlex says: "Hello!"\nAlex says (12 seconds ago): "Are you there?"', false, ledger);
		assert.equal(ledger.counts(END).lost, 2);
		turn('[heard]\nAlex says (12 seconds ago): "Hello!"', true, ledger);
		assert.equal(ledger.counts(END).lost, 1);
		turn('[heard]\nSam says: "Are you there?"', true, ledger);
		assert.equal(ledger.counts(END).lost, 1, "another's words");
		turn('[heard]\nAlex says: "Are you there?"', true, ledger);
		assert.equal(ledger.counts(END).lost, 0);
	});

	it("expects no answer where nobody stands beside, nor at the very end", () => {
		const ledger = new LineLedger();
		ledger.line("Alex", "Hello!", looking(0, entity("npc", "Mara", 0), entity("player", "Alex", 30)));
		ledger.line("Alex", "Bye!", beside(END - 10));
		assert.deepEqual(ledger.counts(END), { expected: 0, lost: 0 });
	});
});
