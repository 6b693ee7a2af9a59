/** A part of a list: what `after`, `before`, `limit` and `order` of a query ask for. */

const DIRECTIONS = ["asc", "desc"];

export interface PageDefaults {
	readonly limit: number;
	/** `desc`, the newest first, is Letta's default nearly everywhere. */
	readonly order: "asc" | "desc";
}

/**
 * `items` are oldest first. Cursors are ids, and apply after sorting; an unknown cursor is ignored. Several items may
 * share an id, as messages of one step do.
 */
export function pageOf<T extends { readonly id: string }>(
	items: ReadonlyArray<T>,
	query: URLSearchParams,
	defaults: PageDefaults,
): ReadonlyArray<T> {
	const asked = query.get("order");
	const order = asked !== null && DIRECTIONS.includes(asked) ? asked : defaults.order;
	const sorted = order === "asc" ? [...items] : [...items].reverse();
	const limit = Number(query.get("limit") ?? defaults.limit);
	const after = sorted.map(({ id }) => id).lastIndexOf(query.get("after") ?? "");
	const before = sorted.findIndex(({ id }) => id === query.get("before"));
	const within = sorted.slice(after + 1, before === -1 ? undefined : before);
	// Going backwards, the page next to the cursor.
	return before === -1 ? within.slice(0, limit) : within.slice(-limit);
}
