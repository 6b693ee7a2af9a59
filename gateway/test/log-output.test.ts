import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { LogOutput, type LogFile } from "../src/log-output.ts";

/** Stands in for the file: answers each write as `fails` says, when `answer` is called. */
function setUp(maxWaitingBytes?: number) {
	const state = { text: "", fails: "", most: Infinity, calls: 0, syncCalls: 0 };
	const open: (() => void)[] = [];
	const take = (bytes: Buffer): number => {
		if (state.fails !== "") throw Object.assign(new Error(state.fails), { code: state.fails });
		const taken = bytes.subarray(0, state.most);
		state.text += taken.toString();
		return taken.length;
	};
	const file: LogFile = {
		write: (bytes, done) => {
			state.calls += 1;
			open.push(() => {
				try {
					done(null, take(bytes));
				} catch (error) {
					done(error as NodeJS.ErrnoException, 0);
				}
			});
		},
		writeSync: (bytes) => {
			state.syncCalls += 1;
			return take(bytes);
		},
	};
	return { state, output: new LogOutput(file, maxWaitingBytes), answer: () => open.shift()?.() };
}

describe("the output of a log", () => {
	beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
	afterEach(() => mock.timers.reset());

	it("writes lines in their order, one write at a time", () => {
		const { state, output, answer } = setUp();
		for (const line of ["a\n", "b\n", "c\n"]) output.write(line);
		assert.equal(state.calls, 1);
		answer();
		answer();
		assert.deepEqual([state.text, state.calls], ["a\nb\nc\n", 2]);
	});

	it("writes the rest of a line that was taken in part before what came meanwhile", () => {
		const { state, output, answer } = setUp();
		state.most = 4;
		for (const line of ["first\n", "second\n"]) output.write(line);
		for (let writes = 0; writes < 4; writes++) answer();
		assert.equal(state.text, "first\nsecond\n");
	});

	for (const code of ["EPIPE", "ECONNRESET"]) {
		it(`gives up when its reader is gone (${code})`, () => {
			const { state, output, answer } = setUp();
			state.fails = code;
			output.write("a\n");
			output.write("b\n");
			answer();
			output.write("c\n");
			output.flushSync();
			mock.timers.tick(1000);
			assert.deepEqual([state.calls, state.syncCalls], [1, 0]);
		});
	}

	it("gives up at once when the process ends and its reader is gone", () => {
		const { state, output } = setUp();
		output.write("in flight\n");
		output.write("a\n");
		state.fails = "EPIPE";
		output.flushSync();
		assert.equal(state.syncCalls, 1);
	});

	it("tries a few times when the process ends and its disk is full", () => {
		const { state, output } = setUp();
		output.write("in flight\n");
		output.write("a\n");
		state.fails = "ENOSPC";
		output.flushSync();
		assert.equal(state.syncCalls, 5);
	});

	it("writes what waits when the process ends", () => {
		const { state, output } = setUp();
		output.write("in flight\n");
		output.write("a\n");
		output.write("b\n");
		output.flushSync();
		assert.equal(state.text, "a\nb\n");
	});

	for (const code of ["ENOSPC", "EAGAIN"]) {
		it(`loses nothing while a write fails and may go well later (${code})`, () => {
			const { state, output, answer } = setUp();
			state.fails = code;
			output.write("a\n");
			answer();
			output.write("b\n");
			mock.timers.tick(100);
			answer();
			assert.equal(state.text, "");
			state.fails = "";
			mock.timers.tick(100);
			answer();
			assert.equal(state.text, "a\nb\n");
		});
	}

	it("drops lines that are too many, and says how many", () => {
		const { state, output, answer } = setUp(4);
		output.write("in flight\n".slice(0, 2));
		for (const line of ["a\n", "b\n", "c\n", "d\n"]) output.write(line);
		for (let writes = 0; writes < 3; writes++) answer();
		const [, told] = state.text.split("b\n");
		assert.match(state.text, /^ina\nb\n\{/);
		assert.equal((JSON.parse(told!) as { lines: number }).lines, 2);
	});
});
