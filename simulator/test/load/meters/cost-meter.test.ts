import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CostMeter } from "../../../src/meters/cost-meter.ts";
import { formatCosts } from "../../../src/report/cost-report.ts";

const side = (steps: number[], labels: Record<string, number>, kilobytes = 0, at = 0) => ({
	steps,
	labels: Object.entries(labels).map(([label, ms]) => ({ label, ms })),
	largest: { at, labels: [{ label: "Townsfolk blocks", ms: Math.max(...steps) }] },
	long: steps
		.filter((ms) => ms > 2)
		.map((ms) => ({
			ms,
			labels: [
				{ label: "other", ms: ms / 4 },
				{ label: "Townsfolk blocks", ms: (ms * 3) / 4 },
			],
		})),
	kilobytes,
});

describe("the cost meter", () => {
	const meter = new CostMeter();
	meter.frame({ server: side([40], { other: 40 }) });
	meter.begin();
	meter.frame({ server: side([1, 2], { perception: 2, chat: 1 }, 30), client: side([4], { other: 4 }, 8) });
	meter.frame({ server: side([5], { perception: 5 }, 10) });
	meter.frame({});
	const costs = meter.result(2, 4);

	it("gives the cost of a simulated second, for the server and for a client", () => {
		assert.equal(costs.server.msPerSecond, 4);
		assert.equal(costs.server.garbageKb, 20);
		assert.equal(costs.client.msPerSecond, 0.5);
		assert.equal(costs.client.garbageKb, 1);
	});

	it("tells single steps from whole frames, and counts frames without a step", () => {
		assert.deepEqual(costs.server.steps, { count: 3, p50: 2, p95: 5, p99: 5, largest: 5 });
		assert.deepEqual(costs.server.frames, { count: 3, p50: 3, p95: 5, p99: 5, largest: 5 });
	});

	it("keeps the start-up apart", () => assert.equal(costs.startUp.steps.largest, 40));

	it("names the costliest rooms first, five at most, without the name of our labels", () => {
		assert.deepEqual(costs.server.rooms, [
			{ room: "perception", ms: 3.5 },
			{ room: "chat", ms: 0.5 },
		]);
		const crowded = new CostMeter();
		const labels = Object.fromEntries([1, 2, 3, 4, 5, 6].map((ms) => [`Townsfolk room${ms}`, ms]));
		crowded.frame({ server: side([21], labels) });
		const rooms = crowded.result(1, 1).server.rooms.map(({ room }) => room);
		assert.deepEqual(rooms, ["room6", "room5", "room4", "room3", "room2"]);
	});

	it("names the longest steps, three at most, with when they were and what they did", () => {
		const busy = new CostMeter();
		for (const [at, ms] of [3, 9, 4, 1, 7].entries()) busy.frame({ server: side([1, ms], {}, 0, at) });
		const { longest } = busy.result(1, 1).server;
		assert.deepEqual(
			longest.map(({ at, ms }) => [at, ms]),
			[
				[1, 9],
				[4, 7],
				[2, 4],
			],
		);
		assert.deepEqual(longest[0]!.rooms, [{ room: "blocks", ms: 9 }]);
		busy.frame({ server: side([100], {}) });
		assert.equal(longest[0]!.ms, 9, "the closing of a town is not part of its report");
	});

	it("counts the steps of more than two milliseconds, by the room that took most of each", () => {
		const busy = new CostMeter();
		busy.frame({ server: side([1, 9, 3], {}) });
		const long = [{ ms: 4, labels: [{ label: "Townsfolk chat", ms: 4 }] }];
		busy.frame({ server: { ...side([4], {}), long } });
		const rooms = [
			{ room: "blocks", count: 2 },
			{ room: "chat", count: 1 },
		];
		assert.deepEqual(busy.result(1, 1).server.long, { count: 3, rooms });
	});

	it("is printed with every figure", () => {
		const text = formatCosts(costs);
		for (const figure of [
			"4.00 ms",
			"20 kB",
			"perception 3.5, chat 0.5",
			"40.00 ms",
			"blocks 40.0",
			"blocks 1",
		])
			assert.ok(text.includes(figure), text);
	});
});
