/** Text as a part of a path or a query. */
export function urlEncode(text: string): string {
	return text.gsub("[^%w%-%._~]", (char) => "%%%02X".format(char.byte()[0]))[0];
}

/** A query with its parts in their order. A name may come more than once: Letta writes lists so. */
export function queryOf(parts: ReadonlyArray<readonly [name: string, value: string]>): string {
	return `?${parts.map(([name, value]) => `${name}=${urlEncode(value)}`).join("&")}`;
}
