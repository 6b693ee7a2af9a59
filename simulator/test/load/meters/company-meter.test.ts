import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createBlockStore } from "../../../src/double/block-store.ts";
import { CompanyMeter } from "../../../src/meters/company-meter.ts";
import type { TrueEntity } from "../../../src/meters/ground-truth.ts";

function entity(kind: TrueEntity["kind"], id: string, x: number): TrueEntity {
	return { kind, id, displayName: `The ${id}`, x, y: 0, z: 0, health: 100, isMoving: false };
}

const listing = (...names: string[]) =>
	JSON.stringify(Object.fromEntries(names.map((name) => [name, { name }])));

describe("the meter of company", () => {
	const mara = entity("npc", "mara", 0);
	const bram = entity("npc", "bram", 5);
	const alex = entity("player", "alex", 3);

	/** Looks at `entities` once a second, for so many seconds. */
	function lookFor(
		meter: CompanyMeter,
		seconds: number,
		entities: TrueEntity[],
		blocks = createBlockStore({ now: () => 0 }),
	) {
		for (let at = 0; at < seconds; at++) meter.look(entities, blocks, at);
	}

	it("counts members that come and go, for each NPC and minute", () => {
		const meter = new CompanyMeter();
		meter.group("mara", listing("Alex"), 0);
		meter.group("mara", listing("Alex", "Sam"), 10);
		meter.group("mara", listing("Sam"), 20);
		lookFor(meter, 30, [mara, bram]);
		assert.equal(meter.counts().changesPerNpcMinute, 2, "two changes in one NPC-minute");
	});

	it("counts no change in what an NPC's memory holds at first", () => {
		const meter = new CompanyMeter();
		meter.group("mara", listing("Alex", "Sam"), 0);
		lookFor(meter, 60, [mara]);
		assert.equal(meter.counts().changesPerNpcMinute, 0);
	});

	it("counts a return within three seconds, and not a later one", () => {
		const meter = new CompanyMeter();
		meter.group("mara", listing("Alex"), 0);
		for (const [names, at] of [
			[[], 10],
			[["Alex"], 12.9],
			[[], 20],
			[["Alex"], 23],
		] as const)
			meter.group("mara", listing(...names), at);
		lookFor(meter, 60, [mara]);
		const { changesPerNpcMinute, returnsPerNpcMinute } = meter.counts();
		assert.deepEqual([changesPerNpcMinute, returnsPerNpcMinute], [4, 1]);
	});

	it("measures how long one awake NPC has another in its group that does not have the first", () => {
		const blocks = createBlockStore({ now: () => 0 });
		const meter = new CompanyMeter();
		blocks.accept("mara", { label: "group_members", value: listing("The bram"), rev: 1 });
		blocks.accept("bram", { label: "group_members", value: listing(), rev: 1 });
		lookFor(meter, 5, [mara, bram, alex], blocks);
		assert.equal(meter.counts().longestDisagreementSeconds, 4);
		blocks.accept("bram", { label: "group_members", value: listing("The mara"), rev: 2 });
		meter.look([mara, bram, alex], blocks, 5);
		blocks.accept("bram", { label: "group_members", value: listing(), rev: 3 });
		meter.look([mara, bram, alex], blocks, 8);
		assert.equal(meter.counts().longestDisagreementSeconds, 4, "it began anew");
	});

	it("allows a disagreement where nobody is near enough to keep the NPCs awake", () => {
		const blocks = createBlockStore({ now: () => 0 });
		const meter = new CompanyMeter();
		blocks.accept("mara", { label: "group_members", value: listing("The bram"), rev: 1 });
		blocks.accept("bram", { label: "group_members", value: listing(), rev: 1 });
		lookFor(meter, 5, [mara, bram, entity("player", "alex", 100)], blocks);
		assert.equal(meter.counts().longestDisagreementSeconds, 0);
	});
});
