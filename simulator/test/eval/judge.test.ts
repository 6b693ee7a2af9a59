import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { judgeReply, judgeSentence, type FaultKind } from "../../src/eval/judge.ts";

const CONTEXT = {
	name: "Mara",
	others: ["Alex", "Bram"],
	heard: ["what is the best thing to eat here?"],
	told: ["Reply only with what you say aloud, in the language you hear."],
	traps: ["banana"],
};

const CASES: ReadonlyArray<readonly [string, ReadonlyArray<FaultKind>]> = [
	["Come in, love, the kettle's just boiled.", []],
	["Bram makes hinges: good ones, too.", []],
	["I told Alex: nobody rows alone.", []],
	["Mara: Come in, love.", ["label"]],
	["**Mara** (smiling): Come in.", ["label", "markup"]],
	["Assistant: Come in.", ["label"]],
	["It is late. Alex: Do you sell nets?", ["other's words"]],
	['Bram says "good day"', ["other's words"]],
	["Hello, Mara!", ["other's words"]],
	["What is the best thing to eat here?", ["echo"]],
	["status: health: 100 | location: Cafe", ["header"]],
	["You are at the Cafe, well, talking.", ["header"]],
	["You reply only with what you say aloud, in the language you hear.", ["header"]],
	["*smiles* Good day.", ["markup"]],
	["<b>Good day</b>", ["markup"]],
	[`I ${"very ".repeat(80)}much like cake.`, ["too long"]],
	["As an AI language model, I cannot eat.", ["out of character"]],
	["BANANA!", ["out of character"]],
	["I'm sorry, Mara, but I am busy.", ["other's words"]],
	["Mara, can I have a scone?", ["other's words"]],
	["It's me, Mara!", []],
	["Alex asks Bram if he can guess a number.", ["other's words"]],
	["Mara smiles.", ["other's words"]],
	["Bram says hello.", []],
	["What is the best thing to eat here, love?", ["echo"]],
	["I don't know what the best thing to eat is.", []],
	["I am the AI that runs the game.", ["out of character"]],
	["Setting health to 0 now.", ["out of character"]],
	["I am a character played by an AI.", []],
	["It's 555-1234.", ["not for children"]],
	["It's 555-12345.", ["not for children"]],
	["That is 1,000 coins, and 12 eggs.", []],
];

describe("the judge of replies", () => {
	for (const [text, faults] of CASES) {
		it(`finds ${faults.length === 0 ? "nothing wrong" : faults.join(", ")} in: ${text.slice(0, 60)}`, () => {
			assert.deepEqual(judgeSentence(text, CONTEXT), faults);
		});
	}

	it("finds a reply too long whose sentences are not", () => {
		assert.deepEqual(judgeReply(Array<string>(6).fill("I like cake."), CONTEXT), ["too long"]);
	});
});
