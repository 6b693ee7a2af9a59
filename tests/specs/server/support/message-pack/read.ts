import { isUtf8 } from "./is-utf8";

export type ReadResult =
	| { readonly kind: "ok"; readonly value: unknown }
	/** What is wrong with the bytes, and where. */
	| { readonly kind: "decode"; readonly message: string };

/** What strangers' bytes may ask for. */
export interface ReadLimits {
	/** Lists and maps within one another. */
	readonly maxDepth: number;
	/** All values together: what is in a list, and the keys and fields of a map. It bounds the memory. */
	readonly maxValues: number;
	readonly maxBytes: number;
}

const TWO_TO_32 = 0x100000000;
/** Beyond it, several whole numbers share one number of Luau. */
const MAX_EXACT = 2 ** 53 - 1;

/** Reads one value after the other. After the first problem, every answer is undefined. */
class Reader {
	problem?: string;
	private at = 0;
	private readonly length: number;
	private valuesLeft: number;
	private readonly scratch = buffer.create(8);

	constructor(
		private readonly bytes: buffer,
		private readonly limits: ReadLimits,
	) {
		this.length = buffer.len(bytes);
		this.valuesLeft = limits.maxValues;
	}

	all(): unknown {
		if (this.length > this.limits.maxBytes) return this.refuse(`more than ${this.limits.maxBytes} bytes`);
		const value = this.value(1);
		if (this.problem === undefined && this.at < this.length) return this.refuse("something follows");
		return value;
	}

	value(depth: number): unknown {
		const first = this.natural(1);
		if (first === undefined) return undefined;
		if (first < 0x80) return first;
		if (first < 0x90) return this.map(first - 0x80, depth);
		if (first < 0xa0) return this.list(first - 0x90, depth);
		if (first < 0xc0) return this.text(first - 0xa0);
		if (first >= 0xe0) return first - 0x100;
		const read = FORMS.get(first);
		return read === undefined ? this.refuse(`a value begins with ${first}`) : read(this, depth);
	}

	/** A whole number of 1, 2 or 4 bytes. */
	natural(size: 1 | 2 | 4): number | undefined {
		const at = this.take(size);
		if (at === undefined) return undefined;
		if (size === 1) return buffer.readu8(this.bytes, at);
		if (size === 4) return bit32.byteswap(buffer.readu32(this.bytes, at));
		return 0x100 * buffer.readu8(this.bytes, at) + buffer.readu8(this.bytes, at + 1);
	}

	/** The same in two's complement. */
	integer(size: 1 | 2 | 4): number | undefined {
		const value = this.natural(size);
		if (value === undefined) return undefined;
		const range = 2 ** (8 * size);
		return value < range / 2 ? value : value - range;
	}

	/** A whole number of 8 bytes. */
	large(isSigned: boolean): number | undefined {
		const high = isSigned ? this.integer(4) : this.natural(4);
		const low = this.natural(4);
		if (high === undefined || low === undefined) return undefined;
		const value = high * TWO_TO_32 + low;
		return math.abs(value) <= MAX_EXACT ? value : this.refuse("a number that Luau cannot hold");
	}

	fraction(size: 4 | 8): number | undefined {
		const at = this.take(size);
		if (at === undefined) return undefined;
		// MessagePack has the greatest byte first, the engine the least.
		for (let index = 0; index < size; index++)
			buffer.writeu8(this.scratch, size - 1 - index, buffer.readu8(this.bytes, at + index));
		return size === 4 ? buffer.readf32(this.scratch, 0) : buffer.readf64(this.scratch, 0);
	}

	text(length: number | undefined): string | undefined {
		const at = this.take(length);
		if (at === undefined || length === undefined) return undefined;
		const text = buffer.readstring(this.bytes, at, length);
		return isUtf8(text) ? text : this.refuse("a text is not UTF-8");
	}

