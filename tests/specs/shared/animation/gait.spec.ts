/// <reference types="@rbxts/testez/globals" />
import type { Gait } from "shared/animation/animation-ids";
import { strideOf, R15_SPEEDS } from "shared/animation/gait";
import { expectSame } from "../support/expectations";

function gaitAt(speed: number, before: Gait = "idle", height = 1): string {
	const { gait, rate } = strideOf({ speed, turning: 0 }, before, R15_SPEEDS, height);
	return string.format("%s %.2f", gait, rate);
}

export = () => {
	describe("a body's gait", () => {
		it("is idle, walk or run by its speed, and the animation keeps step with the ground", () => {
			expectSame(
				[0, 0.5, 3.2, 6.4, 8, 12.8, 16, 25.6].map((speed) => gaitAt(speed)),
				["idle 1.00", "idle 1.00", "walk 0.50", "walk 1.00", "walk 1.25", "run 1.00", "run 1.25", "run 2.00"],
			);
		});

		it("does not flicker between walk and run", () => {
			expect(gaitAt(11.5, "walk")).to.equal("walk 1.80");
			expect(gaitAt(11.5, "run")).to.equal("run 0.90");
		});

		it("is quicker with short legs", () => {
			expect(gaitAt(8, "walk", 0.5)).to.equal("run 1.25");
			expect(gaitAt(8, "walk", 2)).to.equal("walk 0.62");
		});

		it("is a shuffle while a standing body turns", () => {
			expectSame(strideOf({ speed: 0, turning: 270 }, "idle", R15_SPEEDS, 1), { gait: "walk", rate: 0.6 });
			expect(strideOf({ speed: 0, turning: 5 }, "idle", R15_SPEEDS, 1).gait).to.equal("idle");
		});

		it("is idle for a body that somebody puts elsewhere", () => {
			expect(gaitAt(500, "walk")).to.equal("idle 1.00");
		});
	});
};
