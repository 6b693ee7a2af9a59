/// <reference types="@rbxts/testez/globals" />
import { gestureSeconds, talkSwing } from "client/animation/talk-gesture";
import { expectAtMost, expectLess, expectMore } from "../../shared/support/expectations";

export = () => {
	describe("a talking gesture", () => {
		it("lasts about as long as the words, within bounds", () => {
			expect(gestureSeconds(0)).to.equal(1.5);
			expect(gestureSeconds(60)).to.equal(4);
			expect(gestureSeconds(1000)).to.equal(8);
		});

		it("begins and ends at rest, and nods to both sides between", () => {
			for (const [since, left] of [
				[0, 4],
				[4, 0],
			] as ReadonlyArray<[number, number]>) {
				const { nod, arm } = talkSwing(since, left);
				expect(nod).to.be.near(0, 1e-6);
				expect(arm).to.be.near(0, 1e-6);
			}
			let [lowest, highest] = [0, 0];
			for (let since = 0; since <= 4; since += 0.05) {
				const { nod, arm } = talkSwing(since, 4 - since);
				lowest = math.min(lowest, nod);
				highest = math.max(highest, nod);
				expectAtMost(math.deg(arm), 32);
			}
			expectLess(math.deg(lowest), -4);
			expectMore(math.deg(highest), 4);
		});
	});
};
