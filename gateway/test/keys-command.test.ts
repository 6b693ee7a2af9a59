import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { readKeyFile } from "../src/keys/key-file.ts";
import { createKeyRing } from "../src/keys/key-ring.ts";
import { runKeysCommand } from "../src/keys/keys-command.ts";
import { createLog } from "../src/logging.ts";
import { createFakeClock } from "./support/fake-clock.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const HOUR = 3_600_000;

let folder = "";
let file = "";
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "townsfolk-keys-"));
	file = join(folder, "keys.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

function keys(line: string, now = NOW) {
	return runKeysCommand(line.split(" "), { TOWNSFOLK_KEYS_FILE: file }, now);
}

/** The token that a command prints. */
function tokenOf(line: string, now = NOW): string {
	const { code, out, err } = keys(line, now);
	assert.equal(code, 0, err);
	assert.match(out, /^tfk_[A-Za-z0-9_-]{43}\n$/);
	return out.trim();
}

/** A gateway's view of the file, at a time. */
function ringAt(now: number, token?: string) {
	const clock = createFakeClock();
	const time = { now };
	const ring = createKeyRing({ token, file, clock, log: createLog("silent"), wallTime: () => time.now });
	return { ring, clock, time };
}

const nameOf = (token: string, now = NOW) => ringAt(now).ring.identify(token)?.name;

describe("npm run keys", () => {
	it("makes a key whose token is printed once and kept as a hash", () => {
		const token = tokenOf("make harbour --place 42 --turns-per-day 100");
		assert.equal(nameOf(token), "harbour");
		const text = readFileSync(file, "utf8");
		assert.equal(text.includes(token), false, "the file holds the token");
		assert.match(text, /"sha256": "[0-9a-f]{64}"/);
		const { out } = keys("list");
		assert.match(
			out,
			/^harbour\tkey-[0-9a-f]{12}\tplaces 42\tturnsPerDay 100\tmade 2026-03-01T12:00:00\.000Z\n$/,
		);
	});

	it("says how to make a key while there is none", () => {
		const before = keys("list");
		assert.deepEqual([before.code, before.out], [0, ""]);
		assert.match(
			before.err,
			/^There are no keys yet: .*keys\.json is not there\.\n.* make <name> --place <id>\n$/,
		);
		writeFileSync(file, '{"keys":[]}');
		assert.match(keys("list").err, /^There are no keys in .*\n.* make <name> --place <id>\n$/);
	});

	// Windows has no modes.
	it("lets nobody else read the file", { skip: process.platform === "win32" }, () => {
		tokenOf("make harbour --place 42");
		writeFileSync(join(folder, "keys.json.next"), "left by a command that was killed", { mode: 0o644 });
		tokenOf("rotate harbour");
		assert.equal(statSync(file).mode & 0o777, 0o600);
	});

	it("rotates a key: both tokens work for the overlap, then the new one", () => {
		const old = tokenOf("make harbour --place 42");
		const next = tokenOf("rotate harbour --overlap 2h");
		assert.deepEqual([nameOf(old), nameOf(next)], ["harbour", "harbour"]);
		const later = NOW + 2 * HOUR;
		assert.deepEqual(
			[nameOf(old, later - 1), nameOf(old, later), nameOf(next, later)],
			["harbour", undefined, "harbour"],
		);
	});

	it("never gives a token more time by rotating again", () => {
		const old = tokenOf("make harbour --place 42");
		tokenOf("rotate harbour --overlap 1h");
		tokenOf("rotate harbour --overlap 7d");
		assert.equal(nameOf(old, NOW + HOUR), undefined);
		tokenOf("rotate harbour --overlap 1h", NOW + 2 * HOUR);
		const reading = readKeyFile(file);
		const secrets = reading.kind === "ok" ? reading.keys[0]!.secrets : [];
		assert.equal(secrets.length, 3, "the one that had ended is gone from the file");
	});

	it("revokes a key with all its tokens, and frees its name for another key", () => {
		const old = tokenOf("make harbour --place 42");
		const next = tokenOf("rotate harbour");
		const { ring } = ringAt(NOW);
		const id = ring.identify(next)!.id;
		assert.equal(keys("revoke harbour").code, 0);
		assert.deepEqual([nameOf(old), nameOf(next)], [undefined, undefined]);
		const again = tokenOf("make harbour --place 42");
		assert.equal(ring.identify(again), undefined, "this ring read the file before the key was made");
		assert.notEqual(ringAt(NOW).ring.identify(again)!.id, id);
	});

	for (const [line, problem] of [
		["make harbour", /make takes --place <id>, or --any-place/],
		["make harbour --place x", /--place is x; it takes a whole number/],
		["make harbour --place 1 --any-place", /keep one/],
		["make .. --place 1", /takes a name/],
		["make harbour --place 1 --turns-per-day -5", /turns-per-day/],
		["rotate nobody", /there is no key named nobody/],
		["rotate nobody --overlap 5", /it takes a time such as/],
		["revoke", /takes a name/],
		["list all", /too many words/],
		["melt harbour", /melt is not a command/],
		["make a b --place 1", /too many words/],
	] as const) {
		it(`refuses "${line}", says why and writes nothing`, () => {
			const { code, out, err } = keys(line);
			assert.equal(code, 1);
			assert.equal(out, "");
			assert.match(err, problem);
			assert.equal(statSync(file, { throwIfNoEntry: false }), undefined);
		});
	}

	it("refuses a second key of the same name", () => {
		tokenOf("make harbour --place 42");
		assert.match(keys("make harbour --place 43").err, /a key named harbour already/);
	});

	it("leaves a file alone that it cannot read, or that another command is writing", () => {
		writeFileSync(file, '{"keys":[{}]}');
		assert.match(keys("make harbour --place 42").err, /key number 1 is malformed/);
		assert.equal(readFileSync(file, "utf8"), '{"keys":[{}]}');
		writeFileSync(`${file}.lock`, "");
		assert.match(keys("make harbour --place 42").err, /another command is at work/);
	});
});

describe("a key file", () => {
	const SECRET = { sha256: "0".repeat(64), madeAt: "2026-03-01" };
	const KEY = { id: "k", name: "n", places: [1], quotas: {}, madeAt: "2026-03-01", secrets: [SECRET] };
	const read = (key: object) => {
		writeFileSync(file, JSON.stringify({ keys: [KEY, { ...KEY, ...key }] }));
		return readKeyFile(file);
	};

	it("is read when it is right", () => {
		assert.equal(read({}).kind, "ok");
	});

	for (const wrong of [
		{ id: "" },
		{ places: [] },
		{ places: "all" },
		{ places: ["1"] },
		{ places: [-1] },
		{ quotas: { turnsPerDay: "100" } },
		{ quotas: { turnPerDay: 100 } },
		{ quotas: undefined },
		{ revokedAt: "soon" },
		{ secrets: [{ ...SECRET, sha256: "a-token-in-the-clear" }] },
		{ secrets: [{ ...SECRET, expiresAt: 5 }] },
	]) {
		it(`is refused as a whole with ${JSON.stringify(wrong)}`, () => {
			assert.deepEqual(read(wrong), { kind: "invalid", problem: "key number 2 is malformed" });
		});
	}

	it("that is not there, or not JSON, is refused", () => {
		assert.deepEqual(readKeyFile(file), { kind: "invalid", problem: "it cannot be read (ENOENT)" });
		writeFileSync(file, "tfk_secret");
		assert.deepEqual(readKeyFile(file), { kind: "invalid", problem: "it is not JSON with a list of keys" });
	});
});

describe("a key ring", () => {
	it("takes the owner's token beside the keys, and nothing that only resembles one", () => {
		const token = tokenOf("make harbour --place 42");
		const { ring } = ringAt(NOW, "a-token-of-24-characters");
		assert.equal(ring.identify("a-token-of-24-characters")?.name, "owner");
		assert.equal(ring.count(), 2);
		for (const wrong of [
			"",
			"a-token-of-24-character",
			"a-token-of-24-characters ",
			token.slice(0, -1),
			`${token}x`,
		]) {
			assert.equal(ring.identify(wrong), undefined, wrong);
		}
		assert.equal(ringAt(NOW).ring.identify(""), undefined);
	});

	it("reads the file again when it changes, and tells who wants to know", async () => {
		const token = tokenOf("make harbour --place 42");
		const { ring, clock } = ringAt(NOW);
		const id = ring.identify(token)!.id;
		let changes = 0;
		ring.onChange(() => (changes += 1));
		await clock.advance(5);
		assert.equal(changes, 0, "nothing has changed yet");
		keys("revoke harbour");
		await clock.advance(1);
		assert.deepEqual([changes, ring.identify(token), ring.isValid(id)], [1, undefined, false]);
	});

	it("keeps its keys while the file cannot be read", async () => {
		const token = tokenOf("make harbour --place 42");
		const { ring, clock } = ringAt(NOW);
		writeFileSync(file, "{");
		await clock.advance(1);
		assert.equal(ring.identify(token)?.name, "harbour");
		rmSync(file);
		await clock.advance(1);
		assert.equal(ring.identify(token)?.name, "harbour");
	});

	it("lets a key speak for its places only, and for no place that another key names", () => {
		const harbour = tokenOf("make harbour --place 42 --place 43");
		const any = tokenOf("make any --any-place");
		const { ring } = ringAt(NOW, "a-token-of-24-characters");
		const places = (token: string) =>
			[42, 43, 44].filter((place) => ring.mayOpen(ring.identify(token)!, place));
		assert.deepEqual(places(harbour), [42, 43]);
		assert.deepEqual(places(any), [44]);
		assert.deepEqual(places("a-token-of-24-characters"), [42, 43, 44]);
		keys("revoke harbour");
		const after = ringAt(NOW).ring;
		assert.equal(after.mayOpen(after.identify(any)!, 42), true);
	});
});
