import { gunzipSync, gzipSync } from "node:zlib";
import zstd from "@bokuweb/zstd-wasm";
import { decode, encode } from "@msgpack/msgpack";

/** A way to write a frame down, or a layer over another. */
export interface Codec<In, Out> {
	readonly write: (value: In) => Out;
	readonly read: (written: Out) => In;
}

/** The default of `EncodingService:CompressBuffer`. */
const ZSTD_LEVEL = 1;

export const FORMATS: Readonly<Record<"JSON" | "MessagePack", Codec<unknown, Uint8Array>>> = {
	JSON: {
		write: (value) => Buffer.from(JSON.stringify(value), "utf8"),
		read: (bytes) => JSON.parse(Buffer.from(bytes).toString("utf8")) as unknown,
	},
	MessagePack: { write: (value) => encode(value), read: (bytes) => decode(bytes) },
};

export type Layer = Codec<Uint8Array, Uint8Array>;

export const LAYERS: Readonly<Record<"gzip" | "zstd" | "base64", Layer>> = {
	gzip: { write: (bytes) => gzipSync(bytes), read: (bytes) => gunzipSync(bytes) },
	zstd: {
		write: (bytes) => zstd.compress(Buffer.from(bytes), ZSTD_LEVEL),
		read: (bytes) => zstd.decompress(Buffer.from(bytes)),
	},
	base64: {
		write: (bytes) => Buffer.from(Buffer.from(bytes).toString("base64"), "latin1"),
		read: (bytes) => Buffer.from(Buffer.from(bytes).toString("latin1"), "base64"),
	},
};

/** Node 20 has no zstd of its own. */
export const loadZstd = (): Promise<void> => zstd.init();
