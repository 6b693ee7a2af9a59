/// <reference types="@rbxts/testez/globals" />
import { JobQueue } from "server/net/job-queue";
import { expectSame } from "../../shared/support/expectations";
import { createFakeClock } from "../support/fake-clock";
import { pieceBudget } from "../support/piece-budget";

const FRAME_SECONDS = 0.02;

/** A queue whose jobs note their names. */
function setUp() {
	const frames = createFakeClock();
	const time = { isThere: true };
	const done = new Array<string>();
	const queue = new JobQueue({
		clock: { after: (_: number, callback: () => void) => frames.after(FRAME_SECONDS, callback) },
		budget: pieceBudget(() => time.isThere),
	});
	/** @param parts what it adds to the queue */
	const add = (name: string, ...parts: ReadonlyArray<string>) =>
		queue.add(() => {
			done.push(name);
			for (const part of parts) add(part);
		});
	const nextFrame = () => {
		done.clear();
		frames.advance(FRAME_SECONDS);
		return done.join(" ");
	};
	return { queue, add, done, time, nextFrame };
}

export = () => {
	describe("a queue of jobs", () => {
		it("does a job at once while the frame has time, and then what the job has added", () => {
			const { add, done } = setUp();
			add("a", "a1", "a2");
			add("b");
			expectSame(done, ["a", "a1", "a2", "b"]);
		});

		it("does one job a frame where there is no time, and a job's parts before the next job", () => {
			const { add, done, time, nextFrame } = setUp();
			time.isThere = false;
			add("a", "a1", "a2");
			add("b");
			expectSame(done, []);
			expectSame(
				[1, 2, 3, 4, 5].map(() => nextFrame()),
				["a", "a1", "a2", "b", ""],
			);
		});

		it("lets no job overtake one that waits", () => {
			const { add, done, time, nextFrame } = setUp();
			time.isThere = false;
			add("a");
			time.isThere = true;
			add("b");
			expectSame(done, []);
			expect(nextFrame()).to.equal("a b");
		});

		it("goes on after a job that fails, and reports it where it was done", () => {
			const { queue, add, time, nextFrame } = setUp();
			expect(() => queue.add(() => error("broken"))).to.throw("broken");
			time.isThere = false;
			queue.add(() => {
				add("part");
				error("broken, too");
			});
			add("b");
			time.isThere = true;
			expect(() => nextFrame()).to.throw("broken, too");
			expect(nextFrame()).to.equal("part b");
		});

		it("is empty after it was finished or cleared", () => {
			const { queue, add, done, time, nextFrame } = setUp();
			time.isThere = false;
			add("a", "a1");
			add("b");
			queue.finish();
			expectSame(done, ["a", "a1", "b"]);
			add("c");
			queue.clear();
			expect(nextFrame()).to.equal("");
		});
	});
};
