/// <reference types="@rbxts/testez/globals" />
import { createClock } from "server/roblox/clock";
import { createThreads } from "server/roblox/threads";
import { expectAtLeast, expectAtMost, expectMore, expectText } from "../../shared/support/expectations";

export = () => {
	describe("the engine's clock", () => {
		const setUp = () => {
			const errors = new Array<string>();
			return { clock: createClock(createThreads((message) => errors.push(message))), errors };
		};

		it("tells the wall clock to the second, in UTC", () => {
			const { clock } = setUp();
			expect(clock.isoNow().match("^%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%dZ$")[0]).to.be.ok();
		});

		it("runs a callback once, after its time", () => {
			const { clock } = setUp();
			let runs = 0;
			clock.after(0.1, () => (runs += 1));
			task.wait(0.05);
			expect(runs).to.equal(0);
			task.wait(0.3);
			expect(runs).to.equal(1);
		});

		it("runs a callback again and again until it is stopped, even from within", () => {
			const { clock } = setUp();
			let runs = 0;
			const stop = clock.every(0.05, () => {
				runs += 1;
				if (runs === 3) stop();
			});
			task.wait(0.6);
			expect(runs).to.equal(3);
		});

		it("keeps to its times on average, though each comes with a later frame", () => {
			const { clock } = setUp();
			let runs = 0;
			const stop = clock.every(0.05, () => (runs += 1));
			task.wait(2.02);
			stop();
			// At 30 frames a second, a wait of 0.05 s lasts two frames: 0.067 s.
			expectAtLeast(runs, 38);
			expectAtMost(runs, 41);
		});

		it("does not run what was cancelled", () => {
			const { clock } = setUp();
			let runs = 0;
			clock.after(0.05, () => (runs += 1))();
			task.wait(0.2);
			expect(runs).to.equal(0);
		});

		it("reports a callback that throws, with where, and runs it again next time", () => {
			const { clock, errors } = setUp();
			let runs = 0;
			const stop = clock.every(0.05, () => {
				runs += 1;
				if (runs === 1) error("oh dear");
			});
			task.wait(0.3);
			stop();
			expectMore(runs, 1);
			expect(errors.size()).to.equal(1);
			expectText(errors[0], "oh dear");
			expectText(errors[0], "clock.spec");
		});
	});
};
