/** A model caught in a loop repeats up to this many words. */
const MAX_LOOP_WORDS = 4;
/** `No, no, no!` and `Tick, tock, tick, tock` are speech. */
const MIN_ROUNDS = 6;
/** `Ha ha ha ha ha ha` and `la la la` are too. */
const MIN_WORD_BYTES = 3;

/** Lua patterns for what is left of a tokenizer or a wrong encoding. */
const BROKEN = ["%f[^%z%s]\u{120}%l.*%s\u{120}%l", "\u{10a}\u{10a}", "\u{e2}\u{20ac}"];

/** True for the same few words over and over. */
function isLoop(words: ReadonlyArray<string>): boolean {
	for (let period = 1; period <= MAX_LOOP_WORDS; period++) {
		let same = 0;
		for (let at = period; at < words.size(); at++) {
			const isLong = period > 1 || words[at].size() >= MIN_WORD_BYTES;
			same = isLong && words[at] === words[at - period] ? same + 1 : 0;
			if (same >= period * (MIN_ROUNDS - 1)) return true;
		}
	}
	return false;
}

/** True for what nobody would say: a loop, or pieces of tokens. `words` are the text's. */
export function isBabble(text: string, words: ReadonlyArray<string>): boolean {
	return BROKEN.some((pattern) => text.match(pattern)[0] !== undefined) || isLoop(words);
}

/** How many of the same mark may stand in a row. */
const MAX_RUN = 3;

/** Shortens rows of the same sign: `Hello!!!!!!!`, twenty smiling faces. Letters and digits stay as they are. */
export function withoutFloods(text: string): string {
	if (text.match("[!%?~\xf0\xe2]")[0] === undefined) return text;
	const parts = new Array<string>();
	let last = "";
	let run = 0;
	for (const [, codepoint] of utf8.codes(text)) {
		const char = utf8.char(codepoint);
		run = char === last ? run + 1 : 1;
		last = char;
		const isSign = codepoint >= 0x2190 || char.match("[!%?~]")[0] !== undefined;
		const isScript = codepoint >= 0x2c00 && codepoint < 0x1f000;
		if (run <= MAX_RUN || !isSign || isScript) parts.push(char);
	}
	return parts.join("");
}
