import { charCount } from "shared/text/text";
import { fold, plainWords } from "server/rules/text/words";

/** True if the platform's filter has left nothing to read: only hashes and marks, or nothing. */
export function isFilteredAway(text: string): boolean {
	return plainWords(text.gsub("#", " ")[0]).isEmpty();
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
