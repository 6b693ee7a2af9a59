import { gzipSync } from "node:zlib";
import { encode, ExtData } from "@msgpack/msgpack";

/** Frames as nobody should send them, made from good ones by chance. The same seed makes the same frames. */

type Random = () => number;

const GOOD_OPS: ReadonlyArray<Record<string, unknown>> = [
	{
		op: "ensureAgent",
		spec: { npcId: "mara", displayName: "Mara", persona: "I bake.", blocks: { status: "health: 100" } },
	},
	{ op: "setBlock", npcId: "mara", label: "status", value: "health: 90", rev: 1 },
	{ op: "turn", npcId: "mara", turnId: "t1", content: 'Alex says: "hello"' },
	{ op: "actionResult", npcId: "mara", callId: "c1", ok: true, result: "done" },
	{ op: "release", npcId: "mara", forget: true },
	{ op: "cancelTurn", npcId: "mara", turnId: "t1" },
	{ op: "erase", npcId: "mara", blocks: [] },
];

const pick = <T>(random: Random, from: ReadonlyArray<T>): T => from[Math.floor(random() * from.length)]!;

const nested = (random: Random): unknown => {
	let value: unknown = "x";
	for (let depth = Math.floor(random() * 30); depth > 0; depth -= 1)
		value = depth % 2 === 0 ? [value] : { a: value };
	return value;
};

/** What a field may hold instead of what it should. */
const ODD: ReadonlyArray<(random: Random) => unknown> = [
	() => null,
	() => true,
	() => -1,
	() => 1e308,
	() => Number.MAX_SAFE_INTEGER,
	() => 0.5,
	() => "",
	() => "\u0000",
	() => "\ud800",
	() => "../../etc/passwd",
	() => "__proto__",
	() => "constructor",
	() => "%00%ff\r\nX-Evil: 1",
	() => "💥".repeat(200),
	(random) => "x".repeat(Math.floor(random() * 30_000)),
	() => [],
	() => ({}),
	(random) => Array.from({ length: Math.floor(random() * 400) }, () => 0),
	(random) => Object.fromEntries(Array.from({ length: Math.floor(random() * 40) }, (_, n) => [`k${n}`, n])),
	nested,
];

/** Puts something odd into one place of a value. */
function spoil(random: Random, value: unknown): unknown {
	if (typeof value !== "object" || value === null || random() < 0.15) return pick(random, ODD)(random);
	if (Array.isArray(value)) {
		const index = Math.floor(random() * value.length);
		return value.map((item, at) => (at === index ? spoil(random, item) : (item as unknown)));
	}
	const fields = Object.entries(value);
	if (fields.length === 0) return pick(random, ODD)(random);
	const [name, old] = pick(random, fields);
	const kind = random();
	if (kind < 0.1) return Object.fromEntries(fields.filter(([other]) => other !== name));
	if (kind < 0.2) return { ...value, [String(pick(random, ODD)(random)).slice(0, 60)]: old };
	return { ...value, [name]: spoil(random, old) };
}

/** Damages the text of a frame. */
function garble(random: Random, text: string): string {
	const at = Math.floor(random() * text.length);
	const kind = random();
	if (kind < 0.3) return text.slice(0, at);
	if (kind < 0.6)
		return text.slice(0, at) + String.fromCharCode(Math.floor(random() * 256)) + text.slice(at + 1);
	if (kind < 0.8)
		return text.slice(0, at) + pick(random, ["[", "{", '"', "\\", "}", "]", ","]).repeat(50) + text.slice(at);
	return text + text;
}

/** The body of a frame. `seq` is the next number that the session expects. */
export function fuzzFrame(random: Random, seq: number): string {
	const ops = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
		const good = pick(random, GOOD_OPS);
		return random() < 0.3 ? good : spoil(random, good);
	});
	const jump = pick(random, [0, 0, 0, 0, 1, -1, 1000, -1000]);
	const ack = random() < 0.95 ? 0 : pick(random, [1, 1e15, -1, "0"]);
	const frame = { seq: Math.max(1, seq + jump), ack, ops };
	const text = JSON.stringify(random() < 0.8 ? frame : spoil(random, frame));
	return random() < 0.85 ? text : garble(random, text);
}

