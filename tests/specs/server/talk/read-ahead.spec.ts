/// <reference types="@rbxts/testez/globals" />
import { FrameBudget } from "server/net/frame-budget";
import { InPieces } from "server/rules/load/in-pieces";
import { ReadAhead } from "server/talk/read-ahead";
import { expectSame } from "../../shared/support/expectations";
import { createFakeClock } from "../support/fake-clock";

const FRAME_SECONDS = 0.02;

/** Frames of 20 ms with a budget of 1 ms; a piece takes 0.6 ms. */
function setUp() {
	const frames = createFakeClock();
	const done = new Array<string>();
	let worked = 0;
	const budget = new FrameBudget(() => frames.now() + worked, {
		budgetSeconds: 0.001,
		frameSeconds: FRAME_SECONDS,
	});
	const clock = { after: (_: number, callback: () => void) => frames.after(FRAME_SECONDS, callback) };
	const readAhead = new ReadAhead({ clock, budget });
	const textOf = (name: string) =>
		new InPieces((breathe) => {
			for (let piece = 1; piece <= 3; piece++) {
				worked += 0.0006;
				done.push(`${name}${piece}`);
				breathe();
			}
		});
	return { readAhead, done, textOf, nextFrame: () => frames.advance(FRAME_SECONDS) };
}

export = () => {
	describe("what is read ahead", () => {
		it("is read in the next frames, one text after the other", () => {
			const { readAhead, done, textOf, nextFrame } = setUp();
			readAhead.add(textOf("a"));
			readAhead.add(textOf("b"));
			expectSame(done, []);
			nextFrame();
			expectSame(done, ["a1", "a2"]);
			for (let frame = 0; frame < 4; frame++) nextFrame();
			expectSame(done, ["a1", "a2", "a3", "b1", "b2", "b3"]);
		});

		it("is not read again when somebody needed it sooner", () => {
			const { readAhead, done, textOf, nextFrame } = setUp();
			const [first, second] = [textOf("a"), textOf("b")];
			readAhead.add(first);
			readAhead.add(second);
			nextFrame();
			second.finish();
			for (let frame = 0; frame < 4; frame++) nextFrame();
			expectSame(done, ["a1", "a2", "b1", "b2", "b3", "a3"]);
		});
	});
};
