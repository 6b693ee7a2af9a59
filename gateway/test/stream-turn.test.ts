import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Aftermath, TurnOutcome } from "../src/backend/agents/running-turn.ts";
import { streamTurn } from "../src/backend/app-server/stream-turn.ts";
import { APP_SERVER_LIMITS } from "../src/limits.ts";
import { createFakeApi } from "./support/fake-api.ts";
import { createFakeClock, settle } from "./support/fake-clock.ts";
import { framesOf } from "./support/frames.ts";
import { refusedBy } from "../src/backend/app-server/error-summary.ts";

const SCOPE = { agent_id: "agent-1", conversation_id: "default" };
const frames = framesOf(SCOPE);

function setUp(prepare: (fake: ReturnType<typeof createFakeApi>) => void = () => {}) {
	const clock = createFakeClock();
	const fake = createFakeApi();
	prepare(fake);
	const said: string[] = [];
	const seen: { outcome?: TurnOutcome; aftermath?: Aftermath } = {};
	const turn = streamTurn(
		{ scope: SCOPE, messageId: "m1", content: "hello", onSentence: (text) => said.push(text) },
		{ api: fake.api, clock },
		APP_SERVER_LIMITS,
	);
	void turn.outcome.then((outcome) => (seen.outcome = outcome));
	void turn.aftermath.then((aftermath) => (seen.aftermath = aftermath));
	const failure = () => (seen.outcome?.kind === "failed" ? seen.outcome.failure : undefined);
	const receive = (...given: Parameters<typeof turn.handleFrame>[0][]) => given.forEach(turn.handleFrame);
	return { clock, fake, said, seen, turn, failure, receive };
}

