import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, describe, it } from "node:test";
import {
	createAppServerBackend,
	type AppServerBackendOptions,
} from "../src/backend/app-server/app-server-backend.ts";
import type { SessionIdentity } from "../src/backend/backend.ts";
import { APP_SERVER_LIMITS } from "../src/limits.ts";
import type { GatewayEvent } from "../src/wire.ts";
import { APP_SERVER_TOKEN, startFakeAppServer } from "./support/fake-app-server.ts";
import { createFakeClock, settle, until } from "./support/fake-clock.ts";
import { framesOf } from "./support/frames.ts";
import { MARA } from "./support/gateway-fixture.ts";
import { SESSION } from "./support/session-identity.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
});

/** The back end as the gateway uses it, with everything real but the App Server and the clock. */
async function setUp(options: Partial<AppServerBackendOptions> = {}) {
	const server = await startFakeAppServer({ isOpen: options.allowsOpenServer === true });
	ends.push(server.close);
	const clock = createFakeClock();
	const backend = createAppServerBackend({
		url: server.url,
		model: "openai-compatible/test",
		token: APP_SERVER_TOKEN,
		clock,
		random: () => 1,
		...options,
	});
	ends.push(backend.close);
	backend.start();
	await until(() => backend.health().isUp);

	function open(identity: Partial<SessionIdentity> = {}) {
		const events: GatewayEvent[] = [];
		const session = backend.open({ ...SESSION, ...identity }, (event) => void events.push(event));
		const names = () =>
			events.map((event) => ("kind" in event ? `${event.event} ${event.kind}` : event.event));
		const say = (turnId: string) => session.startTurn({ op: "turn", npcId: "mara", turnId, content: turnId });
		/** Asks for the agent and waits until it is ready. */
		const meet = async (npcId = "mara") => {
			session.ensureAgent({ ...MARA, npcId });
			await until(() => events.some((event) => event.event === "agentReady" && event.npcId === npcId));
		};
		return { ...session, events, names, say, meet };
	}

	/** The reply to the message that was sent last. */
	function reply(text: string): void {
		const { scope, messageId } = server.fake.sent.at(-1)!;
		const frames = framesOf(scope);
		server.send(frames.runs({ r: messageId }), frames.text("r", text), frames.finished("r", "end_turn"));
	}

	return { server, clock, backend, open, reply };
}

