import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { zoneEdge } from "../../scenarios/zone-edge.ts";
import { runScenario } from "../../src/run/run-scenario.ts";

describe("walking at a zone", () => {
	it("changes no location along its edge, and changes it on the way in and out", async () => {
		const locations = new Map<string, string[]>();
		const report = await runScenario(zoneEdge, {
			seed: 1,
			minutes: 0.9,
			onBackend: (event) => {
				if (event.kind !== "block" || event.label !== "status") return;
				const location = /location: (.*) \| current/.exec(event.value)?.[1] ?? "";
				const visited = locations.get(event.npcId) ?? [];
				locations.set(event.npcId, visited);
				if (visited.at(-1) !== location) visited.push(location);
			},
		});
		assert.deepEqual(report.problems, []);
		assert.equal(new Set(locations.get("npc-1")).size, 1, "along the edge");
		const through = locations.get("npc-2")!.filter((location) => location !== "near Yard");
		assert.deepEqual(through.slice(0, 3), ["Outdoors", "Yard", "Outdoors"]);
	});
});
