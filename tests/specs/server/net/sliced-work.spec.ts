/// <reference types="@rbxts/testez/globals" />
import { FrameBudget } from "server/net/frame-budget";
import { SlicedWork } from "server/net/sliced-work";
import { InPieces } from "server/rules/load/in-pieces";
import { createFakeClock } from "../support/fake-clock";
import { expectSame } from "../../shared/support/expectations";

const FRAME_SECONDS = 0.02;

/** Work of so many pieces, each of which takes so many milliseconds, in frames of 20 ms with a budget of 1 ms. */
function setUp(pieces: number, milliseconds: number) {
	const frames = createFakeClock();
	let worked = 0;
	const now = () => frames.now() + worked;
	const done = new Array<number>();
	const work = new InPieces((breathe) => {
		for (let piece = 1; piece <= pieces; piece++) {
			worked += milliseconds / 1000;
			done.push(piece);
			breathe();
		}
	});
	const clock = {
		after: (_: number, callback: () => void) => frames.after(FRAME_SECONDS, callback),
	};
	const budget = new FrameBudget(now, { budgetSeconds: 0.001, frameSeconds: FRAME_SECONDS });
	const slices = new SlicedWork({ clock, budget }, (mayGoOn) => work.workWhile(mayGoOn));
	/** How many pieces are done after each of so many further frames. */
	const nextFrames = (count: number): ReadonlyArray<number> => {
		const sizes = new Array<number>();
		for (let frame = 0; frame < count; frame++) {
			frames.advance(FRAME_SECONDS);
			sizes.push(done.size());
		}
		return sizes;
	};
	return { slices, work, done, nextFrames };
}

export = () => {
	describe("work in slices", () => {
		it("goes on in the next frames until everything is done", () => {
			const { slices, done, nextFrames } = setUp(7, 0.4);
			slices.run();
			expect(done.size()).to.equal(3);
			expectSame(nextFrames(3), [6, 7, 7]);
			expectSame(done, [1, 2, 3, 4, 5, 6, 7]);
		});

		it("that is put off begins in the next frame, and once however often it was put off", () => {
			const { slices, done, nextFrames } = setUp(7, 0.4);
			slices.soon();
			slices.soon();
			expect(done.size()).to.equal(0);
			expectSame(nextFrames(3), [3, 6, 7]);
		});

		it("does one piece a frame where a piece takes longer than a frame has", () => {
			const { slices, nextFrames } = setUp(3, 5);
			slices.run();
			expectSame(nextFrames(3), [2, 3, 3]);
		});
	});

	describe("work in pieces", () => {
		it("is finished at once where somebody cannot wait", () => {
			const { work, done } = setUp(7, 5);
			expect(work.workWhile(() => false)).to.equal(false);
			expect(done.size()).to.equal(1);
			work.finish();
			expectSame(done, [1, 2, 3, 4, 5, 6, 7]);
			expect(work.workWhile(() => false)).to.equal(true);
		});

		it("reports an error where the work was asked for", () => {
			const work = new InPieces(() => error("no such word"));
			expect(() => work.workWhile(() => true)).to.throw("no such word");
		});
	});
};