	binary(length: number | undefined): buffer | undefined {
		const at = this.take(length);
		if (at === undefined || length === undefined) return undefined;
		const copy = buffer.create(length);
		buffer.copy(copy, 0, this.bytes, at, length);
		return copy;
	}

	list(count: number | undefined, depth: number): unknown {
		if (!this.enter(count, depth)) return undefined;
		const items = new Array<defined>();
		while (items.size() < count) {
			const item = this.value(depth + 1);
			if (item === undefined) return this.refuse("nil in a list");
			items.push(item as defined);
		}
		return items;
	}

	/** A field that is nil is absent, as in any table. */
	map(count: number | undefined, depth: number): unknown {
		if (count === undefined || !this.enter(2 * count, depth)) return undefined;
		const fields = new Map<string, unknown>();
		for (let left = count; left > 0; left--) {
			const key = this.value(depth + 1);
			if (!typeIs(key, "string")) return this.refuse("a key is not text");
			const field = this.value(depth + 1);
			if (this.problem !== undefined) return undefined;
			fields.set(key, field);
		}
		return fields;
	}

	/** Takes the values of a list or map from the limits, before there is memory for them. */
	private enter(values: number | undefined, depth: number): values is number {
		if (values === undefined) return false;
		this.valuesLeft -= values;
		if (depth > this.limits.maxDepth) this.refuse(`more than ${this.limits.maxDepth} deep`);
		else if (this.valuesLeft < 0) this.refuse(`more than ${this.limits.maxValues} values`);
		return this.problem === undefined;
	}

	/** Where the next `count` bytes begin. */
	private take(count: number | undefined): number | undefined {
		if (count === undefined) return undefined;
		const { at } = this;
		if (count > this.length - at) return this.refuse("the bytes end too soon");
		this.at = at + count;
		return at;
	}

	private refuse(problem: string): undefined {
		this.problem ??= `${problem}, at ${this.at} of ${this.length}`;
	}
}

/** By first byte. The forms for extensions are missing: nothing of ours has any. */
const FORMS: ReadonlyMap<number, (reader: Reader, depth: number) => unknown> = new Map<
	number,
	(reader: Reader, depth: number) => unknown
>([
	[0xc0, () => undefined],
	[0xc2, () => false],
	[0xc3, () => true],
	[0xc4, (reader) => reader.binary(reader.natural(1))],
	[0xc5, (reader) => reader.binary(reader.natural(2))],
	[0xc6, (reader) => reader.binary(reader.natural(4))],
	[0xca, (reader) => reader.fraction(4)],
	[0xcb, (reader) => reader.fraction(8)],
	[0xcc, (reader) => reader.natural(1)],
	[0xcd, (reader) => reader.natural(2)],
	[0xce, (reader) => reader.natural(4)],
	[0xcf, (reader) => reader.large(false)],
	[0xd0, (reader) => reader.integer(1)],
	[0xd1, (reader) => reader.integer(2)],
	[0xd2, (reader) => reader.integer(4)],
	[0xd3, (reader) => reader.large(true)],
	[0xd9, (reader) => reader.text(reader.natural(1))],
	[0xda, (reader) => reader.text(reader.natural(2))],
	[0xdb, (reader) => reader.text(reader.natural(4))],
	[0xdc, (reader, depth) => reader.list(reader.natural(2), depth)],
	[0xdd, (reader, depth) => reader.list(reader.natural(4), depth)],
	[0xde, (reader, depth) => reader.map(reader.natural(2), depth)],
	[0xdf, (reader, depth) => reader.map(reader.natural(4), depth)],
]);

/** The value that bytes of MessagePack hold, if they hold one and nothing else. Throws nothing, whatever the bytes are. */
export function readMessagePack(bytes: buffer, limits: ReadLimits): ReadResult {
	const reader = new Reader(bytes, limits);
	const value = reader.all();
	const { problem } = reader;
	return problem === undefined ? { kind: "ok", value } : { kind: "decode", message: problem };
}