/** The body of a request, or the bytes of a message. */
export interface FuzzBody {
	readonly kind: string;
	readonly bytes: Buffer;
	/** Over a socket: as text, however broken. */
	readonly isText: boolean;
	readonly contentType: string;
	readonly encoding?: string;
}

const JSON_TYPE = "application/json";

function flipBytes(random: Random, bytes: Buffer): Buffer {
	const flipped = Buffer.from(bytes);
	for (let count = 1 + Math.floor(random() * 4); count > 0; count -= 1)
		flipped[Math.floor(random() * flipped.length)]! ^= 1 << Math.floor(random() * 8);
	return flipped;
}

const noise = (random: Random) => Buffer.from(Array.from({ length: 200 }, () => Math.floor(random() * 256)));

/** What MessagePack can say and JSON cannot: extensions, bytes, times; and lists that are longer than anything. */
function packOddly(random: Random, text: string): Buffer {
	const odd = pick(random, [
		new ExtData(random() < 0.5 ? 5 : -1, Buffer.alloc(8)),
		new Date(0),
		Buffer.alloc(9),
	]);
	const packed = Buffer.from(encode({ seq: 1, ack: 0, ops: [odd, text] }));
	const kind = random();
	if (kind < 0.3) return packed;
	if (kind < 0.6) return flipBytes(random, packed);
	return Buffer.concat([
		Buffer.from([pick(random, [0xdd, 0xdf, 0xc9, 0xdb]), 0xff, 0xff, 0xff, 0xff]),
		packed,
	]);
}

/** A frame in any dress: plain, packed, packed wrongly, in another codec, with bytes flipped. */
export function fuzzBody(random: Random, seq: number): FuzzBody {
	const text = fuzzFrame(random, seq);
	const plain = Buffer.from(text);
	const json = { contentType: JSON_TYPE, isText: true };
	const bytes = { contentType: JSON_TYPE, isText: false };
	const dress = random();
	if (dress < 0.6) return { ...json, kind: "JSON", bytes: plain };
	if (dress < 0.68 && plain.length > 0)
		return { ...json, kind: "JSON, bits flipped", bytes: flipBytes(random, plain) };
	if (dress < 0.78) return { ...bytes, kind: "gzip", bytes: gzipSync(plain), encoding: "gzip" };
	if (dress < 0.82)
		return { ...bytes, kind: "gzip, bits flipped", bytes: flipBytes(random, gzipSync(plain)) };
	if (dress < 0.86)
		return { ...bytes, kind: "gzip of noise", bytes: gzipSync(noise(random)), encoding: "gzip" };
	if (dress < 0.9)
		return { ...bytes, kind: "noise", bytes: noise(random), encoding: pick(random, ["gzip", "zstd", "br"]) };
	const contentType = random() < 0.5 ? JSON_TYPE : "application/msgpack";
	return { kind: "MessagePack", bytes: packOddly(random, text), contentType, isText: false };
}

/** Bytes that are no frame of RFC 6455, or one that no client may send. */
export const BROKEN_WEBSOCKET_FRAMES: ReadonlyArray<Buffer> = [
	// Without a mask; of a kind that is not; with bits of no extension; a part without a first one; a long ping.
	Buffer.from([0x81, 0x02, 0x7b, 0x7d]),
	Buffer.from([0x83, 0x80, 0, 0, 0, 0]),
	Buffer.from([0xf1, 0x80, 0, 0, 0, 0]),
	Buffer.from([0x80, 0x80, 0, 0, 0, 0]),
	Buffer.concat([Buffer.from([0x89, 0xfe, 0x01, 0x00, 0, 0, 0, 0]), Buffer.alloc(256)]),
	// As long as no message may be, and as no number can say.
	Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
	Buffer.from([0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
	// No text.
	Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe]),
];
