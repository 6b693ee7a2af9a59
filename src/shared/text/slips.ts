export function codepointsOf(text: string): ReadonlyArray<number> {
	const codepoints = new Array<number>();
	for (const [, codepoint] of utf8.codes(text)) codepoints.push(codepoint);
	return codepoints;
}

/**
 * The number of slips of the finger between two words: a letter more, less or other, or two swapped. Capped at
 * `limit` + 1, so words of very different lengths cost nothing.
 */
export function slipsBetween(from: string, to: string, limit: number): number {
	if (from === to) return 0;
	const [a, b] = [codepointsOf(from), codepointsOf(to)];
	if (math.abs(a.size() - b.size()) > limit) return limit + 1;
	let beforePrevious: ReadonlyArray<number> = [];
	let previous: ReadonlyArray<number> = [0, ...b.map((_, index) => index + 1)];
	for (let i = 1; i <= a.size(); i++) {
		const row = [i];
		for (let j = 1; j <= b.size(); j++) {
			const other = a[i - 1] === b[j - 1] ? 0 : 1;
			let slips = math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + other);
			const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
			if (swapped) slips = math.min(slips, beforePrevious[j - 2] + 1);
			row.push(slips);
		}
		[beforePrevious, previous] = [previous, row];
	}
	return math.min(previous[b.size()], limit + 1);
}
