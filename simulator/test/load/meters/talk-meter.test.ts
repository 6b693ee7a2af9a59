import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GroundTruth, TrueEntity } from "../../../src/meters/ground-truth.ts";
import { TalkMeter } from "../../../src/meters/talk-meter.ts";

function entity(kind: TrueEntity["kind"], displayName: string, x: number): TrueEntity {
	return { kind, id: displayName, displayName, x, y: 0, z: 0, health: 100, isMoving: false };
}

const HEADER = "You are at the Cafe, well. Nobody is with you.";

describe("the meter of talk", () => {
	const truth: GroundTruth = {
		at: 0,
		zones: [],
		entities: [entity("npc", "Mara", 0), entity("player", "Alex", 8)],
	};
	const heard = (...texts: string[]) => {
		const meter = new TalkMeter();
		for (const text of texts) meter.line("Alex", "Alex", text, 0, truth);
		return meter;
	};
	const turn = (meter: TalkMeter, at: number, ...lines: string[]) =>
		meter.turn("Mara", "Mara", [HEADER, ...lines].join("\n"), at);

	it("loses no line that a turn quotes, or counts among the earlier ones", () => {
		const meter = heard("one", "two", "three");
		turn(meter, 5, "(1 earlier line)", 'Alex says: "two"', 'Alex says: "three"');
		turn(meter, 10, 'Alex says: "four"');
		turn(meter, 15, 'Alex says: "five"');
		assert.equal(meter.result().lost, 0);
	});

	it("loses a line that two turns in a row say nothing of, and counts it once", () => {
		const meter = heard("one", "two");
		turn(meter, 5, 'Alex says: "two"');
		assert.equal(meter.result().lost, 0, "the turn may have been written before");
		turn(meter, 10, 'Alex says: "three"');
		turn(meter, 15, 'Alex says: "four"');
		assert.equal(meter.result().lost, 1);
	});

	it("follows a chain of answers, and calls a second answer to one line a cascade", () => {
		const meter = new TalkMeter();
		const bram = (at: number, line: string) => meter.turn("Bram", "Bram", `${HEADER}\n${line}`, at);
		turn(meter, 1, 'Visitor 1 says: "one"');
		bram(2, 'Mara says: "Bram, what say you?"');
		assert.equal(meter.result().longestChain, 1);
		assert.equal(meter.result().cascades, 0);
		bram(3, 'Mara says: "Bram, what say you?"');
		assert.equal(meter.result().cascades, 1);
		const overhears = `${HEADER}\nVisitor 1 says: "Pip?"\nMara says: "Bram, what say you?"`;
		meter.turn("Pip", "Pip", overhears, 4);
		assert.equal(meter.result().cascades, 1, "Pip answers the visitor");
		meter.turn("Pip", "Pip", `${HEADER}\nMara says: "Bram, what say you?"`, 5);
		assert.equal(meter.result().cascades, 2, "nobody has called Pip");
	});
});
