/** Text as a part of a path or a query. */
export function urlEncode(text: string): string {
	return text.gsub("[^%w%-%._~]", (char) => "%%%02X".format(char.byte()[0]))[0];
}

/** A query from its parts in their order; a name may come more than once, as Letta's lists are written. */
export function queryOf(parts: ReadonlyArray<readonly [name: string, value: string]>): string {
	return `?${parts.map(([name, value]) => `${name}=${urlEncode(value)}`).join("&")}`;
}
