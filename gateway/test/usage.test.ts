import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import type { GameKey } from "../src/keys/game-key.ts";
import { runKeysCommand } from "../src/keys/keys-command.ts";
import { createLog } from "../src/logging.ts";
import { createUsageBook } from "../src/usage/usage-book.ts";
import { keepUsage } from "../src/usage/usage-file.ts";
import { createFakeClock } from "./support/fake-clock.ts";
import { createFixture, OPEN, turnOp } from "./support/gateway-fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "townsfolk-usage-"));
after(() => rmSync(folder, { recursive: true }));

const DAY = 86_400_000;
const NOON = Date.parse("2026-02-28T12:00:00Z");
const key = (quotas: GameKey["quotas"]): GameKey => ({ id: "k1", name: "harbour", places: "any", quotas });
const TOKENS = { promptTokens: 90, completionTokens: 10 };

describe("a usage book", () => {
	function createBook() {
		const time = { now: NOON };
		return { time, book: createUsageBook({}, () => time.now) };
	}

	it("keeps each key's days apart", () => {
		const { book, time } = createBook();
		book.addSession("k1");
		book.addTurn("k1");
		book.addTokens("k1", TOKENS);
		book.addTurn("k2");
		time.now += DAY;
		book.addTurn("k1");
		assert.deepEqual(book.days("k1", "2026-02-01", "2026-03-31"), [
			{ day: "2026-02-28", sessions: 1, turns: 1, ...TOKENS },
			{ day: "2026-03-01", sessions: 0, turns: 1, promptTokens: 0, completionTokens: 0 },
		]);
		assert.equal(book.days("k1", "2026-03-01", "2026-03-31").length, 1);
		assert.equal(book.days("k1", "2026-02-01", "2026-02-28").length, 1);
		assert.deepEqual(book.days("k3", "2026-02-01", "2026-03-31"), []);
	});

	it("refuses turns when a quota is used up, until midnight in UTC", () => {
		const { book, time } = createBook();
		const limited = key({ turnsPerDay: 2 });
		book.addTurn("k1");
		assert.equal(book.refusal(limited), undefined);
		book.addTurn("k1");
		assert.equal(book.refusal(limited), "the key has had its 2 turns of today");
		assert.equal(book.refusal(key({})), undefined);
		time.now = NOON + DAY / 2 - 1;
		assert.notEqual(book.refusal(limited), undefined);
		time.now += 1;
		assert.equal(book.refusal(limited), undefined);
	});

	it("counts tokens read and written alike, and takes a quota of none for none", () => {
		const { book } = createBook();
		book.addTokens("k1", TOKENS);
		assert.equal(book.refusal(key({ tokensPerDay: 101 })), undefined);
		assert.equal(book.refusal(key({ tokensPerDay: 100 })), "the key has had its 100 tokens of today");
		assert.notEqual(book.refusal(key({ turnsPerDay: 0 })), undefined);
	});

	it("forgets what is older than two years and a month", () => {
		const { book, time } = createBook();
		for (let day = 0; day < 800; day += 1, time.now += DAY) book.addTurn("k1");
		assert.equal(Object.keys(book.table()).length, 760);
		assert.equal(book.days("k1", "2026-02-28", "2026-03-01").length, 0);
	});
});

describe("a usage file", () => {
	const log = createLog("silent");

	it("brings the counts, and so the quotas, through a restart", async () => {
		const file = join(folder, "usage.json");
		const clock = createFakeClock();
		const first = keepUsage(file, { clock, log });
		first.book.addTurn("k1");
		await clock.advance(5);
		first.book.addTokens("k1", TOKENS);
		first.close();
		assert.equal(clock.timers(), 0);
		const second = keepUsage(file, { clock, log });
		const today = second.book.today();
		assert.deepEqual(second.book.days("k1", today, today), [
			{ day: today, sessions: 0, turns: 1, ...TOKENS },
		]);
		assert.notEqual(second.book.refusal(key({ turnsPerDay: 1 })), undefined);
		second.close();
	});

	it("that is broken stops the start: nobody is billed or limited by half of it", () => {
		const file = join(folder, "broken.json");
		writeFileSync(file, '{"2026-');
		assert.throws(
			() => keepUsage(file, { clock: createFakeClock(), log }),
			/usage file .*broken\.json cannot be read/,
		);
		assert.equal(readFileSync(file, "utf8"), '{"2026-');
	});

	it("that cannot be written is tried again, and costs no turn", async () => {
		const lines: string[] = [];
		const clock = createFakeClock();
		const noisy = createLog("error", { write: (line) => void lines.push(line) });
		const kept = keepUsage(join(folder, "none", "usage.json"), { clock, log: noisy });
		kept.book.addTurn("k1");
		await clock.advance(10);
		assert.equal(lines.length, 2);
		assert.match(lines[0]!, /the usage is not saved/);
		kept.close();
	});
});

