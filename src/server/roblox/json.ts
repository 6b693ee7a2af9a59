import { HttpService } from "@rbxts/services";
import type { Json } from "server/ports";

/** JSON by HttpService. An empty table becomes `[]`. */
export const json: Json = {
	encode: (value) => HttpService.JSONEncode(value),
	decode: (text) => {
		const [ok, result] = pcall(() => HttpService.JSONDecode(text));
		return ok ? { kind: "ok", value: result } : { kind: "decode", message: tostring(result) };
	},
};
