/// <reference types="@rbxts/testez/globals" />
import { RoundRobin } from "client/animation/round-robin";
import { expectSame } from "../../shared/support/expectations";

function setUp(count: number) {
	const robin = new RoundRobin<number>();
	for (let item = 0; item < count; item++) robin.add(item);
	const served = new Array<number>();
	const frames = (frames: number) => {
		for (let frame = 0; frame < frames; frame++) robin.serve(0.125, 1, (item) => served.push(item));
		return [...served];
	};
	return { robin, served, frames };
}

export = () => {
	describe("a round robin", () => {
		it("serves everybody once in a round, a few in each frame", () => {
			const { frames } = setUp(16);
			expectSame(frames(1), [0, 1]);
			expectSame(frames(7), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
		});

		it("serves few in some frames only, in turn", () => {
			const { frames } = setUp(2);
			expectSame(frames(3), []);
			expectSame(frames(5), [0, 1]);
			expectSame(frames(4), [0, 1, 0]);
		});

		it("serves each once at most after a long frame", () => {
			const { robin, served } = setUp(3);
			robin.serve(60, 1, (item) => served.push(item));
			expectSame(served, [0, 1, 2]);
		});

		it("passes over nobody when others come or go", () => {
			const { robin, served, frames } = setUp(8);
			frames(2);
			robin.remove(0);
			robin.remove(5);
			robin.add(8);
			served.clear();
			expectSame(frames(6), [2, 3, 4, 6, 7]);
		});
	});
};
