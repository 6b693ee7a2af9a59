const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENERS = new Set([0x5b, 0x7b]);
const CLOSERS = new Set([0x5d, 0x7d]);

/** Whether a text of JSON has lists and objects within one another, more than `max` deep. It is read once and not parsed. */
export function isDeeperThan(text: string, max: number): boolean {
	let depth = 0;
	let isInString = false;
	for (let index = 0; index < text.length; index += 1) {
		const code = text.charCodeAt(index);
		if (isInString) {
			if (code === BACKSLASH) index += 1;
			else if (code === QUOTE) isInString = false;
		} else if (code === QUOTE) isInString = true;
		else if (OPENERS.has(code)) {
			depth += 1;
			if (depth > max) return true;
		} else if (CLOSERS.has(code)) depth -= 1;
	}
	return false;
}
