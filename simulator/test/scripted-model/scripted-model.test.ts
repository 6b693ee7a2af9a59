import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import {
	SCRIPTED_MODEL_ID,
	type ScriptedModel,
	startScriptedModel,
} from "../../src/scripted-model/server.ts";
import { appServerRequest } from "./requests.ts";

interface Completion {
	readonly choices: [{ message: { content: string }; finish_reason: string }];
	readonly usage: { total_tokens: number };
}

interface Chunk {
	readonly choices: [{ delta: { role?: string; content?: string }; finish_reason: string | null }];
	readonly usage?: { total_tokens: number };
}

async function post(model: ScriptedModel, stream: boolean): Promise<Response> {
	return fetch(`${model.baseUrl}/chat/completions`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(appServerRequest({ stream })),
	});
}

function chunksOf(sse: string): Chunk[] {
	const data = sse.split("\n\n").filter((event) => event !== "");
	assert.equal(data.pop(), "data: [DONE]");
	return data.map((event) => JSON.parse(event.slice("data: ".length)) as Chunk);
}

describe("the scripted model", () => {
	let model: ScriptedModel;
	before(async () => (model = await startScriptedModel()));
	beforeEach(() => model.replyWith(undefined));
	after(() => model.close());

	it("lists itself under a name that says what it is", async () => {
		const list = (await (await fetch(`${model.baseUrl}/models`)).json()) as { data: { id: string }[] };
		assert.deepEqual(
			list.data.map(({ id }) => id),
			[SCRIPTED_MODEL_ID],
		);
		assert.match(SCRIPTED_MODEL_ID, /scripted/);
	});

	it("streams the same text that it sends whole", async () => {
		const whole = (await (await post(model, false)).json()) as Completion;
		const streamed = await post(model, true);
		assert.equal(streamed.headers.get("content-type"), "text/event-stream");
		const chunks = chunksOf(await streamed.text());
		assert.equal(chunks[0]?.choices[0].delta.role, "assistant");
		assert.equal(chunks.at(-1)?.choices[0].finish_reason, "stop");
		assert.ok(chunks.at(-1)!.usage!.total_tokens > 0);
		const text = chunks.map((chunk) => chunk.choices[0].delta.content ?? "").join("");
		assert.equal(text, whole.choices[0].message.content);
		assert.ok(chunks.length > 4);
	});

	it("records what it was asked, read and raw", async () => {
		const count = model.requests.length;
		await post(model, false);
		const recorded = model.requests.at(-1)!;
		assert.equal(model.requests.length, count + 1);
		assert.equal(recorded.turn.location, "Cafe");
		assert.deepEqual(recorded.body, appServerRequest());
	});

	it("fails as often as it is told, then answers again", async () => {
		model.failNext(503, 2);
		const statuses = [];
		for (let i = 0; i < 3; i++) statuses.push((await post(model, true)).status);
		assert.deepEqual(statuses, [503, 503, 200]);
	});

	it("holds one reply back until it is let go", async () => {
		const release = model.stallNext();
		let isAnswered = false;
		const stalled = post(model, false).then((response) => {
			isAnswered = true;
			return response;
		});
		assert.equal((await post(model, false)).status, 200);
		assert.equal(isAnswered, false);
		release();
		assert.equal((await stalled).status, 200);
	});

	it("says what a test makes it say", async () => {
		model.replyWith((turn) => `You are ${turn.company[0]}.`);
		const { choices } = (await (await post(model, false)).json()) as Completion;
		assert.equal(choices[0].message.content, "You are Alex.");
	});

	it("streams at the speed that is asked for", async () => {
		const slow = await startScriptedModel({ wordsPerSecond: 40 });
		slow.replyWith(() => "one two three four five");
		const startedAt = performance.now();
		await (await post(slow, true)).text();
		assert.ok(performance.now() - startedAt >= 100);
		await slow.close();
	});

	it("tells of every word that it has written out, and of the last", async () => {
		const told: string[] = [];
		const heard = await startScriptedModel({
			onWritten: ({ text, isWhole }) => told.push(isWhole ? `${text}|` : text),
		});
		heard.replyWith(() => "one two three");
		await (await post(heard, true)).text();
		assert.deepEqual(told, ["one", "one two", "one two three|"]);
		await heard.close();
	});

	it("closes with a stream open and frees its port", async () => {
		const slow = await startScriptedModel({ wordsPerSecond: 1 });
		const response = await post(slow, true);
		const reading = response.text().catch(() => "cut");
		await slow.close();
		assert.equal(await reading, "cut");
		const again = await startScriptedModel({ port: Number(new URL(slow.baseUrl).port) });
		await again.close();
	});
});
