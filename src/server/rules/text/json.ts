/**
 * Writes JSON so that equal values are equal texts. `HttpService` promises no order of keys, and cannot tell an empty
 * object from an empty array. Encode values from the inside out.
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

/** A JSON string. `text` must be UTF-8. */
export function jsonString(text: string): string {
	const [escaped] = text.gsub(
		'[%c"\\]',
		(char) => SHORT_ESCAPES.get(char) ?? "\\u%04x".format(char.byte()[0]),
	);
	return `"${escaped}"`;
}

/** A JSON object of encoded values; sorts keys by their bytes. */
export function jsonObject(entries: ReadonlyArray<readonly [key: string, encoded: string]>): string {
	const sorted = [...entries].sort(([a], [b]) => a < b);
	return `{${sorted.map(([key, encoded]) => `${jsonString(key)}:${encoded}`).join(",")}}`;
}

/** A JSON array of encoded values, in their order. */
export function jsonArray(encoded: ReadonlyArray<string>): string {
	return `[${encoded.join(",")}]`;
}
