import { plainWords } from "server/rules/text/words";

/**
 * Finds lines in which somebody may speak in earnest of hurting themselves. A fixed, kind text answers such a line, never
 * a model. When in doubt it chooses help, but lets pass what players say of a game ("this boss kills me").
 */

/** Word for word; `*` stands for one word or none. Contractions have no apostrophe here. */
const PHRASES: ReadonlyArray<string> = [
	"kill myself",
	"killing myself",
	"end my * life",
	"ending my * life",
	"end it all",
	"take my own life",
	"hurt myself",
	"hurting myself",
	"harm myself",
	"harming myself",
	"cut myself",
	"cutting myself",
	"self harm",
	"selfharm",
	"suicide",
	"suicidal",
	"gonna kms",
	"going to kms",
	"want to kms",
	"wanna kms",
	"ill kms",
	"just kms",
	"want to die",
	"wanna die",
	"wish i was dead",
	"wish i were dead",
	"wish i had never been born",
	"wish i was never born",
	"better off without me",
	"better off dead",
	"no reason to live",
	"nothing to live for",
	"dont want to live",
	"dont wanna live",
	"do not want to live",
	"dont want to be alive",
	"dont want to be here anymore",
	"dont want to exist",
	"hate my life so much i",
	"tired of living",
	"jump off a * bridge and die",
	"nobody would miss me",
	"no one would miss me",
	"take an overdose",
	"gonna overdose",
	"going to overdose",
	"overdose on my pills",
	"overdose on pills",
	// In the most spoken languages on Roblox besides English.
	"quiero morir",
	"quiero matarme",
	"me quiero morir",
	"quero morrer",
	"quero me matar",
	"ich will sterben",
	"ich will nicht mehr leben",
	"mich umbringen",
	"je veux mourir",
	"me suicider",
];

/** The words of these are about something else; a phrase beside them counts. */
const HARMLESS: ReadonlyArray<string> = [
	"die of laughter",
	"die laughing",
	"want to die of",
	"want to die again",
	"want to die in this game",
	"wanna die in this game",
	"dont want to die",
	"dont wanna die",
	"do not want to die",
	"die on this level",
	"cut myself a",
	"cut myself some",
	"hurt myself in the game",
	"hurt myself with the sword",
	"kill myself in game",
	"kill myself in the game",
	"kill myself to respawn",
	"reset or kill myself",
	"suicide squad",
	"suicide mission",
	"suicide run",
	"no suicide",
	"end it all the time",
];

type Pattern = ReadonlyArray<string>;

const toPattern = (phrase: string): Pattern => phrase.split(" ");
const PATTERNS = PHRASES.map(toPattern);
const HARMLESS_PATTERNS = HARMLESS.map(toPattern);

/** How many words a pattern takes from `start` on; undefined if it does not stand there. */
function lengthAt(words: ReadonlyArray<string>, start: number, pattern: Pattern): number | undefined {
	let at = start;
	for (let index = 0; index < pattern.size(); index++) {
		const part = pattern[index];
		if (part === "*") {
			// One word, unless the next part stands there already.
			if (words[at] !== pattern[index + 1]) at += 1;
			continue;
		}
		if (words[at] !== part) return undefined;
		at += 1;
	}
	return at - start;
}

function startsOf(words: ReadonlyArray<string>, patterns: ReadonlyArray<Pattern>): ReadonlySet<number> {
	const covered = new Set<number>();
	for (let start = 0; start < words.size(); start++) {
		for (const pattern of patterns) {
			const length = lengthAt(words, start, pattern) ?? 0;
			for (let at = start; at < start + length; at++) covered.add(at);
		}
	}
	return covered;
}

/** Leaves out all apostrophes, as people do who type fast. Phone keyboards type curved ones. */
function wordsOfLine(text: string): ReadonlyArray<string> {
	return plainWords(text.gsub("’", "")[0].gsub("'", "")[0]);
}

/** True for a line that speaks of self-harm or of not wanting to live. */
export function isCrisis(text: string): boolean {
	const words = wordsOfLine(text);
	const harmless = startsOf(words, HARMLESS_PATTERNS);
	for (let start = 0; start < words.size(); start++) {
		for (const pattern of PATTERNS) {
			const length = lengthAt(words, start, pattern);
			if (length === undefined) continue;
			let covered = true;
			for (let at = start; at < start + length; at++) covered = covered && harmless.has(at);
			if (!covered) return true;
		}
	}
	return false;
}
