const MAGIC_AND_VERSION_BYTES = 8;
const MEMORY_SECTION = 5;
const HAS_MAXIMUM = 1;

/** WASM's page, bytes. */
export const PAGE_BYTES = 65536;

/**
 * Copies a WASM module and gives its one memory `pages` pages, from the start and at most. The published module has 274
 * pages, too few for a place with a few peers. Throws if the module has an unknown shape, which is better than an abort in
 * the middle of a run.
 */
export function withMemoryPages(wasm: Uint8Array, pages: number): Uint8Array {
	const section = findSection(wasm, MEMORY_SECTION);
	if (section === undefined) throw new Error("luau-web: its WASM has no memory section to widen");
	const body = readMemorySection(wasm.subarray(section.bodyStart, section.end));
	if (body.count !== 1 || body.flags !== HAS_MAXIMUM || body.minimum !== body.maximum) {
		throw new Error(
			`luau-web: its WASM memory is not one fixed block (memories ${body.count}, flags ${body.flags}, ` +
				`pages ${body.minimum}–${body.maximum}); this adapter was written for luau-web 1.4.0`,
		);
	}
	if (pages < body.minimum) throw new Error(`luau-web needs ${body.minimum} memory pages, not ${pages}`);
	const limits = [1, HAS_MAXIMUM, ...encodeLeb128(pages), ...encodeLeb128(pages)];
	const replacement = [MEMORY_SECTION, ...encodeLeb128(limits.length), ...limits];
	return Buffer.concat([
		wasm.subarray(0, section.start),
		Uint8Array.from(replacement),
		wasm.subarray(section.end),
	]);
}

function findSection(wasm: Uint8Array, id: number) {
	let start = MAGIC_AND_VERSION_BYTES;
	while (start < wasm.length) {
		const [length, bodyStart] = decodeLeb128(wasm, start + 1);
		const end = bodyStart + length;
		if (wasm[start] === id) return { start, bodyStart, end };
		start = end;
	}
	return undefined;
}

function readMemorySection(body: Uint8Array) {
	const [count, flagsAt] = decodeLeb128(body, 0);
	const [flags, minimumAt] = decodeLeb128(body, flagsAt);
	const [minimum, maximumAt] = decodeLeb128(body, minimumAt);
	const [maximum] = flags === HAS_MAXIMUM ? decodeLeb128(body, maximumAt) : [undefined];
	return { count, flags, minimum, maximum };
}

function decodeLeb128(bytes: Uint8Array, at: number): [value: number, next: number] {
	let value = 0;
	for (let shift = 0; ; shift += 7) {
		const byte = bytes[at++];
		if (byte === undefined) throw new Error("luau-web: its WASM ends in the middle of a number");
		value += (byte & 0x7f) * 2 ** shift;
		if (byte < 0x80) return [value, at];
	}
}

function encodeLeb128(value: number): number[] {
	const bytes: number[] = [];
	let rest = value;
	do {
		const low = rest & 0x7f;
		rest >>>= 7;
		bytes.push(rest > 0 ? low | 0x80 : low);
	} while (rest > 0);
	return bytes;
}
