/// <reference types="@rbxts/testez/globals" />
import type { LettaStats } from "server/ports";
import { createResourceMonitor } from "server/operations/resource-monitor";
import { RequestStats } from "server/net/request-stats";
import { createSpendingCap } from "server/net/spending-cap";
import { createFakeClock } from "../support/fake-clock";
import { createFakeLetta } from "../support/fake-letta";
import { createFakeLog } from "../support/fake-log";
import { createFakeVitals } from "../support/fake-operator";
import { createTurnMeter } from "server/operations/turn-meter";

function setUp() {
	const clock = createFakeClock();
	const log = createFakeLog();
	const vitals = createFakeVitals();
	const levels = new Array<number>();
	const inner = createFakeLetta();
	const spending = createSpendingCap({ turnsPerHour: 100, tokensPerDay: 1000 });
	const meter = createTurnMeter({ clock, letta: inner, spending });
	let usedLastMinute = 38;
	const letta = (): LettaStats => ({
		byClass: new RequestStats(1).read((requestClass) => (requestClass === "status" ? 3 : 0)),
		usedLastMinute,
		perMinute: 380,
	});
	const monitor = createResourceMonitor({
		clock,
		log,
		sources: {
			vitals,
			largestStep: () => undefined,
			letta,
			turns: meter.stats,
			spending: () => spending.used(clock.now()),
			queues: [{ name: "blocks", size: () => 7 }],
			mergedBlocks: () => 5,
		},
		onLevel: (level) => levels.push(level),
	});
	monitor.start();
	return {
		clock,
		log,
		vitals,
		levels,
		monitor,
		turn: () => {
			meter.letta.sendTurn("mara", { turnId: "t", content: "" }, () => {});
			inner.turns[0].emit({ kind: "done", usage: { promptTokens: 90, completionTokens: 10 } });
		},
		useRequests: (count: number) => (usedLastMinute = count),
	};
}

export = () => {
	describe("the resource monitor", () => {
		it("steps the level up under load and down again after it, with one line of the log for each", () => {
			const { clock, log, vitals, levels } = setUp();
			vitals.set({ heartbeatSeconds: 0.05 });
			clock.advance(60);
			expect(levels.join(" ")).to.equal("1 2");
			expect(log.count("NPCs get less attention")).to.equal(2);
			expect(log.count("because=heartbeatSeconds")).to.equal(2);
			vitals.set({ heartbeatSeconds: 0.004 });
			clock.advance(120);
			expect(levels.join(" ")).to.equal("1 2 1 0");
			expect(log.count("NPCs get more attention again")).to.equal(2);
		});
		it("says nothing of levels while the server is at ease", () => {
			const { clock, log, levels } = setUp();
			clock.advance(600);
			expect(levels.size()).to.equal(0);
			expect(log.count("attention")).to.equal(0);
		});
		it("takes a budget that is used up for load", () => {
			const { clock, levels, useRequests } = setUp();
			useRequests(380);
			clock.advance(120);
			expect(levels.join(" ")).to.equal("1");
		});
		it("writes one line a minute, with the minute's turns and tokens and the worst frame", () => {
			const { clock, log, vitals, turn } = setUp();
			turn();
			vitals.set({ heartbeatSeconds: 0.02 });
			clock.advance(5);
			vitals.set({ heartbeatSeconds: 0.004 });
			clock.advance(55);
			const lines = log.lines.filter((line) => line.find("the last minute", 1, true)[0] !== undefined);
			expect(lines.size()).to.equal(1);
			const parts = [
				"turns=1",
				"tokens=100",
				"heartbeatMs=20",
				"memoryMb=900",
				"instances=5000",
				"requests=38",
				"budget=380",
				"waiting=3",
				"level=0",
			];
			for (const part of parts)
				if (lines[0].find(part, 1, true)[0] === undefined) error(`${part} is not in ${lines[0]}`);
			clock.advance(60);
			expect(log.count("turns=0")).to.equal(1);
			expect(log.count("tokens=0")).to.equal(1);
			expect(log.count("heartbeatMs=4 ")).to.equal(1);
		});
		it("stops when it is destroyed, twice", () => {
			const { clock, log, monitor } = setUp();
			monitor.destroy();
			monitor.destroy();
			clock.advance(300);
			expect(log.lines.size()).to.equal(0);
		});
	});
};
