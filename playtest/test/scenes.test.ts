import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { faultOf, playScene } from "../src/scenes/play-scene.ts";
import { createReplyWatch } from "../src/scenes/reply-watch.ts";
import type { Reply, Stage } from "../src/scenes/stage.ts";
import type { TurnNote } from "../src/minds/turn-follower.ts";

const GOOD: Reply = { bubbles: ["Hello, Alex!"], windowLines: ["Hello, Alex!"], problem: undefined };

describe("a reply as it was displayed", () => {
	it("is right with one bubble and one window line for each sentence", () => {
		assert.equal(faultOf("Mara", GOOD), undefined);
		const two = ["Hello, Alex!", "Cake?"];
		assert.equal(faultOf("Mara", { ...GOOD, bubbles: two, windowLines: two }), undefined);
	});

	it("is right when a long line was cut into more bubbles", () => {
		assert.equal(faultOf("Mara", { ...GOOD, bubbles: ["Hello,", "Alex!"] }), undefined);
	});

	it("is wrong when it is missing, doubled or not the same in both", () => {
		assert.match(faultOf("Mara", { ...GOOD, bubbles: [], problem: "silence" })!, /did not answer: silence/);
		assert.match(faultOf("Mara", { ...GOOD, bubbles: [] })!, /no bubble/);
		assert.match(faultOf("Mara", { ...GOOD, bubbles: ["A", "A"], windowLines: ["A"] })!, /twice: A/);
		assert.match(faultOf("Mara", { ...GOOD, windowLines: [] })!, /differ/);
	});
});

describe("playing a scene", () => {
	function createStage(reply: Reply): { stage: Stage; done: string[] } {
		const done: string[] = [];
		const stage: Stage = {
			say: async (text) => void done.push(`say ${text}`),
			walkTo: async (name) => {
				done.push(`walk ${name}`);
				return name === "Moon" ? { kind: "unknown", known: ["Cafe"] } : { kind: "arrived", name };
			},
			listenTo: (npc) => {
				done.push(`listen ${npc}`);
				return { reply: async () => reply };
			},
		};
		return { stage, done };
	}

	it("listens before it speaks, in the order of the steps", async () => {
		const { stage, done } = createStage(GOOD);
		const problems = await playScene(stage, {
			title: "A talk",
			steps: [
				{ kind: "walk", to: "Mara" },
				{ kind: "say", text: "Hi", answeredBy: "Mara" },
			],
		});
		assert.deepEqual(problems, []);
		assert.deepEqual(done, ["walk Mara", "listen Mara", "say Hi"]);
	});

	it("goes on after a fault and tells of each", async () => {
		const { stage } = createStage({ ...GOOD, bubbles: [] });
		const problems = await playScene(stage, {
			title: "A bad day",
			steps: [
				{ kind: "walk", to: "Moon" },
				{ kind: "say", text: "Hi", answeredBy: "Mara" },
			],
		});
		assert.deepEqual(problems.length, 2);
		assert.match(problems[0]!, /no Moon to walk to; there are Cafe/);
	});
});

describe("waiting for a reply", () => {
	beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
	afterEach(() => mock.timers.reset());

	const note = (state: TurnNote["state"], problem?: string): TurnNote => ({
		turnId: "t",
		state,
		problem,
	});
	const bubble = (text: string) => ({ surface: "bubble" as const, speaker: "Mara", text, prefix: "" });

	function createWatch() {
		const watch = createReplyWatch({ timeoutSeconds: 60, settleSeconds: 0.5 });
		let reply: Reply | undefined;
		void watch.reply().then((found) => (reply = found));
		return {
			...watch,
			after: async (seconds: number) => {
				mock.timers.tick(seconds * 1000);
				await Promise.resolve();
				return reply;
			},
		};
	}

	it("lasts until the turn is over and nothing more comes", async () => {
		const watch = createWatch();
		watch.turn(note("sent"));
		watch.shown(bubble("One."));
		assert.equal(await watch.after(10), undefined);
		watch.turn(note("done"));
		assert.equal(await watch.after(0.4), undefined);
		watch.shown(bubble("Two."));
		assert.equal(await watch.after(0.4), undefined);
		assert.deepEqual((await watch.after(0.2))?.bubbles, ["One.", "Two."]);
	});

	it("waits for the lines of a turn that is over", async () => {
		const watch = createWatch();
		watch.turn(note("done"));
		assert.equal(await watch.after(5), undefined);
		watch.shown(bubble("One."));
		assert.equal((await watch.after(1))?.problem, undefined);
	});

	it("takes no typing bubble for an answer", async () => {
		const watch = createWatch();
		watch.turn(note("sent"));
		watch.shown({ ...bubble("…"), surface: "typing" });
		watch.turn(note("done"));
		assert.equal(await watch.after(10), undefined);
		watch.shown(bubble("One."));
		assert.deepEqual((await watch.after(1))?.bubbles, ["One."]);
	});

	it("ends with the reason of a failed turn", async () => {
		const watch = createWatch();
		watch.turn(note("failed", "model: 500"));
		assert.equal((await watch.after(1))?.problem, "model: 500");
	});

	it("goes on after a turn that was cancelled, when another one begins", async () => {
		const watch = createWatch();
		watch.turn(note("sent"));
		watch.turn(note("cancelled"));
		assert.equal(await watch.after(10), undefined);
		watch.turn(note("sent"));
		assert.equal(await watch.after(10), undefined);
		watch.shown(bubble("One."));
		watch.turn(note("done"));
		assert.deepEqual(await watch.after(1), { bubbles: ["One."], windowLines: [], problem: undefined });
	});

	it("ends at once when nothing more can be learnt of the turn", async () => {
		const watch = createWatch();
		watch.shown(bubble("One."));
		assert.equal(watch.isOver(), false);
		watch.fail("the place does not answer");
		assert.equal(watch.isOver(), true);
		assert.equal((await watch.after(0))?.problem, "the place does not answer");
	});

	it("ends when nothing comes in time", async () => {
		const watch = createWatch();
		assert.match((await watch.after(61))!.problem!, /nothing was displayed within 60 s/);
	});
});
