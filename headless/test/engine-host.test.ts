import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createEngineHost, EngineFault, splitText } from "../src/host/engine-host.ts";
import type { BootRequest, StepRequest } from "../src/host/protocol.ts";

const STAND_IN = {
	engineFolder: fileURLToPath(new URL("./fixtures/engine", import.meta.url)),
	schema: { classes: { Part: { members: {} } }, enums: {} },
};
const IDLE: StepRequest = { now: 1, dt: 1, commands: [], httpResponses: [], streamEvents: [], paths: [] };

function bootRequest(seed: number): BootRequest {
	const tree = {
		name: "Test",
		className: "DataModel",
		properties: {},
		attributes: {},
		tags: [],
		children: [],
	};
	const options = {
		seed,
		isStudio: true,
		allowLocalhost: true,
		secrets: {},
		startTime: 0,
		placeId: 0,
		projectName: "Test",
	};
	return { tree, options };
}

async function resultsOf(
	host: Awaited<ReturnType<typeof createEngineHost>>,
	request = IDLE,
): Promise<unknown[]> {
	return [...((await host.step(request)).results ?? [])];
}

test("each load of a script is its own function in its own environment, and lines stay as written", async (t) => {
	const host = await createEngineHost(STAND_IN);
	t.after(host.destroy);
	const source = "--!strict\ncount = (count or 0) + 1\nerror(name .. count)";
	await host.registerScript({ key: "A.B", chunkName: "A.B", source });
	const [greeting, , first, second] = await resultsOf(host);
	assert.equal(greeting, "hello from a part; there is a Part");
	assert.equal(first, "false A.B:3: first1");
	assert.equal(second, "false A.B:3: second1");
});

test("a script that does not compile fails where it is run, with its own line", async (t) => {
	const host = await createEngineHost(STAND_IN);
	t.after(host.destroy);
	await host.registerScript({ key: "Broken", chunkName: "X.Broken", source: "\nlocal = 1" });
	assert.match(String((await resultsOf(host))[4]), /^false X\.Broken:2: /);
	// An `end` too many would close the wrapper instead of failing.
	await host.registerScript({ key: "Broken", chunkName: "X.Broken", source: "return 1\nend" });
	assert.match(String((await resultsOf(host))[4]), /^false X\.Broken:2: /);
});

test("an error in the engine arrives with its text, even when it is a table", async (t) => {
	const host = await createEngineHost(STAND_IN);
	t.after(host.destroy);
	await assert.rejects(host.step({ ...IDLE, now: 666 }), (error) => {
		assert.ok(error instanceof EngineFault);
		assert.match(error.message, /the engine's step failed: .*type table/);
		assert.match(error.message, /headless\/main:\d+/);
		return true;
	});
	assert.equal((await resultsOf(host)).length, 5, "and the next call works");
});

test("a refused boot says why", async (t) => {
	const host = await createEngineHost(STAND_IN);
	t.after(host.destroy);
	await assert.rejects(host.boot(bootRequest(13)), { message: "unlucky" });
	await host.boot(bootRequest(1));
});

test("requests of megabytes arrive whole", async (t) => {
	const host = await createEngineHost(STAND_IN);
	t.after(host.destroy);
	const body = "é😀".repeat(400_000);
	const request = { ...IDLE, httpResponses: [{ id: 1, status: 200, statusMessage: "", headers: {}, body }] };
	const [, length] = await resultsOf(host, request);
	assert.equal(length, Buffer.byteLength(JSON.stringify(request)));
});

test("text is cut between characters only", () => {
	const pieces = [...splitText("a😀b😀", 2)];
	assert.equal(pieces.join(""), "a😀b😀");
	// Throws for half a character.
	for (const piece of pieces) encodeURIComponent(piece);
});
