import { charCount, endsSentence, isBlank, stripControl, trim } from "shared/text/text";
import { fold, plainWords } from "server/rules/text/words";

/** Whole replies by which an agent chooses to say nothing. */
const SILENCES = new Set([
	"silence",
	"silent",
	"says nothing",
	"no response",
	"no reply",
	"nothing",
	"none",
	"n a",
]);

/** The turn's own headings: a reply with one of them repeats what the agent read. */
const HEADINGS = ["%[world%]", "%[heard%]", "^%s*status: health:", "current_action:"];

/** True for a reply that stands for silence: only marks, or a stage direction that says so. */
export function isSilence(text: string): boolean {
	const words = plainWords(text).join(" ");
	if (words.size() === 0) return true;
	const staged = text.match("^%s*[%(%[%*<_].*[%)%]%*>_]%s*$")[0] !== undefined;
	return staged && SILENCES.has(words);
}

/** True for tags, braces and the turn's own headings: nobody says such things. */
export function hasMarkup(text: string): boolean {
	if (text.match("</?%a[^>]*>")[0] !== undefined || text.match("[{}]")[0] !== undefined) return true;
	const lower = text.lower();
	return HEADINGS.some((heading) => lower.match(heading)[0] !== undefined);
}

/** The name before a colon at the start of a line, as in a script: `Mara: hello`, `Mara says: hello`. */
export function scriptedSpeaker(text: string): { speaker: string; rest: string } | undefined {
	const [speaker, rest] = text.match("^[%s%*%[]*([^:%.!%?,]+)[%]%*]*:[%s%*]*(.*)$");
	if (speaker === undefined) return undefined;
	const bare = trim((speaker as string).gsub("[%]%*]", "")[0].gsub("%s+says$", "")[0]);
	return { speaker: bare, rest: rest as string };
}

/** True if somebody else speaks in a text: `Good day. Bram: Good day to you!` */
export function speaksFor(text: string, name: string): boolean {
	const [at] = fold(text).find(`${fold(name)}:`, 1, true);
	if (at === undefined) return false;
	const before = trim(fold(text).sub(1, at - 1));
	return isBlank(before) || endsSentence(before);
}

/** True if two names look the same to a reader. */
export function sameName(a: string, b: string): boolean {
	return plainWords(a).join(" ") === plainWords(b).join(" ");
}

/** True if a reply mostly repeats a line that it answers. It may repeat short lines: people return greetings. */
export function isEcho(reply: string, line: string, minWords: number, share: number): boolean {
	const said = plainWords(line);
	if (said.size() < minWords) return false;
	const words = plainWords(reply);
	if (words.join(" ") === said.join(" ")) return true;
	const [at] = ` ${words.join(" ")} `.find(` ${said.join(" ")} `, 1, true);
	return at !== undefined && said.size() >= words.size() * share;
}

/** True if the platform's filter has left nothing to read: only hashes and marks, or nothing. */
export function isFilteredAway(text: string): boolean {
	return plainWords(text.gsub("#", " ")[0]).isEmpty();
}

/** One line of plain text, without quotation marks around the whole of it. */
export function cleanReply(text: string): string {
	const clean = stripControl(text);
	const [inner] = clean.match('^"([^"]*)"$');
	return inner === undefined ? clean : trim(inner as string);
}

/** Two texts with the same key say the same thing. */
export function repeatKey(text: string): string {
	const words = plainWords(text);
	return words.isEmpty() ? fold(text) : words.join(" ");
}

/** True for an interjection: one or two words. */
export function isShort(text: string): boolean {
	return plainWords(text).size() <= 2;
}

/** True if a text is longer than `maxChars` characters. */
export function isLongerThan(text: string, maxChars: number): boolean {
	// Bytes are at least as many as characters, so most texts need no counting.
	return text.size() > maxChars && charCount(text) > maxChars;
}
