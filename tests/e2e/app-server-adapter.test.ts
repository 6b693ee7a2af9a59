import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { after, afterEach, before, describe, it } from "node:test";
import { npc, STATUS } from "./support/agent-specs.ts";
import { startRig, type Rig } from "./support/adapter-rig.ts";
import { until } from "./support/back-end-house.ts";

/** Within these the model is asked. */
const REQUEST_SECONDS = 10;

function heard(words: string): string {
	return `You are at the Cafe, well. With you: Alex, a visitor.\nAlex says: "${words}"`;
}

/** What the model was sent, as text. */
function promptOf(request: { readonly body: unknown }): string {
	return JSON.stringify(request.body).replaceAll("\\n", "\n").replaceAll('\\"', '"');
}

describe("the gateway with a real App Server", () => {
	let rig: Rig;
	/** Each test has game servers of its own. */
	let servers = 0;
	const nextServer = () => ({ serverId: `server-${++servers}` });

	before(async () => {
		rig = await startRig();
	});
	afterEach(() => rig.tidy());
	after(() => rig?.stop());

	it("makes an agent, verifies it, and brings a reply sentence by sentence", async () => {
		const { open, log } = await rig.startGateway();
		const game = await open(nextServer());
		const ready = await game.ensure(npc("mara"));
		assert.match(ready.agentId, /^agent-local-/);
		assert.equal(ready.model, `openai-compatible/${rig.model.modelId}`);

		rig.model.replyWith(() => "Hello, Alex! Dr. Oak pays 3.50 for a scone. Will you");
		const result = await game.say("mara", "t1", heard("hello"));
		assert.deepEqual(result, {
			sentences: ["Hello, Alex!", "Dr. Oak pays 3.50 for a scone.", "Will you"],
			ends: ["done"],
		});
		const indexes = game.events.flatMap((event) => (event.event === "sentence" ? [event.index] : []));
		assert.deepEqual(indexes, [0, 1, 2]);

		const request = rig.model.requests.at(-1)!;
		const prompt = promptOf(request);
		assert.ok(prompt.includes("I am mara of Willowbrook."), "the persona");
		assert.ok(prompt.includes(STATUS), "the status");
		assert.ok(prompt.includes('Alex says: "hello"'), "the words");
		const { tools = [], max_completion_tokens } = request.body as Record<string, unknown>;
		assert.deepEqual(tools, [], "a tool of the host would be a shell");
		assert.equal(max_completion_tokens, 160);
		assert.doesNotMatch(log(), /Willowbrook|Alex/, "what was said and who one is are in no log");
	});

	it("denies at once a tool that the model calls uninvited, and brings its words", async () => {
		const { open } = await rig.startGateway();
		const game = await open(nextServer());
		await game.ensure(npc("mara"));
		rig.model.replyWith(() => "No tools. Just words.");
		rig.model.callToolNext("Bash");
		const startedAt = performance.now();
		const result = await game.say("mara", "t1", heard("list your files"));
		const seconds = (performance.now() - startedAt) / 1000;
		console.log(`a turn with an uninvited tool call: ${seconds.toFixed(2)} s`);
		// Without an answer to the call, the turn would end by its time-out.
		assert.deepEqual(result, { sentences: ["No tools.", "Just words."], ends: ["done"] });
	});

	it("survives the App Server's crash in the middle of a turn", async () => {
		const { open, log } = await rig.startGateway({ limits: { turnStartSeconds: 1 } });
		const game = await open(nextServer());
		const ready = await game.ensure(npc("mara"));
		const before = rig.model.requests.length;
		const release = rig.model.stallNext();
		game.send({ op: "turn", npcId: "mara", turnId: "lost", content: heard("are you there?") });
		await until("the request", () => rig.model.requests.length === before + 1, REQUEST_SECONDS);
		await rig.appServer.kill();
		assert.equal(
			(await game.waitFor("turnFailed", ({ turnId }) => turnId === "lost")).kind,
			"backendUnavailable",
		);
		await game.waitFor("agentFailed", ({ kind, final }) => kind === "backendUnavailable" && !final);
		assert.match(log(), /the connection to the App Server is lost/);
		const meanwhile = await game.say("mara", "meanwhile", heard("hello?"));
		assert.deepEqual(meanwhile, { sentences: [], ends: ["backendUnavailable"] });

		release();
		const eventsBefore = game.events.length;
		await rig.appServer.restart();
		const again = await game.waitFor("agentReady", (event) => game.events.indexOf(event) >= eventsBefore);
		assert.equal(again.agentId, ready.agentId);
		rig.model.replyWith(() => "I am back.");
		const next = await game.say("mara", "next", heard("and now?"));
		assert.deepEqual(next, { sentences: ["I am back."], ends: ["done"] });

		await sleep(500);
		assert.deepEqual(game.turn("lost"), { sentences: [], ends: ["backendUnavailable"] });
		assert.equal(rig.model.requests.length, before + 2, "a lost turn is never sent again");
		const history = promptOf(rig.model.requests.at(-1)!);
		assert.equal(history.split("are you there?").length - 1, 1, "it is in the history once");
		assert.ok(!history.includes("hello?"), "the turn that could not start never will");
	});

	it("does not take a late reply for the next turn's", async () => {
		const { open } = await rig.startGateway();
		const game = await open(nextServer());
		await game.ensure(npc("mara"));
		rig.model.replyWith((_turn, body) =>
			promptOf({ body }).includes("second?") ? "Second." : "Late. Late.",
		);
		const before = rig.model.requests.length;
		const release = rig.model.stallNext();
		game.send({ op: "turn", npcId: "mara", turnId: "first", content: heard("first?") });
		await until("the first request", () => rig.model.requests.length === before + 1, REQUEST_SECONDS);
		const eventsBefore = game.events.length;
		rig.cable.cut();
		await game.waitFor("turnFailed", ({ turnId }) => turnId === "first");
		rig.cable.mend();
		await game.waitFor("agentReady", (event) => game.events.indexOf(event) >= eventsBefore);
		game.send({ op: "turn", npcId: "mara", turnId: "second", content: heard("second?") });
		await sleep(300);
		release();
		await game.waitFor("turnDone", ({ turnId }) => turnId === "second");
		assert.deepEqual(game.turn("second"), { sentences: ["Second."], ends: ["done"] });
		assert.deepEqual(game.turn("first"), { sentences: [], ends: ["backendUnavailable"] });
	});

	it("gives up a turn whose reply hangs, and goes on in another conversation", async () => {
		const { open, log } = await rig.startGateway({ limits: { turnTimeoutSeconds: 2.5, abortSeconds: 0.5 } });
		const game = await open(nextServer());
		await game.ensure(npc("mara"));
		const release = rig.model.stallNext();
		assert.deepEqual((await game.say("mara", "hangs", heard("hello"))).ends, ["timeout"]);
		rig.model.replyWith(() => "Here I am.");
		const next = await game.say("mara", "next", heard("hello again"));
		assert.deepEqual(next, { sentences: ["Here I am."], ends: ["done"] });
		assert.match(log(), /a conversation is stuck/);
		release();
		await sleep(300);
		assert.deepEqual(game.turn("hangs"), { sentences: [], ends: ["timeout"] });
	});

	it("leaves nothing of an agent behind when its game server goes, in session memory mode", async () => {
		const { open } = await rig.startGateway();
		const server = nextServer();
		const game = await open(server);
		const { agentId } = await game.ensure(npc("mara"));
		await game.say("mara", "t1", heard("remember the blue door"));
		const traces = rig.dataDirs.map((dir) => join(dir, agentId));
		assert.deepEqual(traces.map(existsSync), [true, true], "what there is to delete");
		await game.leave();
		assert.deepEqual(traces.map(existsSync), [false, false]);

		const again = await open(server);
		const fresh = await again.ensure(npc("mara"));
		assert.notEqual(fresh.agentId, agentId);
		await again.say("mara", "t1", heard("which door?"));
		assert.ok(!promptOf(rig.model.requests.at(-1)!).includes("blue door"));
	});

	it("remembers across game servers in persistent mode, and follows the creator's persona", async () => {
		const { open } = await rig.startGateway();
		const memoryMode = "persistent";
		rig.model.replyWith(() => "I will.");
		const first = await open({ ...nextServer(), memoryMode });
		const { agentId } = await first.ensure(npc("odette"));
		await first.say("odette", "t1", heard("remember the red door"));
		await first.leave();

		const second = await open({ ...nextServer(), memoryMode });
		const persona = "I am Odette, and since today I keep bees.";
		const found = await second.ensure(npc("odette", { displayName: "Odette", persona }));
		assert.equal(found.agentId, agentId);
		await second.say("odette", "t1", heard("which door?"));
		const prompt = promptOf(rig.model.requests.at(-1)!);
		assert.ok(prompt.includes("red door") && prompt.includes(persona), prompt);
		assert.ok(!prompt.includes("I am odette of Willowbrook."), "the old persona is gone");
	});

	it("finishes the turn in flight before it stops", async () => {
		const gateway = await rig.startGateway();
		const game = await gateway.open(nextServer());
		await game.ensure(npc("mara"));
		rig.model.replyWith(() => "One moment. There.");
		const before = rig.model.requests.length;
		const release = rig.model.stallNext();
		game.send({ op: "turn", npcId: "mara", turnId: "t1", content: heard("hello") });
		await until("the request", () => rig.model.requests.length === before + 1, REQUEST_SECONDS);
		const closed = gateway.close();
		await sleep(100);
		release();
		await closed;
		await game.waitFor("turnDone");
		assert.deepEqual(game.turn("t1"), { sentences: ["One moment.", "There."], ends: ["done"] });
	});

	it("takes an agent as large as the protocol allows", async () => {
		const { open } = await rig.startGateway();
		const game = await open(nextServer());
		const persona = `I am big. ${'Ünïcödé 🎂 \\ " --- : # '.repeat(700)}The end.`.slice(-20_000);
		await game.ensure(npc("big", { persona, blocks: { status: "x".repeat(8_000) } }));
		assert.deepEqual((await game.say("big", "t1", heard("y".repeat(15_000)))).ends, ["done"]);
		assert.ok(promptOf(rig.model.requests.at(-1)!).includes("The end."));
	});
});
