import { plainWords } from "server/rules/text/words";

const GOODBYES = new Set([
	"bye",
	"byebye",
	"goodbye",
	"goodnight",
	"farewell",
	"cya",
	"ciao",
	"gtg",
	"g2g",
	"adios",
	"tschüss",
	"tschuss",
]);

/** Openings of longer goodbyes. */
const PHRASES: ReadonlyArray<ReadonlyArray<string>> = [
	["bye", "bye"],
	["good", "bye"],
	["good", "night"],
	["see", "you"],
	["see", "you", "later"],
	["see", "you", "soon"],
	["see", "you", "around"],
	["see", "you", "tomorrow"],
	["see", "ya"],
	["so", "long"],
	["take", "care"],
	["until", "next", "time"],
	["i", "have", "to", "go"],
	["i", "gotta", "go"],
	["got", "to", "go"],
	["gotta", "go"],
];

/** A longer line says something else, too. */
const MAX_WORDS = 6;

function standsAt(words: ReadonlyArray<string>, start: number, phrase: ReadonlyArray<string>): boolean {
	return phrase.every((word, index) => words[start + index] === word);
}

/** True if a line begins or ends with a phrase: `see you, Mara`, but not `can I see you dance`. */
function hasPhrase(words: ReadonlyArray<string>, phrase: ReadonlyArray<string>): boolean {
	return standsAt(words, 0, phrase) || standsAt(words, words.size() - phrase.size(), phrase);
}

/** True for a short line that takes leave: `bye Mara!`, `see you later`. */
export function isGoodbye(text: string): boolean {
	const words = plainWords(text);
	if (words.size() > MAX_WORDS || text.match("%?%s*$")[0] !== undefined) return false;
	return words.some((word) => GOODBYES.has(word)) || PHRASES.some((phrase) => hasPhrase(words, phrase));
}
