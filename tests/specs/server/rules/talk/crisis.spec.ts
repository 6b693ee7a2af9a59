/// <reference types="@rbxts/testez/globals" />
import { isCrisis } from "server/rules/talk/crisis";
import { CrisisRule } from "server/rules/talk/crisis/crisis-rule";
import { expectAtLeast } from "../../../shared/support/expectations";
import type { Corpus, LinesByLanguage } from "./crisis-corpus/corpus";
import { eighthSet } from "./crisis-corpus/eighth-set";
import { eleventhSet } from "./crisis-corpus/eleventh-set";
import { fifthSet } from "./crisis-corpus/fifth-set";
import { firstHalf } from "./crisis-corpus/first-half";
import { fourthSet } from "./crisis-corpus/fourth-set";
import { ninthSet } from "./crisis-corpus/ninth-set";
import { secondHalf } from "./crisis-corpus/second-half";
import { seventhSet } from "./crisis-corpus/seventh-set";
import { sixthSet } from "./crisis-corpus/sixth-set";
import { tenthSet } from "./crisis-corpus/tenth-set";
import { thirdSet } from "./crisis-corpus/third-set";

const IN_EARNEST = [
	"i want to kill myself",
	"Mara, I don't want to live anymore",
	"sometimes i think everyone would be better off without me",
	"i wish i was dead",
	"im gonna kms",
	"I’ve been cutting myself and nobody knows",
	"I don’t want to live anymore",
	"i want to end my own life",
	"thinking about suicide again...",
	"what if i just take an overdose",
	"no one would miss me if i was gone",
	"I don't want to live anymore",
	// Phones type a curved apostrophe.
	"I’ll kms",
	"i don’t wanna live",
	"quiero morir",
	"ich will nicht mehr leben",
	"i dont want to die in this game i want to die for real, i want to kill myself",
];

const HARMLESS = [
	"this boss keeps killing me lol",
	"i nearly died laughing",
	"can you kill the dragon for me",
	"i want to die of laughter",
	"i dont want to die to the lava again",
	"how do i end this quest",
	"did you watch suicide squad",
	"i cut myself a slice of cake",
	"kill myself in the game to respawn, does that work?",
	"the harbor is 5 kms away",
	"my life in willowbrook is great",
	"i hurt my knee",
	"that is a killer outfit, Bram",
	"I would die for that cake",
];

/** One line of each kind, so that a kind that breaks has a name. */
const KINDS: ReadonlyArray<readonly [kind: string, line: string, isCrisis: boolean]> = [
	["leetspeak", "1 w4nt t0 k1ll mys3lf", true],
	["a 1 for an l", "i want to ki11 myse1f", true],
	["a sign between letters", "i want to k!ll my$elf", true],
	["a hidden letter", "i want to k*ll myself", true],
	["spaced letters", "i want to k i l l myself", true],
	["dotted letters", "s.u.i.c.i.d.e", true],
	["a broken word", "i feel su icidal", true],
	["words without spaces", "idontwanttolive", true],
	["a letter too many", "i wannaaa dieeee", true],
	["a typo", "i want to hang myselg", true],
	["full-width letters", "ｉ ｗａｎｔ ｔｏ ｄｉｅ", true],
	["letters of mathematics", "𝐢 𝐰𝐚𝐧𝐭 𝐭𝐨 𝐝𝐢𝐞", true],
	["accents in two parts", "ich wu\u{308}nschte ich wa\u{308}re tot", true],
	["a zero-width space in a word", "i want to d\u{200b}ie", true],
	["katakana", "シニタイ", true],
	["another in danger", "my friend wants to kill himself", true],
	["being told to", "they told me to kys", true],
	["a way to do it", "how do i kill myself without pain", true],
	["two languages in a line", "bro quiero morir fr", true],
	["a game, in earnest", "not in the game, i want to die irl", true],
	["an insult", "kys noob", false],
	["a longer insult", "go kill yourself", false],
	["a song's name", "the song is called i want to die", false],
	["a story", "in the movie he kills himself", false],
	["dye", "i want to dye my hair", false],
	["dye, misspelled", "i want to die my hair blue", false],
	["a threat in play", "do you want to die, zombie", false],
	["kilometres", "we walked 3 kms", false],
	["German's article", "ich will die rote", false],
	["two sentences", "give me what i want! die, thief!", false],
];

/** At least so many of 100 hard lines are found, and at most so many of 100 harmless ones taken for one. */
const MIN_FOUND = 95;
const MAX_ALARMS = 2;

