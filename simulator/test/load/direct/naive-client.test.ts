import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { GroundTruth, TrueEntity } from "../../../src/meters/ground-truth.ts";
import { createNaiveClient } from "../../../src/direct/naive-client.ts";
import { createNaiveDemand } from "../../../src/direct/naive-demand.ts";

const ZONES = [{ name: "Yard", center: [0, 0, 0], size: [40, 40, 40] }] as const;

function entity(kind: TrueEntity["kind"], id: string, x: number, more: Partial<TrueEntity> = {}): TrueEntity {
	return { kind, id, displayName: `The ${id}`, x, y: 0, z: 0, health: 100, isMoving: false, ...more };
}

const truth = (at: number, ...entities: TrueEntity[]): GroundTruth => ({ at, entities, zones: ZONES });

describe("the naive client", () => {
	it("asks for nothing while nothing changes", () => {
		const demand = createNaiveDemand();
		const world = [entity("npc", "mara", 0), entity("player", "1", 5)];
		assert.deepEqual(demand.look(truth(0, ...world)), [], "the first look is the start");
		assert.deepEqual(demand.look(truth(1, ...world)), []);
	});

	it("asks for every change of status and of company, of every NPC", () => {
		const demand = createNaiveDemand();
		const bram = entity("npc", "bram", 200);
		demand.look(truth(0, entity("npc", "mara", 0), bram));
		assert.deepEqual(demand.look(truth(1, entity("npc", "mara", 0, { health: 99 }), bram)), ["status"]);
		assert.deepEqual(demand.look(truth(2, entity("npc", "mara", 30, { isMoving: true }), bram)), ["status"]);
		const alex = entity("player", "1", 205);
		assert.deepEqual(demand.look(truth(3, entity("npc", "mara", 30), bram, alex)), ["status", "group"]);
		assert.deepEqual(demand.look(truth(4, entity("npc", "mara", 30), bram)), ["group"]);
	});

	it("sends a line to everybody who hears it, and to nobody else", () => {
		const demand = createNaiveDemand();
		const world = [
			entity("npc", "mara", 0),
			entity("npc", "bram", 30),
			entity("npc", "odette", 90),
			entity("player", "1", 5),
		];
		demand.look(truth(0, ...world));
		demand.line("The 1");
		demand.line("The mara");
		assert.deepEqual(demand.look(truth(1, ...world)), ["heard", "heard", "heard"]);
		assert.deepEqual(demand.look(truth(2, ...world)), []);
	});

	it("loses what the engine refuses beyond 500 in a sliding minute", async () => {
		const client = await createNaiveClient(10);
		after(client.close);
		const npcs = Array.from({ length: 300 }, (_, index) => entity("npc", `n${index}`, index * 100));
		const hurt = (health: number) => npcs.map((npc) => ({ ...npc, health }));
		await client.look(truth(0, ...hurt(100)));
		for (const [index, health] of [90, 80, 70].entries())
			await client.look(truth(10 + index * 10, ...hurt(health)));
		const { total, refused, busiestMinute, demanded } = client.counts(0, 60);
		assert.equal(total, 900);
		assert.equal(demanded.max, 900);
		assert.equal(busiestMinute, 500);
		assert.equal(refused, 400);
	});
});
