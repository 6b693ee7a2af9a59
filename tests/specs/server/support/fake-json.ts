import type { Json, JsonResult } from "server/ports";

/** JSON by reference: what was encoded is found again under the text that stands for it. */
export function createFakeJson(): Json {
	const values = new Map<string, unknown>();
	return {
		encode: (value) => {
			const text = `json-${values.size() + 1}`;
			values.set(text, value);
			return text;
		},
		decode: (text): JsonResult =>
			values.has(text)
				? { kind: "ok", value: values.get(text) }
				: { kind: "decode", message: "not the text of a value" },
	};
}