interface Score {
	readonly lines: number;
	/** Each with its language. */
	readonly wrong: ReadonlyArray<string>;
	/** `es 1/6`: how many of a language's lines went wrong. */
	readonly byLanguage: ReadonlyArray<string>;
}

function scoreOf(languages: LinesByLanguage, expected: boolean): Score {
	let lines = 0;
	const wrong = new Array<string>();
	const byLanguage = new Array<string>();
	for (const [language, texts] of pairs(languages)) {
		const missed = texts.filter((text) => isCrisis(text) !== expected);
		lines += texts.size();
		for (const text of missed) wrong.push(`${language}: ${text}`);
		if (!missed.isEmpty()) byLanguage.push(`${language} ${missed.size()}/${texts.size()}`);
	}
	return { lines, wrong: wrong.sort(), byLanguage: byLanguage.sort() };
}

function expectScores({ hard, harmless }: Corpus): void {
	const [missed, alarms] = [scoreOf(hard, true), scoreOf(harmless, false)];
	const found = (100 * (missed.lines - missed.wrong.size())) / missed.lines;
	const raised = (100 * alarms.wrong.size()) / alarms.lines;
	if (found >= MIN_FOUND && raised <= MAX_ALARMS) return;
	const list = ({ byLanguage, wrong }: Score) => `${byLanguage.join(", ")}\n  ${wrong.join("\n  ")}`;
	error(
		`found ${"%.1f".format(found)} % of ${missed.lines} hard lines, missed ${list(missed)}\n` +
			`false alarms ${"%.1f".format(raised)} % of ${alarms.lines} harmless lines: ${list(alarms)}`,
		2,
	);
}

export = () => {
	describe("the words of self-harm", () => {
		it("are read a few at a time, so that no frame gets long", () => {
			const rule = new CrisisRule();
			let pieces = 1;
			while (!rule.learnWhile(() => false)) pieces += 1;
			expectAtLeast(pieces, 2000);
		});

		it("are found also while they are being read", () => {
			const rule = new CrisisRule();
			expect(rule.learnWhile(() => false)).to.equal(false);
			expect(rule.isCrisis("死にたい")).to.equal(true);
			expect(rule.learnWhile(() => false)).to.equal(true);
		});
	});

	describe("self-harm", () => {
		for (const line of IN_EARNEST) {
			it(`is found in "${line}"`, () => {
				expect(isCrisis(line)).to.equal(true);
			});
		}
		for (const line of HARMLESS) {
			it(`is not found in "${line}"`, () => {
				expect(isCrisis(line)).to.equal(false);
			});
		}
		for (const [kind, line, expected] of KINDS) {
			it(`${expected ? "is found" : "is not found"} in ${kind}: "${line}"`, () => {
				expect(isCrisis(line)).to.equal(expected);
			});
		}
	});

	describe("the crisis rule, measured", () => {
		it("finds the lines that were written before it, and raises no alarm at those that look alike", () =>
			expectScores(firstHalf));
		it("finds the lines that were written against its weak spots", () => expectScores(secondHalf));
		it("finds the lines that were written as players would, and raises no alarm at what else they say", () =>
			expectScores(thirdSet));
		it("finds the lines of four more sets, each written after it was mended by the one before", () => {
			for (const fresh of [fourthSet, fifthSet, sixthSet, seventhSet]) expectScores(fresh);
		});
		it("finds the lines of a stranger, and of three sets that were written after it was mended by those", () => {
			for (const fresh of [eighthSet, ninthSet, tenthSet, eleventhSet]) expectScores(fresh);
		});
		it("is measured by at least 300 different lines of each kind", () => {
			const first = [firstHalf, secondHalf, thirdSet, fourthSet, fifthSet];
			const all = [...first, sixthSet, seventhSet, eighthSet, ninthSet, tenthSet, eleventhSet];
			for (const kind of ["hard", "harmless"] as const) {
				const lines = new Set<string>();
				for (const corpus of all) {
					for (const [, texts] of pairs(corpus[kind])) for (const text of texts) lines.add(text);
				}
				expectAtLeast(lines.size(), 300);
			}
		});
	});

	describe("a line that is not what it seems", () => {
		it("is judged in any bytes", () => {
			for (const line of ["", " ", "\xff\xfe", "💀", "...", "***", "!!!1", "a".rep(600), "1".rep(200)]) {
				expect(isCrisis(line)).to.equal(false);
			}
		});
	});
};
