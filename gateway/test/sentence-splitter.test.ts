import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SentenceSplitter } from "../src/text/sentence-splitter.ts";
import { SENTENCE_CASES, SENTENCE_MAX } from "../../tests/specs/server/support/sentence-cases.ts";
import { createRandom } from "./support/random.ts";

function split(text: string, maxChars = SENTENCE_MAX, isCutOff = false): string[] {
	const splitter = new SentenceSplitter(maxChars);
	return [...splitter.push(text), ...splitter.flush(isCutOff)];
}

describe("SentenceSplitter", () => {
	for (const { about, text, sentences: expected, maxUnits = SENTENCE_MAX, isCutOff } of SENTENCE_CASES) {
		it(`cuts: ${about}`, () => assert.deepEqual(split(text, maxUnits, isCutOff), expected));

		// What is cut by length depends on where the text was when the limit was reached.
		if (maxUnits !== SENTENCE_MAX) continue;
		it(`cuts the same letter by letter: ${about}`, () => {
			const splitter = new SentenceSplitter(maxUnits);
			const sentences = [...text].flatMap((letter) => splitter.push(letter));
			assert.deepEqual([...sentences, ...splitter.flush(isCutOff)], expected);
		});
	}

	it("gives a sentence out as soon as the next one begins", () => {
		const splitter = new SentenceSplitter(SENTENCE_MAX);
		assert.deepEqual(splitter.push("Hello."), []);
		assert.deepEqual(splitter.push(" "), []);
		assert.deepEqual(splitter.push("H"), ["Hello."]);
		assert.deepEqual(splitter.push("ow are you"), []);
	});

	it("forgets what was not given out", () => {
		const splitter = new SentenceSplitter(SENTENCE_MAX);
		splitter.push("Half a sen");
		splitter.reset();
		assert.deepEqual([...splitter.push("Hello."), ...splitter.flush()], ["Hello."]);
	});

	it("cuts a word that is too long, but no character", () => {
		for (const piece of split("👩🏽‍🚀".repeat(20), 11)) {
			assert.ok(piece.length <= 11, piece);
			assert.doesNotMatch(piece, /^[\u200D\uDC00-\uDFFF\u{1F3FD}]/u);
			assert.doesNotThrow(() => encodeURIComponent(piece), "half a character is no text");
		}
	});

	it("loses no letter and keeps to the limit, however the text comes", () => {
		const random = createRandom(7);
		const pieces = [
			"a",
			"Bo",
			" ",
			" ",
			".",
			"!",
			"…",
			"?",
			",",
			"\n",
			"Dr.",
			"3.14",
			"😀",
			"。",
			"你",
			'"',
			"é",
		];
		for (let round = 0; round < 500; round += 1) {
			const text = Array.from({ length: 60 }, () => pieces[Math.floor(random() * pieces.length)]).join("");
			const splitter = new SentenceSplitter(20);
			const sentences: string[] = [];
			for (let at = 0; at < text.length;) {
				const length = 1 + Math.floor(random() * 9);
				sentences.push(...splitter.push(text.slice(at, at + length)));
				at += length;
			}
			sentences.push(...splitter.flush());
			assert.equal(sentences.join("").replace(/\s/g, ""), text.replace(/\s/g, ""));
			for (const sentence of sentences) {
				assert.ok(sentence !== "" && sentence === sentence.trim() && sentence.length <= 20, sentence);
			}
		}
	});
});
