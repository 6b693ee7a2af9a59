/// <reference types="@rbxts/testez/globals" />
import {
	charCount,
	chunkText,
	clampUtf8,
	endsSentence,
	escapeRichText,
	stripControl,
} from "shared/text/text";
import { seededRandom } from "../support/random";
import { expectAtMost, expectMore } from "../support/expectations";

const FARMER = "👩\u{200d}🌾";

/** Pieces of text that are hard to cut, or that must not get through. */
const PIECES = [
	"a",
	"word",
	" ",
	"Zoë",
	"你好",
	FARMER,
	"e\u{301}",
	"\xff",
	"\n",
	"\u{202e}",
	". ",
	"…",
	"\0",
	"\xe2\x82",
];

function randomText(seed: number): string {
	const random = seededRandom(seed);
	let text = "";
	for (let count = random.integer(0, 40); count > 0; count--) text += random.pick(PIECES);
	return text;
}

function isValid(text: string): boolean {
	const [, badAt] = utf8.len(text);
	return badAt === undefined;
}

export = () => {
	describe("stripControl", () => {
		const cases: ReadonlyArray<readonly [what: string, raw: string, clean: string]> = [
			["leaves plain text alone", "Hello, Alex!", "Hello, Alex!"],
			["leaves other scripts and emoji alone", `你好 Zoë ${FARMER}`, `你好 Zoë ${FARMER}`],
			["makes line breaks and tabs spaces", "a\r\nb\tc\u{2028}d\u{85}e", "a b c d e"],
			["drops control characters", "a\x00b\x07c\x7fd\u{9b}e", "abcde"],
			["drops bidi overrides and isolates", "\u{202e}evil\u{202c} \u{2066}x\u{2069}", "evil x"],
			["drops invisible characters", "no\u{200b}thing \u{feff}he\u{ad}re\u{e0041}", "nothing here"],
			["makes runs of spaces one and trims", "  a   b  ", "a b"],
			["drops broken bytes", "ok\xff\xc3 fine\xe2\x82", "ok fine"],
			["keeps nothing of nothing", "\u{200b} \n", ""],
		];
		for (const [what, raw, clean] of cases) {
			it(what, () => {
				expect(stripControl(raw)).to.equal(clean);
			});
		}

		it("leaves valid UTF-8 on one line, whatever comes in, and finds nothing more to do", () => {
			for (let seed = 1; seed <= 300; seed++) {
				const clean = stripControl(randomText(seed));
				expect(isValid(clean)).to.equal(true);
				expect(clean.match("%c")[0]).to.equal(undefined);
				expect(stripControl(clean)).to.equal(clean);
			}
		});
	});

	describe("clampUtf8", () => {
		const cases: ReadonlyArray<readonly [what: string, text: string, max: number, clamped: string]> = [
			["leaves what fits", "Zoë", 3, "Zoë"],
			["counts characters, not bytes", "你好吗", 2, "你好"],
			["does not tear an accent from its letter", "cafe\u{301}s", 4, "caf"],
			["does not tear an emoji made of several", `hi ${FARMER}`, 4, "hi "],
			["gives nothing for no room", "abc", 0, ""],
		];
		for (const [what, text, max, clamped] of cases) {
			it(what, () => {
				expect(clampUtf8(text, max)).to.equal(clamped);
			});
		}

		it("gives a valid beginning of the text within the limit", () => {
			for (let seed = 1; seed <= 300; seed++) {
				const text = stripControl(randomText(seed));
				const clamped = clampUtf8(text, seed % 20);
				expect(isValid(clamped)).to.equal(true);
				expectAtMost(charCount(clamped), seed % 20);
				expect(text.sub(1, clamped.size())).to.equal(clamped);
			}
		});
	});

	describe("escapeRichText", () => {
		it("escapes the five special characters", () => {
			expect(escapeRichText(`<b>"Tom" & 'Al'</b>`)).to.equal(
				"&lt;b&gt;&quot;Tom&quot; &amp; &apos;Al&apos;&lt;/b&gt;",
			);
		});
		it("leaves nothing that rich text would take for a tag", () => {
			expect(escapeRichText('<font size="99">').match('[<>"]')[0]).to.equal(undefined);
		});
	});

	describe("endsSentence", () => {
		for (const text of ["Yes.", "Really?!", 'He said "go."', "はい。", "Well…", "(Never!)"]) {
			it(`sees the end of ${text}`, () => {
				expect(endsSentence(text)).to.equal(true);
			});
		}
		for (const text of ["Yes", "Mr,", "you and", "", '"']) {
			it(`sees no end in ${text}`, () => {
				expect(endsSentence(text)).to.equal(false);
			});
		}
	});

	describe("chunkText", () => {
		const cases: ReadonlyArray<readonly [what: string, text: string, chunks: ReadonlyArray<string>]> = [
			["leaves what fits in one piece", "Good day to you.", ["Good day to you."]],
			[
				"prefers the end of a sentence",
				"Come in, Alex. The bread is warm.",
				["Come in, Alex.", "The bread is warm."],
			],
			[
				"ends a piece with a sentence that fills a third of it",
				"Go now. I would never stay",
				["Go now.", "I would never stay"],
			],
			["cuts between words", "the quick brown fox jumps", ["the quick brown fox", "jumps"]],
			[
				"does not leave a piece nearly empty",
				"No. I would never go there",
				["No. I would never go", "there"],
			],
			[
				"cuts a word that is longer than a piece",
				"aaaaaaaaaaaaaaaaaaaaaaaaa",
				["aaaaaaaaaaaaaaaaaaaa", "aaaaa"],
			],
			["makes nothing of blanks", "  ", []],
		];
		for (const [what, text, chunks] of cases) {
			it(what, () => {
				expect(chunkText(text, 20).join("|")).to.equal(chunks.join("|"));
			});
		}

		it("takes a sentence that fills exactly a third of a piece", () => {
			const text = "Go now. I would never stay";
			expect(chunkText(text, 21).join("|")).to.equal("Go now.|I would never stay");
			expect(chunkText(text, 22).join("|")).to.equal("Go now. I would never|stay");
		});
		it("loses nothing and keeps to the limit", () => {
			for (let seed = 1; seed <= 300; seed++) {
				const text = stripControl(randomText(seed));
				const chunks = chunkText(text, 12);
				const squeeze = (spaced: string) => spaced.gsub("%s+", "")[0];
				expect(squeeze(chunks.join(""))).to.equal(squeeze(text));
				for (const chunk of chunks) {
					expectAtMost(charCount(chunk), 12);
					expectMore(chunk.size(), 0);
				}
			}
		});
	});
};
