import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { decode, encode } from "@msgpack/msgpack";
import { createWorld, type World } from "@townsfolk/headless";
import { createRandom, type Random } from "@townsfolk/simulator";

/** MessagePack in Luau, compiled, against the reference library: in both directions, and with strangers' bytes. */

const PROJECT = join(import.meta.dirname, "../../test.project.json");
/** Cases that cross into the VM at once. */
const BATCH = 400;
const LIMITS = { maxDepth: 16, maxValues: 50_000, maxBytes: 1_048_576 };

/** What Luau made of a case: the value as JSON, or the problem that it names. */
type Read = { readonly ok: true; readonly json: string } | { readonly ok: false; readonly problem: string };

const SET_UP = `
	local folder = game:GetService("ServerScriptService").Specs.support["message-pack"]
	local readMessagePack = require(folder.read).readMessagePack
	local writeMessagePack = require(folder.write).writeMessagePack
	local json = game:GetService("HttpService")
	local limits = { maxDepth = ${LIMITS.maxDepth}, maxValues = ${LIMITS.maxValues}, maxBytes = ${LIMITS.maxBytes} }
	local function bytesOf(hex)
		return buffer.fromstring((string.gsub(hex, "%x%x", function(pair) return string.char(tonumber(pair, 16)) end)))
	end
	_G.read = function(hex)
		local result = readMessagePack(bytesOf(hex), limits)
		if result.kind ~= "ok" then return { ok = false, problem = result.message } end
		-- JSON has no bytes of its own, and no numbers beyond numbers.
		local ok, text = pcall(json.JSONEncode, json, result.value)
		return { ok = true, json = if ok then text else "?" }
	end
	_G.write = function(text)
		local result = writeMessagePack(json:JSONDecode(text), limits.maxDepth)
		if result.kind ~= "ok" then error(result.message) end
		return (string.gsub(buffer.tostring(result.bytes), ".", function(byte) return string.format("%02x", string.byte(byte)) end))
	end
	_G.readMessagePack, _G.limits = readMessagePack, limits
`;

let world: World;

before(async () => {
	world = await createWorld({ projectFile: PROJECT, clock: "virtual" });
	await world.evaluate("server", SET_UP);
});

after(() => world.shutdown());

/** `name` of each text, in Luau. Throws what that throws. */
async function each(name: "read" | "write", texts: ReadonlyArray<string>): Promise<ReadonlyArray<unknown>> {
	const results: unknown[] = [];
	for (let from = 0; from < texts.length; from += BATCH) {
		const batch = JSON.stringify(texts.slice(from, from + BATCH));
		const code = `local results = {}
			for index, text in game:GetService("HttpService"):JSONDecode([========[${batch}]========]) do
				results[index] = _G.${name}(text)
			end
			return results`;
		results.push(...((await world.evaluate("server", code)) as unknown[]));
	}
	return results;
}

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const readAll = async (all: ReadonlyArray<Uint8Array>) =>
	(await each("read", all.map(hexOf))) as ReadonlyArray<Read>;
const writeAll = async (values: ReadonlyArray<unknown>) =>
	(await each(
		"write",
		values.map((value) => JSON.stringify(value)),
	)) as ReadonlyArray<string>;

/** As Luau has it: an empty map is an empty list, and a field that is null is absent. */
function asInLuau(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(asInLuau);
	if (typeof value !== "object" || value === null) return value;
	const fields = Object.entries(value).filter(([, field]) => field !== null);
	return fields.length === 0 ? [] : Object.fromEntries(fields.map(([key, field]) => [key, asInLuau(field)]));
}

const WHOLE = [0, 1, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53];
const NEGATIVE = [
	-1,
	-32,
	-33,
	-128,
	-129,
	-32_768,
	-32_769,
	-(2 ** 31),
	-(2 ** 31) - 1,
	1 - 2 ** 53,
	-(2 ** 53),
];
const FRACTIONS = [0.5, -0.1, Math.PI, 1e300, 5e-324, 2 ** 53 * 4, -1.5e-10, 3.4028234663852886e38];
const TEXTS = ["", "Mara", "Grüße", "日本語", "👩‍👩‍👧‍👦", 'a\nb"c\\d', "]====]", "x".repeat(31), "x".repeat(32)];
const LONG = [255, 256, 65_535, 65_536].map((length) => "y".repeat(length));
const LISTS = [15, 16, 65_535].map((length) => Array<number>(length).fill(7));
const MAPS = [15, 16, 20_000].map((size) =>
	Object.fromEntries(Array.from({ length: size }, (_, index) => [`k${index}`, index % 2 === 0])),
);
/** Every form of the format, and both sides of every border between two. */
const BORDERS: ReadonlyArray<unknown> = [
	true,
	false,
	...WHOLE,
	...NEGATIVE,
	...FRACTIONS,
	...TEXTS,
	...LONG,
	...LISTS.slice(0, 2),
	...MAPS,
	[],
	[[[["deep"]]]],
];

