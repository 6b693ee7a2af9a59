/// <reference types="@rbxts/testez/globals" />
import { EventInbox } from "server/letta/gateway/event-inbox";
import { FrameBudget } from "server/net/frame-budget";
import type { GatewayEvent } from "server/wire/gateway-frames";
import { expectSame } from "../../shared/support/expectations";
import { createFakeClock } from "../support/fake-clock";

const FRAME_SECONDS = 0.02;

const sentence = (index: number): GatewayEvent => ({
	event: "sentence",
	npcId: "mara",
	turnId: "t",
	index,
	text: "Hello.",
});
const receipt = (rev: number): GatewayEvent => ({
	event: "blockStored",
	npcId: "mara",
	label: "status",
	rev,
});

/** An inbox in frames of 20 ms with a budget of 1 ms. Each event takes so many milliseconds. */
function setUp(milliseconds: number) {
	const frames = createFakeClock();
	const passed = new Array<number>();
	let worked = 0;
	const budget = new FrameBudget(() => frames.now() + worked, {
		budgetSeconds: 0.001,
		frameSeconds: FRAME_SECONDS,
	});
	const clock = { after: (_: number, callback: () => void) => frames.after(FRAME_SECONDS, callback) };
	const inbox = new EventInbox({ clock, budget }, (event) => {
		worked += milliseconds / 1000;
		passed.push(event.event === "sentence" ? event.index : -1);
	});
	return { inbox, passed, nextFrame: () => frames.advance(FRAME_SECONDS) };
}

export = () => {
	describe("what the gateway has said", () => {
		it("is passed on at once while the frame has time", () => {
			const { inbox, passed } = setUp(0.1);
			inbox.add([sentence(0), sentence(1), sentence(2)]);
			expectSame(passed, [0, 1, 2]);
		});

		it("goes on in the next frames, in its order, when the frame has no time left", () => {
			const { inbox, passed, nextFrame } = setUp(0.6);
			inbox.add([sentence(0), sentence(1), sentence(2), sentence(3)]);
			expectSame(passed, [0, 1]);
			inbox.add([sentence(4)]);
			nextFrame();
			nextFrame();
			expectSame(passed, [0, 1, 2, 3, 4]);
		});

		it("is passed on whole before the session changes", () => {
			const { inbox, passed, nextFrame } = setUp(5);
			inbox.add([sentence(0), sentence(1), sentence(2)]);
			inbox.finish();
			expectSame(passed, [0, 1, 2]);
			nextFrame();
			expectSame(passed, [0, 1, 2]);
		});

		it("asks for the time after a few receipts, not after each", () => {
			const { inbox, passed } = setUp(2);
			const receipts = new Array<GatewayEvent>();
			for (let rev = 1; rev <= 20; rev++) receipts.push(receipt(rev));
			inbox.add(receipts);
			expect(passed.size()).to.equal(8);
		});
	});
};
