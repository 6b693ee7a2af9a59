import assert from "node:assert/strict";
import { afterEach, describe, it, mock } from "node:test";
import { createLifecycle, endOnSignals } from "../src/lifecycle.ts";

function create() {
	const problems: string[] = [];
	const ended: string[] = [];
	const lifecycle = createLifecycle({
		stopTimeoutSeconds: 0.05,
		onProblem: (problem) => problems.push(problem),
	});
	const add = (name: string) => lifecycle.add(name, async () => void ended.push(name));
	return { lifecycle, add, ended, problems };
}

describe("the lifecycle", () => {
	it("ends parts in the reverse order of their start, once, with the first code", async () => {
		const { lifecycle, add, ended } = create();
		for (const name of ["model", "server", "world"]) add(name);
		const codes = await Promise.all([lifecycle.end(3), lifecycle.end(0)]);
		assert.deepEqual(codes, [3, 3]);
		assert.deepEqual(ended, ["world", "server", "model"]);
	});

	it("ends the others when one throws or hangs", async () => {
		const { lifecycle, add, ended, problems } = create();
		add("model");
		lifecycle.add("hanging", () => new Promise(() => {}));
		lifecycle.add("broken", () => {
			throw new Error("oh");
		});
		await lifecycle.end(1);
		assert.deepEqual(ended, ["model"]);
		assert.deepEqual(problems, ["broken: oh", "hanging: not ended after 0.05 s"]);
	});

	it("ends what is added while it ends", async () => {
		const { lifecycle, add, ended } = create();
		lifecycle.add("first", () => add("late"));
		await lifecycle.end(0);
		assert.deepEqual(ended, ["late"]);
	});
});

describe("a playtest that is told to stop", () => {
	afterEach(() => mock.restoreAll());

	function setUp() {
		const signals = new Map<string | symbol, () => void>();
		const exits: (string | number | null | undefined)[] = [];
		mock.method(process, "on", (event: string, listener: () => void) => signals.set(event, listener));
		mock.method(process, "exit", (code: number) => exits.push(code));
		const { lifecycle } = create();
		lifecycle.add("slow", () => new Promise(() => {}));
		const ends: string[] = [];
		let seconds = 100;
		endOnSignals(
			lifecycle,
			(code, reason) => {
				ends.push(`${code} ${reason}`);
				void lifecycle.end(code);
			},
			() => seconds,
		);
		return {
			send: (signal: string) => signals.get(signal)!(),
			wait: (s: number) => (seconds += s),
			ends,
			exits,
		};
	}

	it("goes on ending when a parent passes the same signal on within a second", () => {
		const { send, wait, ends, exits } = setUp();
		send("SIGINT");
		wait(0.9);
		send("SIGINT");
		assert.deepEqual([ends, exits], [["130 SIGINT: ending"], []]);
	});

	it("exits when somebody presses Ctrl-C again after a second", () => {
		const { send, wait, exits } = setUp();
		send("SIGINT");
		wait(1);
		send("SIGINT");
		assert.deepEqual(exits, [130]);
	});

	it("exits at another signal at once", () => {
		const { send, exits } = setUp();
		send("SIGINT");
		send("SIGTERM");
		assert.deepEqual(exits, [143]);
	});
});
