/**
 * JSON, written so that the same value is always the same text: `HttpService` promises no order of keys, and cannot
 * tell an empty object from an empty array. Values are encoded from the inside out.
 */

const SHORT_ESCAPES = new Map([
	['"', '\\"'],
	["\\", "\\\\"],
	["\b", "\\b"],
	["\f", "\\f"],
	["\n", "\\n"],
	["\r", "\\r"],
	["\t", "\\t"],
]);

/** `text`, which has to be UTF-8, as a JSON string. */
export function jsonString(text: string): string {
	const [escaped] = text.gsub(
		'[%c"\\]',
		(char) => SHORT_ESCAPES.get(char) ?? "\\u%04x".format(char.byte()[0]),
	);
	return `"${escaped}"`;
}

/** An object of encoded values, keys sorted by their bytes. */
export function jsonObject(entries: ReadonlyArray<readonly [key: string, encoded: string]>): string {
	const sorted = [...entries].sort(([a], [b]) => a < b);
	return `{${sorted.map(([key, encoded]) => `${jsonString(key)}:${encoded}`).join(",")}}`;
}

/** An array of encoded values, in their order. */
export function jsonArray(encoded: ReadonlyArray<string>): string {
	return `[${encoded.join(",")}]`;
}
