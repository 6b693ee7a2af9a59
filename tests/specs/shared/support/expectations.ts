/**
 * Expectations that show on failure what was there. `expect(condition).to.equal(true)` shows `false`, which helps
 * nobody.
 */

const MAX_DEPTH = 8;

function shownKey(key: unknown): string {
	return typeIs(key, "string") ? key : `[${show(key)}]`;
}

function shownTable(value: object, depth: number): string {
	const list = value as ReadonlyArray<defined>;
	const count = list.size();
	const items = new Array<string>();
	for (let index = 0; index < count; index++) items.push(show(list[index], depth + 1));
	const fields = new Array<string>();
	for (const [key, field] of value as Map<string | number, unknown>) {
		const isItem = typeIs(key, "number") && key >= 1 && key <= count;
		if (!isItem) fields.push(`${shownKey(key)}=${show(field, depth + 1)}`);
	}
	return `{${[...items, ...fields.sort()].join(", ")}}`;
}

/** A value as text, the same for equal values: lists in order, fields and members of sets by name. */
export function show(value: unknown, depth = 0): string {
	if (typeIs(value, "string")) return `"${value}"`;
	if (!typeIs(value, "table")) return tostring(value);
	return depth > MAX_DEPTH ? "{…}" : shownTable(value, depth);
}

function assertThat(isMet: boolean, actual: unknown, wanted: string): void {
	if (!isMet) error(`found ${show(actual)}, expected ${wanted}`, 3);
}

/** Equal in depth. */
export function expectSame(actual: unknown, expected: unknown): void {
	assertThat(show(actual) === show(expected), actual, show(expected));
}

export function expectLess(actual: number, limit: number): void {
	assertThat(actual < limit, actual, `less than ${limit}`);
}

export function expectAtMost(actual: number, limit: number): void {
	assertThat(actual <= limit, actual, `at most ${limit}`);
}

export function expectMore(actual: number, limit: number): void {
	assertThat(actual > limit, actual, `more than ${limit}`);
}

export function expectAtLeast(actual: number, limit: number): void {
	assertThat(actual >= limit, actual, `at least ${limit}`);
}

export function expectText(text: string, part: string): void {
	assertThat(text.find(part, 1, true)[0] !== undefined, text, `a text with "${part}" in it`);
}

export function expectNoText(text: string, part: string): void {
	assertThat(text.find(part, 1, true)[0] === undefined, text, `a text without "${part}"`);
}

/** One item of the list is equal to `item` in depth. */
export function expectItem(list: ReadonlyArray<defined>, item: defined): void {
	const wanted = show(item);
	assertThat(
		list.some((other) => show(other) === wanted),
		list,
		`a list with ${wanted} in it`,
	);
}

export function expectNoItem(list: ReadonlyArray<defined>, item: defined): void {
	const unwanted = show(item);
	assertThat(!list.some((other) => show(other) === unwanted), list, `a list without ${unwanted}`);
}
