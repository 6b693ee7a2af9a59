import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Scenario, Walk } from "../../scenarios/index.ts";
import { lettaAway } from "../../scenarios/letta-away.ts";
import { runScenario } from "../../src/run/run-scenario.ts";
import { companyOf } from "../../src/meters/truth/company.ts";
import { groupFaults, type MemoryFault, statusFaults } from "../../src/meters/truth/faults.ts";

/** The scenario with an absence just long enough. */
const AWAY = { kind: "letta", fromSeconds: 3, toSeconds: 23 } as const;
const scenario: Scenario = {
	...lettaAway,
	minutes: 0.5,
	players: lettaAway.players.map((group) => ({
		...group,
		walk: { ...(group.walk as Extract<Walk, { kind: "route" }>), staggerSeconds: 2 },
	})),
	mishaps: { ...lettaAway.mishaps!, untilSeconds: 18 },
	faults: [AWAY],
};

describe("Letta away with 50 NPCs", () => {
	it("writes each block once when it is back, with the last value, and none before", async () => {
		let from = 0;
		const during: string[] = [];
		const after = new Map<string, number>();
		let wrong: MemoryFault[] = [];
		const report = await runScenario(scenario, {
			seed: 3,
			onLook: ({ double: { blocks } }, truth) => {
				from ||= truth.at;
				const companies = companyOf(truth.entities);
				wrong = truth.entities
					.filter(({ kind }) => kind === "npc")
					.flatMap((npc) => [
						...statusFaults(blocks.get(npc.id, "status")?.value, npc, truth),
						...groupFaults(blocks.get(npc.id, "group_members")?.value, companies.get(npc.id)!),
					]);
			},
			onBackend: (event, at) => {
				if (from === 0 || event.kind !== "block") return;
				const second = at - from;
				const block = `${event.npcId} ${event.label}`;
				// What was on the wire when Letta went away still arrives.
				if (second > AWAY.fromSeconds + 1 && second < AWAY.toSeconds) during.push(block);
				if (second >= AWAY.toSeconds) after.set(block, (after.get(block) ?? 0) + 1);
			},
		});
		assert.deepEqual(report.problems, []);
		assert.deepEqual(during, []);
		assert.equal(after.size, 100, "every block of every NPC");
		assert.deepEqual(
			[...after].filter(([, writes]) => writes > 1),
			[],
		);
		assert.deepEqual(wrong, [], "what they say at the end");
	});
});
