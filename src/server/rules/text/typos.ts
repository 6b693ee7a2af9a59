import { charCount } from "shared/text/text";
import { codepointsOf, slipsBetween } from "shared/text/slips";

/** Shorter words are too close to too many others to guess. */
const MIN_LETTERS = 4;
/** From this length on, two slips are still one word. */
const MANY_LETTERS = 8;

/**
 * True if a player who typed `typed` may have meant `name` (both folded): the first letter is right, and there is one
 * slip, or two in a long name. In a name of four letters a wrong letter does not count as a slip: Mara is not Mark.
 */
export function isTypoOf(typed: string, name: string): boolean {
	// Each word of a line is compared with each name: most differ in their first byte.
	if (typed.byte(1)[0] !== name.byte(1)[0]) return false;
	const [letters, typedLetters] = [charCount(name), charCount(typed)];
	if (letters < MIN_LETTERS || codepointsOf(typed)[0] !== codepointsOf(name)[0]) return false;
	const limit = letters >= MANY_LETTERS ? 2 : 1;
	if (math.abs(letters - typedLetters) > limit || slipsBetween(typed, name, limit) > limit) return false;
	return letters > MIN_LETTERS || typedLetters !== letters || isSwap(typed, name);
}

function isSwap(a: string, b: string): boolean {
	const sorted = (text: string) => [...codepointsOf(text)].sort((x, y) => x < y).join(",");
	return sorted(a) === sorted(b);
}
