/// <reference types="@rbxts/testez/globals" />
import { LOAD, LOAD_LEVELS } from "server/constants/rules";
import { type LoadSample, type LoadState, NORMAL_LOAD, stepLoadLevel } from "server/rules/load/load-level";
import { expectLess, expectMore } from "../../../shared/support/expectations";

const CALM: LoadSample = { heartbeatSeconds: 0.005, memoryMb: 1000, budgetShare: 0.3 };

/** A server that is looked at every 5 seconds. */
class Server {
	private state: LoadState = NORMAL_LOAD;
	private now = 0;
	public causes = "";

	/** The levels of the next so many looks, with this much of the sample other than calm. */
	public looks(count: number, change: Partial<LoadSample> = {}): string {
		const levels = new Array<number>();
		for (let look = 0; look < count; look++) {
			const { state, causes } = stepLoadLevel(this.state, { ...CALM, ...change }, this.now);
			this.state = state;
			this.now += 5;
			this.causes = causes.join(" ");
			levels.push(state.level);
		}
		return levels.join("");
	}
}

export = () => {
	describe("the load level", () => {
		it("is normal while nothing calls for more", () => {
			expect(new Server().looks(20)).to.equal("00000000000000000000");
		});
		it("rises after 10 seconds of load, to the second level after 10 more", () => {
			const server = new Server();
			expect(server.looks(3, { heartbeatSeconds: 0.04 })).to.equal("001");
			expect(server.causes).to.equal("heartbeatSeconds");
			expect(server.looks(3, { heartbeatSeconds: 0.04 })).to.equal("112");
			expect(server.looks(3, { heartbeatSeconds: 0.04 })).to.equal("222");
		});
		it("stays at the first for what calls for no more", () => {
			expect(new Server().looks(8, { heartbeatSeconds: 0.025 })).to.equal("00111111");
		});
		it("does not rise for one slow look", () => {
			const server = new Server();
			for (let round = 0; round < 10; round++) {
				expect(server.looks(2, { heartbeatSeconds: 0.1 })).to.equal("00");
				expect(server.looks(1)).to.equal("0");
			}
		});
		it("falls after 30 calm seconds, a level at a time", () => {
			const server = new Server();
			server.looks(6, { memoryMb: 6000 });
			expect(server.looks(14)).to.equal("22222211111110");
		});
		it("does not fall while it is only below the upper threshold", () => {
			const server = new Server();
			server.looks(3, { heartbeatSeconds: 0.025 });
			expect(server.looks(20, { heartbeatSeconds: 0.02 })).to.equal("11111111111111111111");
			expect(server.looks(7, { heartbeatSeconds: 0.017 })).to.equal("1111110");
		});
		it("rises from its threshold on, and stays from the lower one on", () => {
			const server = new Server();
			expect(server.looks(3, { memoryMb: 4599 })).to.equal("000");
			expect(server.looks(3, { memoryMb: 4600 })).to.equal("001");
			expect(server.looks(8, { memoryMb: 4200 })).to.equal("11111111");
			expect(server.looks(7, { memoryMb: 4199 })).to.equal("1111110");
		});
		it("begins to wait anew when the calm is broken", () => {
			const server = new Server();
			server.looks(3, { heartbeatSeconds: 0.025 });
			for (let round = 0; round < 5; round++) {
				expect(server.looks(6)).to.equal("111111");
				expect(server.looks(1, { heartbeatSeconds: 0.02 })).to.equal("1");
			}
		});
		it("rises for each measure, and says for which", () => {
			for (const [change, measure] of [
				[{ heartbeatSeconds: 0.023 }, "heartbeatSeconds"],
				[{ memoryMb: 4700 }, "memoryMb"],
				[{ budgetShare: 1 }, "budgetShare"],
			] as ReadonlyArray<[Partial<LoadSample>, string]>) {
				const server = new Server();
				expect(server.looks(3, change)).to.equal("001");
				expect(server.causes).to.equal(measure);
			}
		});
		it("does not go to the second level for a budget that is used up", () => {
			expect(new Server().looks(10, { budgetShare: 1 })).to.equal("0011111111");
		});
		it("goes on while one measure is calm and another is not", () => {
			const server = new Server();
			server.looks(3, { heartbeatSeconds: 0.025, memoryMb: 4700 });
			expect(server.looks(10, { memoryMb: 4300 })).to.equal("1111111111");
		});
	});

	it("there is a threshold of each measure for each level, and each falls below where it rises", () => {
		for (const [, thresholds] of pairs(LOAD.thresholds)) {
			expect(thresholds.size()).to.equal(LOAD_LEVELS.size() - 1);
			for (const { rise, fall } of thresholds) expectLess(fall, rise);
		}
	});

	it("each level takes more than the one before, and the first takes nothing", () => {
		expect(LOAD_LEVELS[0].distanceScale).to.equal(1);
		expect(LOAD_LEVELS[0].drowsyIntervalScale).to.equal(1);
		for (let level = 1; level < LOAD_LEVELS.size(); level++) {
			expectLess(LOAD_LEVELS[level].distanceScale, LOAD_LEVELS[level - 1].distanceScale);
			expectMore(LOAD_LEVELS[level].drowsyIntervalScale, LOAD_LEVELS[level - 1].drowsyIntervalScale);
		}
	});
};
