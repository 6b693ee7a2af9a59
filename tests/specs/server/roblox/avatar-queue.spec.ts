/// <reference types="@rbxts/testez/globals" />
import { AvatarQueue, MAX_AVATARS_UNDER_WAY } from "server/roblox/avatar-queue";
import { createThreads } from "server/roblox/threads";
import { WORK } from "server/constants/operations";
import { FrameBudget } from "server/net/frame-budget";
import { createFakeClock } from "../support/fake-clock";
import { definitionOf } from "../support/test-town";
import { expectSame, expectText } from "../../shared/support/expectations";

const FRAME_SECONDS = 1 / 60;

/** A queue whose avatars come when the spec says so, and of which a frame has time to hand out two. */
function setUp() {
	const frames = createFakeClock();
	let spent = 0;
	const errors = new Array<string>();
	const asked = new Array<thread>();
	const handedOut = new Array<string>();
	const queue = new AvatarQueue({
		clock: { after: (_, callback) => frames.after(FRAME_SECONDS, callback) },
		budget: new FrameBudget(() => frames.now() + spent),
		threads: createThreads((message) => errors.push(message)),
		requestAvatar: () => {
			asked.push(coroutine.running());
			coroutine.yield();
			return undefined;
		},
	});
	return {
		errors,
		asked,
		handedOut,
		order: (count: number) => {
			for (let number = 1; number <= count; number++) {
				const name = `npc${number}`;
				queue.add(definitionOf(name), () => {
					spent += WORK.budgetSeconds * 0.6;
					if (number === 2) error("this body is broken");
					handedOut.push(name);
				});
			}
		},
		arrive: (count: number) => {
			for (let number = 0; number < count; number++) coroutine.resume(asked[number]);
		},
		nextFrame: () => frames.advance(FRAME_SECONDS),
	};
}

export = () => {
	describe("the queue for avatars", () => {
		it("asks for some at a time, and for further ones as these come", () => {
			const { asked, order, arrive, nextFrame } = setUp();
			order(MAX_AVATARS_UNDER_WAY + 5);
			nextFrame();
			expect(asked.size()).to.equal(MAX_AVATARS_UNDER_WAY);
			arrive(3);
			for (let frame = 0; frame < 5; frame++) nextFrame();
			expect(asked.size()).to.equal(MAX_AVATARS_UNDER_WAY + 3);
		});

		it("hands out those that come in the same moment over several frames", () => {
			const { handedOut, order, arrive, nextFrame } = setUp();
			order(6);
			nextFrame();
			arrive(6);
			expect(handedOut.size()).to.equal(0);
			nextFrame();
			expectSame(handedOut, ["npc1"]);
			nextFrame();
			expectSame(handedOut, ["npc1", "npc3", "npc4"]);
		});

		it("reports a body that cannot be made, and goes on with the next", () => {
			const { errors, handedOut, order, arrive, nextFrame } = setUp();
			order(3);
			nextFrame();
			arrive(3);
			nextFrame();
			nextFrame();
			expectSame(handedOut, ["npc1", "npc3"]);
			expect(errors.size()).to.equal(1);
			expectText(errors[0], "body of npc2");
		});
	});
};
