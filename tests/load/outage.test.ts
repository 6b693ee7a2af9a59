import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Scenario } from "../scenarios/index.ts";
import { runScene } from "./run-scene.ts";
import { companyOf } from "./truth/company.ts";
import { groupFaults, type MemoryFault, statusFaults } from "./truth/faults.ts";

const AWAY = { kind: "letta", fromSeconds: 3, toSeconds: 23 } as const;

/** Everybody goes from one half of the NPCs to the other while Letta is away, and stands still when it comes back. */
const scenario: Scenario = {
	name: "letta-away",
	about: "Letta is away while everything changes",
	minutes: 0.5,
	town: { kind: "field", zones: [{ name: "Yard", center: [0, 0], size: [60, 60] }] },
	npcs: Array.from({ length: 10 }, (_, index) => ({
		count: 5,
		where: { spot: [index * 40 - 180, 0], spreadStuds: 4 },
	})),
	players: [
		{
			count: 5,
			walk: {
				kind: "route",
				from: [-180, 0],
				legs: [
					{ to: [-140, 0], restSeconds: 3 },
					{ to: [-100, 0], restSeconds: 300 },
				],
				repeat: false,
				staggerSeconds: 2,
				spreadStuds: 3,
			},
		},
	],
	mishaps: { everySeconds: 1, percent: 40, healAfterSeconds: 3, untilSeconds: 18 },
	faults: [AWAY],
};

describe("Letta away with 50 NPCs", () => {
	it("writes each block once when it is back, with the last value, and none before", async () => {
		let from = 0;
		const during: string[] = [];
		const after = new Map<string, number>();
		let wrong: MemoryFault[] = [];
		const report = await runScene(scenario, {
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
