/// <reference types="@rbxts/testez/globals" />
import { FlightLimit } from "server/net/flight-limit";
import { expectSame } from "../../shared/support/expectations";

const create = () => new FlightLimit({ max: 64, burstSeconds: 0.5, answersToGrow: 3, ceilingSeconds: 100 });

function answers(limit: FlightLimit, count: number, now: number): void {
	for (let index = 0; index < count; index++) limit.noteAnswer(now);
}

export = () => {
	describe("how many requests may be under way", () => {
		it("is halved by a refusal, once for all refusals of a burst", () => {
			const limit = create();
			for (let index = 0; index < 30; index++) limit.noteRefused(64, 0);
			expect(limit.current()).to.equal(32);
			limit.noteRefused(32, 0.6);
			expect(limit.current()).to.equal(16);
		});

		it("is halved from what was under way, if that was less", () => {
			const limit = create();
			limit.noteRefused(10, 0);
			expect(limit.current()).to.equal(5);
		});

		it("is never less than one", () => {
			const limit = create();
			for (let now = 0; now < 20; now++) limit.noteRefused(1, now);
			expect(limit.current()).to.equal(1);
		});

		it("grows one by one with answers, to one less than was refused, and beyond only after a long while", () => {
			const limit = create();
			limit.noteRefused(8, 0);
			const seen = new Array<number>();
			for (let round = 0; round < 6; round++) {
				answers(limit, 3, 1);
				seen.push(limit.current());
			}
			expectSame(seen, [5, 6, 7, 7, 7, 7]);
			answers(limit, 3, 101);
			expect(limit.current()).to.equal(8);
		});

		it("is the most there may be where nothing is refused", () => {
			const limit = create();
			answers(limit, 1000, 1);
			expect(limit.current()).to.equal(64);
		});
	});
};
