import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SpokenText } from "../src/text/spoken-text.ts";
import { ThoughtFilter } from "../src/text/thought-filter.ts";

function filterByLetter(text: string): string {
	const filter = new ThoughtFilter();
	const spoken = [...text].map((letter) => filter.push(letter)).join("");
	return spoken + filter.flush();
}

describe("ThoughtFilter", () => {
	const table: ReadonlyArray<readonly [text: string, spoken: string]> = [
		["Hello.", "Hello."],
		["<think>who is this?</think>Hello.", "Hello."],
		["Hello. <think>hm</think>Bye.", "Hello. Bye."],
		["<think>a</think><think>b</think>c", "c"],
		["<think>never closed", ""],
		["<think>never quite closed</thin", ""],
		["I <3 you, <th", "I <3 you, <th"],
		["a < b </think>", "a < b </think>"],
	];
	for (const [text, spoken] of table) {
		it(`says ${JSON.stringify(spoken)} of ${JSON.stringify(text)}`, () => {
			const filter = new ThoughtFilter();
			assert.equal(filter.push(text) + filter.flush(), spoken);
			assert.equal(filterByLetter(text), spoken);
		});
	}
});

describe("SpokenText", () => {
	it("ends a sentence where another message begins", () => {
		const spoken = new SpokenText(100);
		assert.deepEqual(spoken.push("1", "Let me see"), []);
		assert.deepEqual(spoken.push("2", "Here it is. And"), ["Let me see", "Here it is."]);
		assert.deepEqual(spoken.flush(), ["And"]);
	});

	it("says nothing of a thought between two sentences", () => {
		const spoken = new SpokenText(100);
		const said = ["Hi. <thi", "nk>Alex. Careful.</th", "ink>What's up?"].flatMap((text) =>
			spoken.push("1", text),
		);
		assert.deepEqual([...said, ...spoken.flush()], ["Hi.", "What's up?"]);
	});

	it("begins anew after a reset", () => {
		const spoken = new SpokenText(100);
		spoken.push("1", "Half a <think>tho");
		spoken.reset();
		assert.deepEqual([...spoken.push("2", "Whole."), ...spoken.flush()], ["Whole."]);
	});
});