describe("the App Server back end", () => {
	it("denies a tool at once, also when no turn of ours has called it", async () => {
		const { server } = await setUp();
		const frames = framesOf({ agent_id: "agent-of-nobody", conversation_id: "default" });
		server.send(frames.toolQuestion("perm-call-1"));
		await until(() => server.fake.calls.includes("denyTool perm-call-1"));
	});

	it("makes an agent and brings its replies to the session", async () => {
		const { open, reply, server, backend } = await setUp();
		const game = open();
		await game.meet();
		game.say("t1");
		await until(() => server.fake.sent.length === 1);
		assert.deepEqual(
			{ ...backend.health(), detail: "" },
			{ isUp: true, detail: "", agents: 1, turnsInFlight: 1 },
		);
		reply("Hello, Alex.");
		await until(() => game.names().includes("turnDone"));
		assert.deepEqual(game.names(), ["agentReady", "sentence", "turnDone"]);
		assert.equal(backend.health().turnsInFlight, 0);
	});

	it("presents the App Server's own token", async () => {
		const { server } = await setUp();
		assert.deepEqual(server.credentials, [`Bearer ${APP_SERVER_TOKEN}`]);
	});

	it("presents no token if it has none, where an open App Server is allowed", async () => {
		const { server } = await setUp({ token: undefined, allowsOpenServer: true });
		assert.deepEqual(server.credentials, [undefined]);
	});

	for (const { name, isOpen, token, reason } of [
		{
			name: "that lets everybody in",
			isOpen: true,
			token: APP_SERVER_TOKEN,
			reason: /asks nobody for a token/,
		},
		{ name: "whose token is another", isOpen: false, token: "another", reason: /does not take the token/ },
		{
			name: "whose token it has not",
			isOpen: false,
			token: undefined,
			reason: /asks for a token: set LETTA_/,
		},
	]) {
		it(`is not up with an App Server ${name}, and says why`, async () => {
			const server = await startFakeAppServer({ isOpen });
			ends.push(server.close);
			const clock = createFakeClock();
			const backend = createAppServerBackend({ url: server.url, model: "a/b", token, clock });
			ends.push(backend.close);
			backend.start();
			await until(() => reason.test(backend.health().detail));
			assert.equal(backend.health().isUp, false);
			assert.deepEqual(server.requests, [], "nothing was said");
		});
	}

	it("asks which models there are, when it is connected", async () => {
		const { server } = await setUp();
		await until(() => server.requests.includes("list_models"));
	});

	it("finds a model that came up after it had asked", async () => {
		const { server, open, clock } = await setUp({ model: "openai-compatible/late" });
		await until(() => server.requests.includes("list_models"));
		const game = open();
		game.ensureAgent({ ...MARA, npcId: "mara" });
		await settle();
		server.models.push("openai-compatible/late");
		await until(
			() => game.names().includes("agentReady"),
			() => clock.advance(5),
		);
	});

	it("takes a host's limits, and its own for the rest", async () => {
		const { open, server, clock } = await setUp({ limits: { turnTimeoutSeconds: 7 } });
		const game = open();
		await game.meet();
		game.say("t1");
		await until(() => server.fake.sent.length === 1);
		await clock.advance(6.9);
		assert.ok(!game.names().includes("turnFailed timeout"), game.names().join());
		await clock.advance(0.2);
		assert.equal(game.names().at(-1), "turnFailed timeout");
	});

	it("writes the memory of one agent at a time", async () => {
		const { open, server, clock } = await setUp();
		const game = open();
		for (const npcId of ["mara", "bram"]) {
			await game.meet(npcId);
			game.setBlock({ op: "setBlock", npcId, label: "status", value: "new", rev: 1 });
		}
		const release = server.holdBack("write_memory_file");
		const writes = () => server.requests.filter((type) => type === "write_memory_file").length;
		await clock.advance(APP_SERVER_LIMITS.memoryQuietSeconds + 0.1);
		await until(() => writes() === 1);
		for (let turn = 0; turn < 20; turn += 1) await settle();
		assert.equal(writes(), 1);
		release();
		await until(() => writes() === 2);
	});

	it("makes a key's first agent beside thousands of another's", async () => {
		const { open, server } = await setUp({ limits: { requestTimeoutSeconds: 1e6 } });
		const release = server.holdBack("agent_create");
		for (let number = 1; number <= 100; number += 1) {
			const flood = open({ sessionId: `f${number}`, serverId: `flood-${number}`, keyId: "key-flood" });
			for (let npc = 1; npc <= 50; npc += 1) flood.ensureAgent({ ...MARA, npcId: `npc-${npc}` });
		}
		const creations = () => server.requests.filter((type) => type === "agent_create").length;
		await until(() => creations() === APP_SERVER_LIMITS.maxConcurrentProvisions);
		const game = open({ sessionId: "other", serverId: "other", keyId: "key-other" });
		const met = game.meet();
		await settle();
		release();
		await met;
		// Those that were under way when it asked, and those that began while it was made.
		assert.ok(
			creations() <= APP_SERVER_LIMITS.maxConcurrentProvisions * 4,
			`${creations()} were made before`,
		);
	});

	it("deletes a few agents at a time, and makes another key's meanwhile", async () => {
		const { open, server } = await setUp({ limits: { requestTimeoutSeconds: 1e6 } });
		const leaving = open({ keyId: "key-flood" });
		for (let npc = 1; npc <= 100; npc += 1) leaving.ensureAgent({ ...MARA, npcId: `npc-${npc}` });
		await until(() => leaving.names().length === 100);
		const release = server.holdBack("agent_delete");
		const left = leaving.close(true);
		const deletions = () => server.requests.filter((type) => type === "agent_delete").length;
		await until(() => deletions() > 0);
		const game = open({ sessionId: "other", serverId: "other", keyId: "key-other" });
		await game.meet();
		assert.equal(deletions(), APP_SERVER_LIMITS.maxConcurrentDeletions);
		release();
		await left;
		assert.equal(server.fake.agents.size, 1);
	});

	it("writes a key's first memory after one of another's many", async () => {
		const { open, server, clock } = await setUp();
		const change = async (game: ReturnType<typeof open>, npcId: string) => {
			await game.meet(npcId);
			game.setBlock({ op: "setBlock", npcId, label: "status", value: "new", rev: 1 });
		};
		const busy = open({ keyId: "key-busy" });
		for (let npc = 1; npc <= 10; npc += 1) await change(busy, `npc-${npc}`);
		const other = open({ sessionId: "other", serverId: "other", keyId: "key-other" });
		await change(other, "mara");
		const release = server.holdBack("write_memory_file");
		await clock.advance(APP_SERVER_LIMITS.memoryQuietSeconds + 0.1);
		release();
		const otherId = [...server.fake.agents.keys()].at(-1)!;
		const isWritten = () => server.fake.files.get(`${otherId}/status`)?.endsWith("new") === true;
		await until(isWritten);
		const writes = server.requests.filter((type) => type === "write_memory_file").length;
		assert.ok(writes <= 3, `${writes} writes began before`);
	});

	it("lets go of every timer when it is closed", async () => {
		const { backend, clock } = await setUp();
		await backend.close();
		assert.equal(clock.timers(), 0);
		await clock.advance(APP_SERVER_LIMITS.orphanSweepSeconds * 2);
		assert.equal(clock.timers(), 0);
	});
});

describe("abandoned agents", () => {
	const folder = mkdtempSync(join(tmpdir(), "townsfolk-backend-"));
	after(() => rmSync(folder, { recursive: true }));

	/** Advances the clock until the next sweep has begun, and the one before it is therefore over. */
	async function sweep({ server, clock }: Awaited<ReturnType<typeof setUp>>): Promise<void> {
		const lists = () => server.requests.filter((type) => type === "agent_list").length;
		const before = lists();
		while (lists() === before) {
			await clock.advance(APP_SERVER_LIMITS.orphanSweepSeconds / 10);
			await settle();
		}
	}

	it("are deleted with their data once their session is closed, and not before", async () => {
		// Real sockets do not answer at the fake clock's speed.
		const limits = { pingSeconds: 1e6, requestTimeoutSeconds: 1e6 };
		const rig = await setUp({ agentDataDirs: [folder], limits });
		const { open, server } = rig;
		const game = open();
		await game.meet();
		const [agentId] = server.fake.agents.keys();
		const data = join(folder, agentId!);
		mkdirSync(data);
		for (let time = 0; time < 3; time += 1) await sweep(rig);
		assert.equal(server.fake.agents.size, 1, "the session is open");
		// Without `forget` the agent stays, as when a game server loses its session.
		await game.close(false);
		assert.ok(existsSync(data));
		for (let time = 0; time < 3; time += 1) await sweep(rig);
		assert.deepEqual([server.fake.agents.size, existsSync(data)], [0, false]);
	});
});
