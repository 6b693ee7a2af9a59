import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Auditor } from "../../../src/meters/auditor.ts";
import { createBlockStore } from "../../../src/double/block-store.ts";
import type { GroundTruth, TrueEntity } from "../../../src/meters/ground-truth.ts";

const ZONES = [
	{ name: "Cafe", center: [0, 10, 0], size: [40, 24, 40] },
	{ name: "Counter", center: [10, 10, 0], size: [8, 24, 8] },
] as const;

function entity(kind: TrueEntity["kind"], id: string, x: number, rest: Partial<TrueEntity> = {}): TrueEntity {
	return { kind, id, displayName: id, x, y: 3, z: 0, health: 100, isMoving: false, ...rest };
}

function group(...names: string[]): string {
	return JSON.stringify(Object.fromEntries(names.map((name) => [name, { name }])));
}

/** Mara in the Cafe with Alex beside her, and the auditor that looks at what is stored of her. */
function setUp() {
	let now = 0;
	let rev = 0;
	const blocks = createBlockStore({ now: () => now });
	const auditor = new Auditor(blocks);
	let entities = [entity("npc", "mara", 0), entity("player", "alex", 5)];
	return {
		store: (label: string, value: string, at = now) => {
			now = at;
			assert.ok(blocks.accept("mara", { label, value, rev: ++rev }));
		},
		move: (...all: TrueEntity[]) => (entities = all),
		lookUntil: (seconds: number) => {
			for (; now <= seconds; now += 0.1) {
				auditor.look({ at: now, entities, zones: ZONES } satisfies GroundTruth);
			}
		},
		auditor,
	};
}

const AT_CAFE = "health: 100 | location: Cafe | current_action: Idle";

function audited(status: string, company: string) {
	const town = setUp();
	town.store("status", status);
	town.store("group_members", company);
	town.lookUntil(5);
	return town.auditor.result().staleness.awake;
}

describe("the auditor", () => {
	it("finds nothing wrong with a true memory", () => {
		const { checks, wrongShare, longestSeconds } = audited(AT_CAFE, group("alex"));
		assert.equal(checks, 2 * 5, "two blocks at each of five full seconds");
		assert.equal(wrongShare, 0);
		assert.equal(longestSeconds, 0);
	});

	const planted: ReadonlyArray<[what: string, status: string, company: string, said: RegExp]> = [
		["the wrong place", AT_CAFE.replace("Cafe", "Harbor"), group("alex"), /status location/],
		["a place that is only near", AT_CAFE.replace("Cafe", "near Cafe"), group("alex"), /status location/],
		["a health that was", AT_CAFE.replace("100", "60"), group("alex"), /status health/],
		["no status at all", "", group("alex"), /status form/],
		["somebody who is not there", AT_CAFE, group("alex", "finn"), /departure finn/],
		["nobody where there is somebody", AT_CAFE, group(), /join alex/],
	];
	for (const [what, status, company, said] of planted) {
		it(`catches ${what}`, () => {
			const { wrongShare, longestSeconds, longest } = audited(status, company);
			assert.equal(wrongShare, 0.5);
			assert.ok(longestSeconds > 4.8, `${longestSeconds} s`);
			assert.match(longest, said);
		});
	}

	it("allows either name on a zone's edge, and only the smaller of two zones inside both", () => {
		const on = (x: number, location: string) => {
			const town = setUp();
			town.move(entity("npc", "mara", x));
			town.store("status", AT_CAFE.replace("Cafe", location));
			town.store("group_members", group());
			town.lookUntil(1);
			const { drowsy, asleep, awake } = town.auditor.result().staleness;
			return drowsy.wrongShare + asleep.wrongShare + awake.wrongShare === 0;
		};
		assert.ok(on(22, "Cafe") && on(22, "near Cafe"), "two studs outside");
		assert.ok(!on(25, "Cafe") && on(25, "near Cafe"), "past the leave distance");
		assert.ok(!on(10, "Cafe") && on(10, "Counter"), "inside both");
		assert.ok(on(38, "near Cafe") && on(38, "Outdoors"), "where near ends");
	});

	it("measures a departure from the leave radius to the accepted write", () => {
		const town = setUp();
		town.store("status", AT_CAFE);
		town.store("group_members", group("alex"));
		town.lookUntil(2);
		town.move(entity("npc", "mara", 0), entity("player", "alex", 25));
		town.lookUntil(3.5);
		town.store("group_members", group());
		town.lookUntil(5);
		const departure = town.auditor.result().latency.departure;
		assert.equal(departure?.count, 1);
		assert.ok(Math.abs(departure.max - 1.6) < 0.11, `${departure.max} s`);
	});

	it("counts no latency for somebody who comes back before the write", () => {
		const town = setUp();
		town.store("status", AT_CAFE);
		town.store("group_members", group("alex"));
		town.lookUntil(2);
		town.move(entity("npc", "mara", 0), entity("player", "alex", 25));
		town.lookUntil(2.5);
		town.move(entity("npc", "mara", 0), entity("player", "alex", 5));
		town.lookUntil(5);
		assert.equal(town.auditor.result().latency.departure, undefined);
	});

	it("tells a wrong memory of an NPC that woke up with it from one that was awake", () => {
		const town = setUp();
		town.move(entity("npc", "mara", 0), entity("player", "alex", 400));
		town.store("status", AT_CAFE.replace("Cafe", "Harbor"));
		town.store("group_members", group());
		town.lookUntil(3);
		town.move(entity("npc", "mara", 0), entity("player", "alex", 50));
		town.lookUntil(4);
		town.store("status", AT_CAFE);
		town.lookUntil(5);
		const { staleness, latency } = town.auditor.result();
		assert.equal(latency.location, undefined);
		assert.equal(staleness.waking.count, 1);
		assert.ok(Math.abs(staleness.waking.max - 1) < 0.15, `${staleness.waking.max} s`);
		assert.ok(staleness.asleep.wrongShare === 0.5);
	});
});
