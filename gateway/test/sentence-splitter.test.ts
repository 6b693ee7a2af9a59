import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SentenceSplitter } from "../src/text/sentence-splitter.ts";
import { createRandom } from "./support/random.ts";

const MAX = 120;

function split(text: string, maxChars = MAX): string[] {
	const splitter = new SentenceSplitter(maxChars);
	return [...splitter.push(text), ...splitter.flush()];
}

/** Text with the expected cuts marked by `|`. */
const TABLE: ReadonlyArray<readonly [about: string, marked: string]> = [
	["one sentence", "Hello there."],
	["plain sentences", "Hello there.|How are you?|I am fine!"],
	["no mark at the end", "Hello there.|And then"],
	["titles", "Dr. Smith and Mrs. Jones met Prof. Oak on St. Ives Road.|They talked."],
	["initials", "J. R. Tolkien wrote it.|So did I.|Yes."],
	["acronyms", "The U.S. Army came.|It left."],
	["latin abbreviations", "Bring food, e.g. bread, i.e. Brot.|Thanks."],
	["an abbreviation before lowercase", "Tea, scones, etc. are on the table.|Eat."],
	["decimals and versions", "It costs 3.50 and weighs 1.2.3 kg.|Fine."],
	["a number before the full stop", "I have 7.|You have 8."],
	["numbers of a list", "1. Bread\n|2. Butter"],
	["the number sign", "It is No. 5 on the list.|No.|I mean it."],
	["ellipsis inside", "Well... maybe not.|Good."],
	["ellipsis at the end", "Well...|Maybe not."],
	["the single character ellipsis", "Hm… so what?|Nothing…"],
	["several marks", "What?!|No!!!|Really?"],
	["marks before lowercase", "hello!|how are you?|fine."],
	["quotes", 'She said "Stop!"|Then she left.'],
	["a quote inside a sentence", '"Stop!" she said.|Then she left.'],
	["typographic quotes", "“Come in.”|“Thank you.”"],
	["brackets", "(I know.)|Do you?"],
	["stage marks", "*She waves.*|Hello."],
	["emoji belong to what they follow", "Hello! 😀|Come in 🎉🎉 please.|Bye! 👋🏽"],
	["emoji without a space", "Hello!😀|Come in."],
	["joined emoji and flags", "We won! 👩‍🚀 🇩🇪|Great."],
	["new lines end sentences", "Bread\n|Butter\n\n|Milk"],
	["addresses stay whole", "See example.com/a.b?c=d for more.|Bye."],
	["Chinese", "你好。|你是谁？|我是小明！"],
	["Japanese with brackets", "「こんにちは。」|元気ですか？"],
	["Chinese after English", "OK!|你好。|Fine."],
	["Cyrillic", "Привет!|Как дела?|Хорошо."],
	["Spanish", "¡Hola!|¿Cómo estás?|Bien."],
	["spaces are tidied", "  Hello   there. | How\tare you?  "],
];

describe("SentenceSplitter", () => {
	for (const [about, marked] of TABLE) {
		const expected = marked.split("|").map((part) => part.trim().replace(/\s+/g, " "));
		const text = marked.replaceAll("|", /[\u3000-\u9fff]/.test(marked) ? "" : " ").replace(/\n /g, "\n");

		it(`cuts: ${about}`, () => assert.deepEqual(split(text), expected));

		it(`cuts the same letter by letter: ${about}`, () => {
			const splitter = new SentenceSplitter(MAX);
			const sentences = [...text].flatMap((letter) => splitter.push(letter));
			assert.deepEqual([...sentences, ...splitter.flush()], expected);
		});
	}

	it("gives a sentence out as soon as the next one begins", () => {
		const splitter = new SentenceSplitter(MAX);
		assert.deepEqual(splitter.push("Hello."), []);
		assert.deepEqual(splitter.push(" "), []);
		assert.deepEqual(splitter.push("H"), ["Hello."]);
		assert.deepEqual(splitter.push("ow are you"), []);
	});

	it("gives nothing out for silence", () => {
		assert.deepEqual(split(""), []);
		assert.deepEqual(split(" \n \n"), []);
	});

	it("forgets what was not given out", () => {
		const splitter = new SentenceSplitter(MAX);
		splitter.push("Half a sen");
		splitter.reset();
		assert.deepEqual([...splitter.push("Hello."), ...splitter.flush()], ["Hello."]);
	});

	it("cuts a long sentence after a clause", () => {
		const text = "When the gulls wake up, I start the ovens, and the whole street smells of bread";
		assert.deepEqual(split(text, 50), [
			"When the gulls wake up, I start the ovens,",
			"and the whole street smells of bread",
		]);
	});

	it("cuts a long sentence between words when it has no clause", () => {
		assert.deepEqual(split("one two three four five six", 12), ["one two", "three four", "five six"]);
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
