import type { Json, JsonResult } from "server/ports";

/**
 * JSON by reference: what was encoded is found again under the text that stands for it. Only frames are made of texts:
 * `{"seq":1,"ack":0,"ops":[json-1,json-2]}`.
 */
export function createFakeJson(): Json {
	const values = new Map<string, unknown>();
	const frameOf = (text: string): JsonResult => {
		const [seq, ack, ops] = text.match('^{"seq":(%d+),"ack":(%d+),"ops":%[(.*)%]}$');
		if (seq === undefined) return { kind: "decode", message: "not the text of a value" };
		const texts = ops === "" ? [] : (ops as string).split(",");
		const value = { seq: tonumber(seq), ack: tonumber(ack), ops: texts.map((each) => values.get(each)) };
		return { kind: "ok", value };
	};
	return {
		encode: (value) => {
			const text = `json-${values.size() + 1}`;
			values.set(text, value);
			return text;
		},
		decode: (text): JsonResult =>
			values.has(text) ? { kind: "ok", value: values.get(text) } : frameOf(text),
	};
}
