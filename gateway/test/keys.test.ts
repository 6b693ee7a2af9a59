import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { runKeysCommand } from "../src/keys/keys-command.ts";
import type { GatewayErrorBody } from "../src/wire.ts";
import { createFixture, OPEN, turnOp } from "./support/gateway-fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "townsfolk-keys-"));
after(() => rmSync(folder, { recursive: true }));
let files = 0;

/** A gateway with a key file, and the command that changes it. */
function createKeyed(limits: Parameters<typeof createFixture>[0] = {}) {
	const keysFile = join(folder, `${++files}.json`);
	const run = (line: string) => {
		const { code, out, err } = runKeysCommand(line.split(" "), { TOWNSFOLK_KEYS_FILE: keysFile }, Date.now());
		assert.equal(code, 0, err);
		return { authorization: `Bearer ${out.trim()}` };
	};
	const harbour = run("make harbour --place 42 --place 7");
	const castle = run("make castle --any-place --sessions 1");
	const fixture = createFixture(limits, undefined, { keysFile });
	const open = async (headers: Record<string, string>, change: object = {}) => {
		const answer = await fixture.send("POST", "/v1/sessions", { ...OPEN, ...change }, headers);
		return { ...answer, ...(answer.body as Partial<GatewayErrorBody> & { sessionId: string }) };
	};
	return { ...fixture, run, harbour, castle, open };
}

const frame = { seq: 1, ack: 0, ops: [turnOp("t1")] };

describe("keys per game", () => {
	it("let a game open sessions for its own places", async () => {
		const { harbour, open, fake } = createKeyed();
		assert.equal((await open(harbour)).status, 201);
		assert.equal((await open(harbour, { placeId: 7, serverId: "s2" })).status, 201);
		const refused = await open(harbour, { placeId: 8 });
		assert.deepEqual(
			[refused.status, refused.error, refused.message],
			[403, "forbidden", "the key is not for place 8"],
		);
		assert.equal(fake.sessions.length, 2);
	});

	it("keep a place that one key names from every other key", async () => {
		const { castle, open } = createKeyed();
		assert.equal((await open(castle)).status, 403);
		assert.equal((await open(castle, { placeId: 9 })).status, 201);
	});

	it("make a session useless to another key, which cannot tell that it is there", async () => {
		const { harbour, castle, open, send, fake } = createKeyed();
		const { sessionId } = await open(harbour);
		const other = { ...castle };
		const paths = [
			["POST", `/v1/sessions/${sessionId}/frames?wait=0`, frame],
			["GET", `/v1/sessions/${sessionId}/blocks`, undefined],
			["DELETE", `/v1/sessions/${sessionId}`, undefined],
		] as const;
		for (const [method, path, body] of paths) {
			const stolen = await send(method, path, body, other);
			const unknown = await send(method, path.replace(sessionId, "none"), body, other);
			assert.equal(stolen.status, 404, method);
			assert.deepEqual(stolen.body, unknown.body);
		}
		assert.deepEqual(fake.last().calls, []);
		assert.equal((await send("POST", paths[0][1], frame, harbour)).status, 200);
	});

	it("keep a session when another key names the same server", async () => {
		const { run, harbour, open, send, clock } = createKeyed();
		const twin = run("make twin --place 42");
		const { sessionId } = await open(harbour);
		await clock.advance(1);
		assert.equal((await open(twin)).status, 201);
		assert.equal((await send("POST", `/v1/sessions/${sessionId}/frames?wait=0`, frame, harbour)).status, 200);
	});

	it("stop at the number of sessions that the key may have", async () => {
		const { castle, harbour, open } = createKeyed();
		assert.equal((await open(castle, { placeId: 9, serverId: "a" })).status, 201);
		const second = await open(castle, { placeId: 9, serverId: "b" });
		assert.deepEqual([second.status, second.error], [429, "rate_limited"]);
		assert.equal((await open(harbour)).status, 201);
		assert.equal((await open(castle, { placeId: 9, serverId: "a" })).status, 201, "the same server again");
	});

	it("leave each other room: one that opens sessions without end does not take the first of another", async () => {
		const { harbour, castle, open } = createKeyed({ maxSessions: 20, sessionBurst: 100 });
		const statuses: number[] = [];
		for (let n = 0; n < 25; n += 1) statuses.push((await open(harbour, { serverId: `server-${n}` })).status);
		// A tenth of the places is kept for the two other keys, the owner's and the castle's.
		assert.equal(statuses.filter((status) => status === 201).length, 18);
		assert.equal((await open(castle, { placeId: 9 })).status, 201);
		// A key that has one again gives no room away by opening it anew.
		assert.equal((await open(harbour, { serverId: "server-0" })).status, 201);
		assert.equal((await open(harbour, { serverId: "server-99" })).status, 429);
	});

	it("end with their sessions when they are revoked, and leave the others alone", async () => {
		const { run, harbour, castle, open, send, clock, fake } = createKeyed();
		const mine = await open(harbour);
		const theirs = await open(castle, { placeId: 9 });
		run("revoke harbour");
		await clock.advance(1);
		assert.deepEqual(
			fake.sessions.map(({ forgotten }) => forgotten),
			[true, undefined],
		);
		const path = (sessionId: string) => `/v1/sessions/${sessionId}/frames?wait=0`;
		assert.equal((await send("POST", path(mine.sessionId), frame, harbour)).status, 401);
		assert.equal((await send("POST", path(theirs.sessionId), frame, castle)).status, 200);
	});

	it("take a rotated token for the same session", async () => {
		const { run, harbour, open, send, clock } = createKeyed();
		const { sessionId } = await open(harbour);
		const next = run("rotate harbour --overlap 1h");
		await clock.advance(1);
		const path = `/v1/sessions/${sessionId}/frames?wait=0`;
		assert.equal((await send("POST", path, frame, next)).status, 200);
		assert.equal((await send("POST", path, { ...frame, seq: 2 }, harbour)).status, 200);
	});
});