function randomValue(random: Random, depth: number): unknown {
	const kind = Math.floor(random.between(0, depth > 4 ? 4 : 6));
	const pick = <T>(items: ReadonlyArray<T>) => items[Math.floor(random.between(0, items.length))]!;
	if (kind === 0) return random.next() < 0.5;
	if (kind === 1) return Math.round(random.between(-1, 1) * 2 ** random.between(1, 52)) + 0;
	if (kind === 2) return random.between(-1, 1) * 10 ** random.between(-20, 20);
	if (kind === 3) return pick(TEXTS).repeat(Math.floor(random.between(0, 4)));
	const items = Array.from({ length: Math.floor(random.between(0, 5)) }, () =>
		randomValue(random, depth + 1),
	);
	return kind === 4
		? items
		: Object.fromEntries(items.map((item, index) => [`${index} ${pick(TEXTS)}`, item]));
}

const VALUES = [
	...BORDERS,
	...Array.from({ length: 2_000 }, (_, index) => randomValue(createRandom(index), 0)),
];

test("Luau reads what the library writes", async () => {
	const read = await readAll(VALUES.map((value) => encode(value)));
	for (const [index, value] of VALUES.entries()) {
		const result = read[index]!;
		assert.ok(result.ok, `${JSON.stringify(value).slice(0, 200)}: ${JSON.stringify(result)}`);
		assert.deepEqual(JSON.parse(result.json), asInLuau(value));
	}
});

test("the library reads what Luau writes, which is no longer than its own", async () => {
	const written = await writeAll(VALUES);
	for (const [index, value] of VALUES.entries()) {
		const bytes = Buffer.from(written[index]!, "hex");
		const wanted = asInLuau(value);
		assert.deepEqual(decode(bytes), wanted);
		assert.equal(bytes.length, encode(wanted).length);
	}
});

/** What the library takes and the codec in Luau does not, in its words. */
const STRICTER =
	/^(a value begins with|nil in a list|a key is not text|a text is not UTF-8|a number that Luau cannot hold|more than \d+ (deep|values|bytes))/;

function damaged(bytes: Uint8Array, random: Random): Uint8Array {
	const copy = Uint8Array.from(bytes);
	const changes = Math.floor(random.between(1, 4));
	for (let change = 0; change < changes; change++)
		copy[Math.floor(random.between(0, copy.length))] = Math.floor(random.between(0, 256));
	return random.next() < 0.3 ? copy.slice(0, Math.floor(random.between(0, copy.length))) : copy;
}

const noise = (random: Random) =>
	Uint8Array.from({ length: Math.floor(random.between(0, 40)) }, () => Math.floor(random.between(0, 256)));

test("strangers' bytes are read as the library reads them, or refused in words", async () => {
	const random = createRandom(7);
	const originals = VALUES.slice(BORDERS.length).map((value) => encode(value));
	const all = [
		...originals.flatMap((bytes) => Array.from({ length: 8 }, () => damaged(bytes, random))),
		...Array.from({ length: 10_000 }, () => noise(random)),
	];
	const read = await readAll(all);
	let taken = 0;
	for (const [index, bytes] of all.entries()) {
		const result = read[index]!;
		let reference: unknown;
		try {
			reference = decode(bytes);
		} catch {
			assert.ok(!result.ok, `${hexOf(bytes)}: the library refuses it, Luau reads ${JSON.stringify(result)}`);
			continue;
		}
		if (!result.ok) assert.match(result.problem, STRICTER, hexOf(bytes));
		else if (result.json !== "?" && !/nan|inf/.test(result.json)) {
			taken += 1;
			assert.deepEqual(JSON.parse(result.json), asInLuau(reference) ?? null, hexOf(bytes));
		}
	}
	assert.ok(taken > 1_000, `only ${taken} of ${all.length} could be read`);
});

/** Bytes that ask for far more than they are. `count` × `part`, after `head`. */
const BOMBS: Readonly<Record<string, readonly [head: string, part: string, count: number]>> = {
	"a list that claims four billion values": ["ddffffffff", "c0", 10],
	"a map that claims four billion fields": ["dfffffffff", "a0c0", 10],
	"a text that claims four gigabytes": ["dbffffffff", "61", 10],
	"bytes that claim four gigabytes": ["c6ffffffff", "61", 10],
	"lists within lists, a million deep": ["", "91", 1_000_000],
	"maps within maps, half a million deep": ["", "81a0", 500_000],
	"a million empty lists": ["dd000fffff", "90", 1_000_000],
	"lists that claim the rest, within one another": ["", "dd0000c000", 200_000],
	"more bytes than allowed": ["dd00200000", "c2", 2_000_000],
};

test("bytes that ask for far more than they are, are refused before there is memory for them", async () => {
	for (const [name, [head, part, count]] of Object.entries(BOMBS)) {
		const [problem, kilobytes] = (await world.evaluate(
			"server",
			`local function bytesOf(hex)
				return (string.gsub(hex, "%x%x", function(pair) return string.char(tonumber(pair, 16)) end))
			end
			local bytes = buffer.fromstring(bytesOf("${head}") .. string.rep(bytesOf("${part}"), ${count}))
			local before = gcinfo()
			local result = _G.readMessagePack(bytes, _G.limits)
			return { result.message or "read", gcinfo() - before }`,
		)) as [string, number];
		assert.match(problem, /^(more than|the bytes end too soon)/, name);
		assert.ok(kilobytes < 8_192, `${name}: ${kilobytes} kB`);
	}
});
