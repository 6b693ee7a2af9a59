/// <reference types="@rbxts/testez/globals" />
import { ProgressWatch } from "server/rules/behaviour/progress-watch";
import { at } from "../../support/entities";

function watch(): ProgressWatch {
	return new ProgressWatch({ progressStuds: 1, stuckSeconds: 2 }, at(0), 0);
}

export = () => {
	describe("somebody who should be walking", () => {
		it("is stuck after two seconds on the spot", () => {
			const progress = watch();
			expect(progress.isStuck(at(0.9), 1.9)).to.equal(false);
			expect(progress.isStuck(at(0.9), 2)).to.equal(true);
		});
		it("is not while it gets on, however slowly", () => {
			const progress = watch();
			for (let now = 0; now <= 20; now++) expect(progress.isStuck(at(now * 0.6), now)).to.equal(false);
		});
		it("makes progress with a stud exactly", () => {
			const progress = watch();
			expect(progress.isStuck(at(1), 1)).to.equal(false);
			expect(progress.isStuck(at(1), 2.9)).to.equal(false);
			expect(progress.isStuck(at(1), 3)).to.equal(true);
		});
		it("is stuck where it paces to and fro, or only falls", () => {
			const progress = watch();
			let isStuck = false;
			for (let now = 0; now <= 3; now += 0.5) isStuck = progress.isStuck(at(now % 1, 0, -10 * now), now);
			expect(isStuck).to.equal(true);
		});
		it("has its time again with a fresh path", () => {
			const progress = watch();
			progress.reset(at(0), 1.9);
			expect(progress.isStuck(at(0), 3)).to.equal(false);
			expect(progress.isStuck(at(0), 3.9)).to.equal(true);
		});
	});
};
