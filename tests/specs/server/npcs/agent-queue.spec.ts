/// <reference types="@rbxts/testez/globals" />
import { FrameBudget } from "server/net/frame-budget";
import { AgentQueue } from "server/npcs/agent-queue";
import { SERVER } from "server/constants/operations";
import { createFakeClock } from "../support/fake-clock";
import { expectSame } from "../../shared/support/expectations";

/** A queue of NPCs 1, 2, 3 …, of which players are near some. */
function setUp(near: ReadonlyArray<number> = []) {
	const clock = createFakeClock();
	const served = new Array<number>();
	const queue = new AgentQueue<number>({
		clock,
		budget: new FrameBudget(clock.now),
		isUrgent: (npc) => near.includes(npc),
		serve: (npc) => served.push(npc),
	});
	const add = (count: number) => {
		for (let npc = 1; npc <= count; npc++) queue.add(npc);
		clock.advance(SERVER.perceptionSeconds);
	};
	return { clock, queue, served, add };
}

/** 1, 2, … `last`. */
function upTo(last: number): ReadonlyArray<number> {
	const numbers = new Array<number>();
	for (let number = 1; number <= last; number++) numbers.push(number);
	return numbers;
}

export = () => {
	describe("the queue for agents", () => {
		const limit = SERVER.maxAgentsUnderWay;

		it("asks for those near players first, and for the others in the order in which they came", () => {
			const { served, add } = setUp([3]);
			add(4);
			expectSame(served, [3, 1, 2, 4]);
		});

		it("asks for a few, and for the next when one of them is there", () => {
			const { clock, queue, served, add } = setUp();
			add(limit + 3);
			expectSame(served, upTo(limit));
			queue.done(5);
			clock.advance(0.1);
			expectSame(served, upTo(limit + 1));
		});

		it("lets one go first that a player comes to while it waits", () => {
			const { clock, queue, served, add } = setUp();
			add(limit + 50);
			queue.hurry(limit + 40);
			queue.done(1);
			queue.done(2);
			clock.advance(0.1);
			expectSame(served, [...upTo(limit), limit + 40, limit + 1]);
		});

		it("gives the turn of one that has gone to the next", () => {
			const { clock, queue, served, add } = setUp();
			add(limit + 2);
			expect(queue.drop(limit + 1)).to.equal(true);
			expect(queue.drop(1)).to.equal(false);
			clock.advance(0.1);
			expectSame(served, [...upTo(limit), limit + 2]);
		});

		it("counts one only once that answers again", () => {
			const { clock, queue, served, add } = setUp();
			add(limit + 3);
			queue.done(1);
			queue.done(1);
			clock.advance(0.1);
			expectSame(served, upTo(limit + 1));
		});

		it("asks at once for one that cannot wait", () => {
			const { queue, served, add } = setUp();
			add(limit + 9);
			queue.serveNow(limit + 9);
			queue.serveNow(1);
			expectSame(served, [...upTo(limit), limit + 9]);
		});
	});
};