describe("a turn", () => {
	it("is sent once and speaks as the reply comes", async () => {
		const { fake, said, seen, receive } = setUp();
		assert.deepEqual(fake.sent, [{ scope: SCOPE, messageId: "m1", content: "hello" }]);
		receive(frames.runs({ r1: "m1" }), frames.text("r1", "Hi, Alex! How"), frames.reasoning("r1", "Hm."));
		assert.deepEqual(said, ["Hi, Alex!"]);
		receive(frames.text("r1", " are you?"), frames.finished("r1", "end_turn"));
		await settle();
		assert.deepEqual(said, ["Hi, Alex!", "How are you?"]);
		assert.deepEqual(seen, { outcome: { kind: "done" }, aftermath: "free" });
	});

	it("says at its end what all its requests to the model cost together", async () => {
		const { seen, receive } = setUp();
		receive(
			frames.runs({ r0: "m0", r1: "m1", r2: "m1" }),
			frames.usage("r1", { prompt_tokens: 700, completion_tokens: 10 }),
			frames.usage("r2", { prompt_tokens: 720, completion_tokens: 5 }),
			frames.usage("r0", { prompt_tokens: 9999, completion_tokens: 9999 }),
			frames.finished("r2", "end_turn"),
		);
		await settle();
		assert.deepEqual(seen.outcome, { kind: "done", usage: { promptTokens: 1420, completionTokens: 15 } });
	});

	it("takes one missing count for none and what is no count for nothing", async () => {
		const { seen, receive } = setUp();
		receive(
			frames.runs({ r1: "m1" }),
			frames.usage("r1", { prompt_tokens: "many", completion_tokens: -1 }),
			frames.usage("r1", { prompt_tokens: 7 }),
			frames.finished("r1", "end_turn"),
		);
		await settle();
		assert.deepEqual(seen.outcome, { kind: "done", usage: { promptTokens: 7, completionTokens: 0 } });
	});

	it("may be silent", async () => {
		const { said, seen, receive } = setUp();
		receive(frames.runs({ r1: "m1" }), frames.finished("r1", "end_turn"));
		await settle();
		assert.deepEqual([said, seen.outcome], [[], { kind: "done" }]);
	});

	for (const { text, spoken } of [
		{ text: "It was late. It was a dark", spoken: ["It was late."] },
		{ text: "It was a dark", spoken: ["It was a dark…"] },
	])
		it(`does not end in half a sentence when the reply is cut at the model's limit: ${text}`, async () => {
			const { said, seen, receive } = setUp();
			receive(
				frames.runs({ r1: "m1" }),
				frames.text("r1", text),
				frames.finished("r1", "max_tokens_exceeded"),
			);
			await settle();
			assert.deepEqual([said, seen.outcome], [spoken, { kind: "done" }]);
		});

	it("hears nothing of another turn's run", async () => {
		const { said, seen, receive } = setUp();
		receive(frames.runs({ r0: "m0" }), frames.text("r0", "Late. Late."), frames.finished("r0", "end_turn"));
		receive(frames.text("r1", "Too early to be known."));
		await settle();
		assert.deepEqual([said, seen.outcome], [[], undefined]);
		receive(
			frames.runs({ r0: "m0", r1: "m1" }),
			frames.text("r1", "Mine."),
			frames.finished("r1", "end_turn"),
		);
		await settle();
		assert.deepEqual([said, seen.outcome], [["Mine."], { kind: "done" }]);
	});

	it("is not ended by the cancellation of a turn whose connection was lost", async () => {
		const { said, seen, receive } = setUp();
		receive(frames.finished(undefined, "cancelled"));
		receive(frames.runs({ r1: "m1" }), frames.text("r1", "Mine."), frames.finished("r1", "end_turn"));
		await settle();
		assert.deepEqual([said, seen.outcome], [["Mine."], { kind: "done" }]);
	});

	it("fails with the model, without what was not a whole sentence, and without the words of its error", async () => {
		const { said, failure, receive } = setUp();
		receive(frames.runs({ r1: "m1" }), frames.text("r1", "Well, I"));
		receive(frames.finished("r1", "error", "401: Incorrect API key provided: sk-abcdef123456\n  {…}"));
		receive(frames.finished("r1", "error"));
		await settle();
		assert.deepEqual(said, []);
		const message = "the model's provider answered 401: it refuses the key";
		assert.deepEqual(failure(), { kind: "model", message });
	});

	it("knows when its agent is gone", async () => {
		const { failure, receive } = setUp();
		receive(frames.finished(undefined, "error", "Agent agent-1 not found"));
		await settle();
		assert.deepEqual(failure(), { kind: "unknownAgent", message: "Agent agent-1 not found" });
	});

	it("begins again when the App Server asks the model again before anything was said", async () => {
		const { said, seen, receive } = setUp();
		receive(frames.runs({ r1: "m1" }), frames.text("r1", "Half a sen"), frames.retry("r1"));
		receive(
			frames.runs({ r1: "m1", r2: "m1" }),
			frames.text("r2", "Whole."),
			frames.finished("r2", "end_turn"),
		);
		await settle();
		assert.deepEqual([said, seen.outcome], [["Whole."], { kind: "done" }]);
	});

	it("says nothing twice when the App Server asks the model again after something was said", async () => {
		const { said, failure, seen, receive, fake } = setUp();
		receive(frames.runs({ r1: "m1" }), frames.text("r1", "First. Sec"), frames.retry("r1"));
		receive(frames.runs({ r1: "m1", r2: "m1" }), frames.text("r2", "First. Second. Third."));
		receive(frames.finished("r2", "cancelled"));
		await settle();
		assert.deepEqual(said, ["First."]);
		assert.equal(failure()?.kind, "model");
		assert.ok(fake.calls.includes("abort"));
		assert.equal(seen.aftermath, "free");
	});

	it("ends when the model calls tools again and again, and counts a repeated question once", async () => {
		const { seen, failure, receive, fake } = setUp();
		receive(frames.runs({ r1: "m1" }));
		for (const id of ["perm-1", "perm-1", "perm-2", "perm-3", "perm-3"]) receive(frames.toolQuestion(id));
		await settle();
		assert.equal(seen.outcome, undefined);
		receive(frames.toolQuestion("perm-4"));
		await settle();
		assert.deepEqual(failure(), { kind: "model", message: "the model calls tools instead of answering" });
		assert.ok(fake.calls.includes("abort"));
	});

	it("that takes too long fails once, is stopped, and leaves the conversation free when it has ended", async () => {
		const { clock, said, seen, failure, receive, fake } = setUp();
		receive(frames.runs({ r1: "m1" }), frames.text("r1", "One. Two"));
		await clock.advance(APP_SERVER_LIMITS.turnTimeoutSeconds - 0.1);
		assert.equal(seen.outcome, undefined);
		await clock.advance(0.2);
		assert.equal(failure()?.kind, "timeout");
		assert.deepEqual(fake.calls, ["sendMessage hello", "abort"]);
		assert.equal(seen.aftermath, undefined);
		receive(frames.text("r1", " and more. And more."), frames.finished("r1", "end_turn"));
		await settle();
		assert.deepEqual([said, seen.aftermath], [["One."], "free"]);
		assert.equal(clock.timers(), 0);
	});

	it("that does not stop leaves the conversation stuck", async () => {
		const { clock, seen } = setUp();
		await clock.advance(APP_SERVER_LIMITS.turnTimeoutSeconds + APP_SERVER_LIMITS.abortSeconds + 0.1);
		assert.equal(seen.aftermath, "stuck");
	});

	it("that is stopped before the model's first word has until then to stop", async () => {
		const { clock, seen, turn, receive } = setUp();
		const { abortSeconds, firstWordSeconds } = APP_SERVER_LIMITS;
		const latest = clock.now() + firstWordSeconds;
		receive(frames.runs({ r1: "m1" }));
		await clock.advance(1);
		turn.cancel({ kind: "rejected", message: "not wanted any more" }, true);
		assert.equal(turn.stopsBy(), latest);
		await clock.advance(firstWordSeconds - 1.1);
		assert.equal(seen.aftermath, undefined);
		await clock.advance(0.2);
		assert.deepEqual([seen.aftermath, turn.stopsBy()], ["stuck", latest]);

		const begun = setUp();
		begun.receive(frames.runs({ r1: "m1" }), frames.text("r1", "We"));
		begun.turn.cancel({ kind: "rejected", message: "not wanted any more" }, true);
		await begun.clock.advance(abortSeconds + 0.1);
		assert.equal(begun.seen.aftermath, "stuck");
	});

	it("that is stopped before the App Server has begun it leaves the conversation free", async () => {
		const { seen, turn, failure, receive } = setUp();
		turn.cancel({ kind: "rejected", message: "not wanted any more" });
		await settle();
		assert.deepEqual([failure()?.kind, seen.aftermath], ["rejected", undefined]);
		receive(frames.finished(undefined, "cancelled"));
		await settle();
		assert.equal(seen.aftermath, "free");
	});

	it("that is lost with the connection fails at once and is not sent again", async () => {
		const { clock, seen, failure, turn, receive, fake } = setUp();
		receive(frames.runs({ r1: "m1" }));
		turn.handleDown("connection closed");
		await settle();
		assert.deepEqual(failure(), { kind: "backendUnavailable", message: "connection closed" });
		assert.equal(seen.aftermath, "free");
		await clock.advance(1000);
		assert.equal(fake.sent.length, 1);
	});

	it("that is refused fails as rejected", async () => {
		const { failure, seen } = setUp((fake) => fake.answerNext("sendMessage", refusedBy("ENOSPC: /home/x")));
		await settle();
		assert.deepEqual(failure(), { kind: "rejected", message: "the App Server's disk is full" });
		assert.equal(seen.aftermath, "free");
	});

	it("whose acceptance never comes is stopped, because it may run", async () => {
		const { failure, fake } = setUp((made) =>
			made.answerNext("sendMessage", { kind: "timeout", message: "none" }, true),
		);
		await settle();
		assert.equal(failure()?.kind, "timeout");
		assert.deepEqual(fake.calls, ["sendMessage hello", "abort"]);
	});
});
