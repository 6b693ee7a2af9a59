import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Scenario } from "../../scenarios/index.ts";
import { runScenario } from "../../src/run/run-scenario.ts";

const alex = (spotX: number) => ({
	count: 1,
	displayName: "Alex",
	sharesName: true,
	walk: { kind: "stand", spot: [spotX, 0], spreadStuds: 0 } as const,
});

const scenario: Scenario = {
	name: "two-alexes",
	about: "Two players of one name, and the first of them leaves",
	minutes: 0.3,
	layout: { kind: "field", zones: [] },
	npcs: [{ count: 1, where: { spot: [0, 0], spreadStuds: 0 } }],
	players: [{ ...alex(6), visits: { staySeconds: [10, 10], awaySeconds: [600, 600] } }, alex(-6)],
};

describe("two players called Alex", () => {
	it("are told apart, and the one who leaves is the one who is gone", async () => {
		const groups: string[] = [];
		const report = await runScenario(scenario, {
			seed: 1,
			onBackend: (event) => {
				if (event.kind !== "block" || event.label !== "group_members") return;
				const { recently_left: left = [], ...present } = JSON.parse(event.value) as Record<string, unknown>;
				const gone = (left as { name: string }[]).map(({ name }) => name);
				groups.push(`${Object.keys(present).join(", ")} without ${gone.join(", ") || "anybody"}`);
			},
		});
		assert.deepEqual(report.problems, []);
		assert.equal(groups.at(-2), "Alex, Alex (2) without anybody");
		assert.equal(groups.at(-1), "Alex (2) without Alex");
	});
});
