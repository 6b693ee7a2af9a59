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
	const frame = { seq: Math.max(1, seq + jump), ack: 0, ops };
	const text = JSON.stringify(random() < 0.8 ? frame : spoil(random, frame));
	return random() < 0.85 ? text : garble(random, text);
}