describe("GET /v1/usage", () => {
	function createBilled() {
		const keysFile = join(folder, "keys.json");
		rmSync(keysFile, { force: true });
		const make = (line: string) => {
			const { out, err, code } = runKeysCommand(
				line.split(" "),
				{ TOWNSFOLK_KEYS_FILE: keysFile },
				Date.now(),
			);
			assert.equal(code, 0, err);
			return { authorization: `Bearer ${out.trim()}` };
		};
		const harbour = make("make harbour --place 42 --turns-per-day 2");
		const castle = make("make castle --place 7");
		return { ...createFixture({}, undefined, { keysFile }), harbour, castle };
	}

	it("tells a key what it has used, and nothing of another", async () => {
		const { send, fake, harbour, castle } = createBilled();
		const { body } = await send("POST", "/v1/sessions", OPEN, harbour);
		const { sessionId } = body as { sessionId: string };
		const path = `/v1/sessions/${sessionId}/frames?wait=0`;
		await send("POST", path, { seq: 1, ack: 0, ops: [turnOp("t1")] }, harbour);
		fake.last().emit({ event: "turnDone", npcId: "mara", turnId: "t1", usage: TOKENS });
		const mine = (await send("GET", "/v1/usage", undefined, harbour)).body as Record<string, unknown>;
		assert.deepEqual(mine.total, { sessions: 1, turns: 1, ...TOKENS });
		assert.deepEqual([(mine.key as { name: string }).name, mine.quotas], ["harbour", { turnsPerDay: 2 }]);
		assert.equal((mine.days as unknown[]).length, 1);
		const theirs = (await send("GET", "/v1/usage", undefined, castle)).body as Record<string, unknown>;
		assert.deepEqual(theirs.total, { sessions: 0, turns: 0, promptTokens: 0, completionTokens: 0 });
		assert.equal((await send("GET", "/v1/usage", undefined, {})).status, 401);
	});

	it("refuses what is no day", async () => {
		const { send, harbour } = createBilled();
		for (const query of ["from=yesterday", "from=2026-02-30", "to=2026-13-01", "to=2026-1-1"]) {
			assert.equal((await send("GET", `/v1/usage?${query}`, undefined, harbour)).status, 400, query);
		}
		assert.equal(
			(await send("GET", "/v1/usage?from=2026-01-01&to=2026-01-31", undefined, harbour)).status,
			200,
		);
	});

	it("has a quota behind it: a turn beyond it fails at once and costs nothing", async () => {
		const { send, fake, harbour } = createBilled();
		const { body } = await send("POST", "/v1/sessions", OPEN, harbour);
		const path = `/v1/sessions/${(body as { sessionId: string }).sessionId}/frames?wait=0`;
		const ops = ["t1", "t2", "t3"].map((turnId) => turnOp(turnId));
		const answer = (await send("POST", path, { seq: 1, ack: 0, ops }, harbour)).body as { events: unknown[] };
		assert.deepEqual(answer.events, [
			{
				event: "turnFailed",
				npcId: "mara",
				turnId: "t3",
				kind: "rejected",
				message: "the key has had its 2 turns of today",
			},
		]);
		assert.deepEqual(
			fake.last().calls.map((op) => (op.op === "turn" ? op.turnId : op.op)),
			["t1", "t2"],
		);
	});
});
