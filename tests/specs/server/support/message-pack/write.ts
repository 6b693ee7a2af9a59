import { isUtf8 } from "./is-utf8";

export type WriteResult =
	| { readonly kind: "ok"; readonly bytes: buffer }
	/** The value has no such form. */
	| { readonly kind: "encode"; readonly message: string };

const FIRST_BYTES = 256;
const TWO_TO_8 = 0x100;
const TWO_TO_16 = 0x10000;
const TWO_TO_32 = 0x100000000;
/** Beyond it, several whole numbers share one number of Luau. */
const MAX_EXACT = 2 ** 53 - 1;

/** How a string, a list or a map says how long it is: in the first byte itself, or by a first byte and 1, 2 or 4 more. */
interface LengthForm {
	readonly short?: { readonly base: number; readonly max: number };
	readonly one?: number;
	readonly two: number;
	readonly four: number;
}

const TEXT: LengthForm = { short: { base: 0xa0, max: 31 }, one: 0xd9, two: 0xda, four: 0xdb };
const BYTES: LengthForm = { one: 0xc4, two: 0xc5, four: 0xc6 };
const LIST: LengthForm = { short: { base: 0x90, max: 15 }, two: 0xdc, four: 0xdd };
const MAP: LengthForm = { short: { base: 0x80, max: 15 }, two: 0xde, four: 0xdf };

/** Writes one value. After the first problem, what it has written means nothing. */
class Writer {
	problem?: string;
	private bytes = buffer.create(FIRST_BYTES);
	private length = 0;

	constructor(private readonly maxDepth: number) {}

	written(): buffer {
		const exact = buffer.create(this.length);
		buffer.copy(exact, 0, this.bytes, 0, this.length);
		return exact;
	}

	value(value: unknown, depth: number): void {
		if (typeIs(value, "string")) this.text(value);
		else if (typeIs(value, "number")) this.number(value);
		else if (typeIs(value, "table")) this.table(value, depth);
		else if (typeIs(value, "boolean")) this.byte(value ? 0xc3 : 0xc2);
		else if (typeIs(value, "nil")) this.byte(0xc0);
		else if (typeIs(value, "buffer")) this.binary(value);
		else this.problem ??= `a ${typeOf(value)} cannot be written`;
	}

	private text(value: string): void {
		if (!isUtf8(value)) this.problem ??= "a text is not UTF-8";
		const length = value.size();
		this.begin(TEXT, length);
		const at = this.take(length);
		buffer.writestring(this.bytes, at, value);
	}

	private binary(value: buffer): void {
		const length = buffer.len(value);
		this.begin(BYTES, length);
		const at = this.take(length);
		buffer.copy(this.bytes, at, value);
	}

	private number(value: number): void {
		const isWhole = value % 1 === 0 && math.abs(value) <= MAX_EXACT;
		// A negative zero is whole, but only a fraction's form keeps its sign.
		if (!isWhole || (value === 0 && 1 / value < 0)) this.fraction(value);
		else if (value >= 0) this.natural(value);
		else this.negative(value);
	}

	private natural(value: number): void {
		if (value < 0x80) this.byte(value);
		else if (value < TWO_TO_8) this.one(0xcc, value);
		else if (value < TWO_TO_16) this.two(0xcd, value);
		else if (value < TWO_TO_32) this.four(0xce, value);
		else this.eight(0xcf, value);
	}

	private negative(value: number): void {
		if (value >= -0x20) this.byte(value + TWO_TO_8);
		else if (value >= -0x80) this.one(0xd0, value + TWO_TO_8);
		else if (value >= -0x8000) this.two(0xd1, value + TWO_TO_16);
		else if (value >= -0x80000000) this.four(0xd2, value + TWO_TO_32);
		else this.eight(0xd3, value);
	}

	private fraction(value: number): void {
		this.byte(0xcb);
		const at = this.take(8);
		buffer.writef64(this.bytes, at, value);
		// The engine writes the least byte first, MessagePack the greatest.
		const low = buffer.readu32(this.bytes, at);
		const high = buffer.readu32(this.bytes, at + 4);
		buffer.writeu32(this.bytes, at, bit32.byteswap(high));
		buffer.writeu32(this.bytes, at + 4, bit32.byteswap(low));
	}

	private table(value: object, depth: number): void {
		// Cyclic tables end here, too.
		if (depth > this.maxDepth) this.problem ??= `lists and maps are more than ${this.maxDepth} deep`;
		if (this.problem !== undefined) return;
		const list = value as ReadonlyArray<defined>;
		let [texts, others] = [0, 0];
		for (const [key] of pairs(value)) {
			if (typeIs(key, "string")) texts += 1;
			else others += 1;
		}
		// An empty table is a list, as HttpService has it.
		if (texts === 0 && others === list.size()) this.list(list, depth);
		else if (others === 0) this.map(value, texts, depth);
		else this.problem ??= "a table is neither a list nor a map with keys of text";
	}

	private list(items: ReadonlyArray<defined>, depth: number): void {
		this.begin(LIST, items.size());
		for (const item of items) this.value(item, depth + 1);
	}

	private map(fields: object, count: number, depth: number): void {
		this.begin(MAP, count);
		for (const [key, field] of pairs(fields as Record<string, unknown>)) {
			this.text(key);
			this.value(field, depth + 1);
		}
	}

	private begin({ short, one, two, four }: LengthForm, length: number): void {
		if (short !== undefined && length <= short.max) this.byte(short.base + length);
		else if (one !== undefined && length < TWO_TO_8) this.one(one, length);
		else if (length < TWO_TO_16) this.two(two, length);
		else this.four(four, length);
	}

	private byte(value: number): void {
		const at = this.take(1);
		buffer.writeu8(this.bytes, at, value);
	}

	private one(first: number, value: number): void {
		this.byte(first);
		this.byte(value);
	}

	private two(first: number, value: number): void {
		const at = this.take(3);
		buffer.writeu8(this.bytes, at, first);
		buffer.writeu8(this.bytes, at + 1, value / TWO_TO_8);
		buffer.writeu8(this.bytes, at + 2, value % TWO_TO_8);
	}

	private four(first: number, value: number): void {
		const at = this.take(5);
		buffer.writeu8(this.bytes, at, first);
		buffer.writeu32(this.bytes, at + 1, bit32.byteswap(value));
	}

	/** A whole number, in two's complement. */
	private eight(first: number, value: number): void {
		this.four(first, math.floor(value / TWO_TO_32) % TWO_TO_32);
		const at = this.take(4);
		buffer.writeu32(this.bytes, at, bit32.byteswap(value % TWO_TO_32));
	}

	/** Makes room for `count` more bytes; returns where they begin. It may change `bytes`, so call it before. */
	private take(count: number): number {
		const at = this.length;
		this.length += count;
		if (this.length > buffer.len(this.bytes)) {
			const larger = buffer.create(math.max(this.length, 2 * buffer.len(this.bytes)));
			buffer.copy(larger, 0, this.bytes);
			this.bytes = larger;
		}
		return at;
	}
}

/**
 * A value as MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md), each part in its shortest form. Takes what
 * JSON takes, and buffers.
 */
export function writeMessagePack(value: unknown, maxDepth: number): WriteResult {
	const writer = new Writer(maxDepth);
	writer.value(value, 1);
	const { problem } = writer;
	return problem === undefined
		? { kind: "ok", bytes: writer.written() }
		: { kind: "encode", message: problem };
}
