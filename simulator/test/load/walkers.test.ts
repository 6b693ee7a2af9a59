import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Spot, Walk } from "../../scenarios/index.ts";
import { createRandom } from "../../src/repeatable/random.ts";
import { createWalker } from "../../src/run/walkers.ts";

const HERE = { x: 0, y: 3, z: 0 };
const NPC_SPOTS: Spot[] = [
	[100, 0],
	[-100, 0],
];
const ZONE_SPOTS: Spot[] = [[0, 1000]];

function walkerOf(walk: Walk, index = 0, since = 0, spots = { npcSpots: NPC_SPOTS, zoneSpots: ZONE_SPOTS }) {
	return createWalker(walk, { spots, random: createRandom(1), index, since });
}

const studsTo = ([x, z]: Spot, to: Spot) => Math.hypot(to[0] - x, to[1] - z);

describe("a player who stands", () => {
	it("goes to the spot once, within its spread", () => {
		const walker = walkerOf({ kind: "stand", spot: [50, 50], spreadStuds: 4 });
		const move = walker.step(0, HERE, false);
		assert.equal(move?.kind, "teleport");
		assert.ok(studsTo([50, 50], move!.to) <= 4);
		assert.equal(walker.step(1, HERE, false), undefined);
	});
});

describe("a player who strolls", () => {
	it("walks up to NPCs, near enough to talk, and at times into a zone", () => {
		const walker = walkerOf({ kind: "stroll", restSeconds: [1, 1] });
		const targets: Spot[] = [];
		for (let now = 0; targets.length < 200; now++) {
			const move = walker.step(now, HERE, false);
			if (move !== undefined) targets.push(move.to);
		}
		const gaps = targets.map((to) =>
			Math.min(...[...NPC_SPOTS, ...ZONE_SPOTS].map((spot) => studsTo(spot, to))),
		);
		assert.ok(
			Math.min(...gaps) >= 3 && Math.max(...gaps) <= 9,
			`${Math.min(...gaps)} to ${Math.max(...gaps)}`,
		);
		const toZones = targets.filter(([, z]) => z > 500).length / targets.length;
		assert.ok(toZones > 0.1 && toZones < 0.3, `${toZones} into zones`);
	});

	it("does nothing while it walks, and rests when it has arrived", () => {
		const walker = walkerOf({ kind: "stroll", restSeconds: [10, 10] });
		assert.notEqual(walker.step(5, HERE, false), undefined, "it sets out after at most 3 s");
		assert.equal(walker.step(100, HERE, true), undefined, "it walks");
		assert.equal(walker.step(101, HERE, false), undefined, "it has arrived");
		assert.equal(walker.step(110.9, HERE, false), undefined, "it rests");
		assert.notEqual(walker.step(111, HERE, false), undefined);
	});
});

describe("a player on a route", () => {
	const walk: Walk = {
		kind: "route",
		from: [0, 0],
		legs: [
			{ to: [10, 0], restSeconds: 5 },
			{ to: [20, 0], restSeconds: 5 },
		],
		repeat: false,
		staggerSeconds: 3,
		spreadStuds: 0,
	};

	it("begins at its start, sets out after those before it, and ends with the last leg", () => {
		const walker = walkerOf(walk, 2, 100);
		assert.deepEqual(walker.step(100, HERE, false), { kind: "teleport", to: [0, 0] });
		assert.equal(walker.step(105.9, HERE, false), undefined, "two others set out first");
		assert.deepEqual(walker.step(106, HERE, false), { kind: "walk", to: [10, 0] });
		assert.equal(walker.step(110, HERE, false), undefined);
		assert.deepEqual(walker.step(115, HERE, false), { kind: "walk", to: [20, 0] });
		assert.equal(walker.step(120, HERE, false), undefined);
		assert.equal(walker.step(200, HERE, false), undefined);
	});

	it("begins again where the route repeats", () => {
		const walker = walkerOf({ ...walk, repeat: true });
		const moves = Array.from({ length: 40 }, (_, second) => walker.step(second, HERE, false)).filter(Boolean);
		assert.deepEqual(
			moves.map((move) => move!.to[0]),
			[0, 10, 20, 10, 20, 10, 20, 10].slice(0, moves.length),
		);
		assert.ok(moves.length > 4, `${moves.length} moves`);
	});
});

describe("players who teleport together", () => {
	it("go to the same spot at the same moment, whenever they came, each to a place of its own", () => {
		const spots: Spot[] = [
			[0, 0],
			[500, 0],
		];
		const walk: Walk = { kind: "teleport", spots, everySeconds: 10, together: { spreadStuds: 20 } };
		const [early, late] = [walkerOf(walk, 0, 0), walkerOf(walk, 1, 7)];
		for (const [now, spot] of [
			[7, spots[0]!],
			[10, spots[1]!],
			[20, spots[0]!],
		] as const) {
			const moves = [early, late].map((walker) => walker.step(now, HERE, false));
			for (const move of moves) assert.ok(studsTo(spot, move!.to) <= 20, `${now} s: ${move!.to.join(" ")}`);
			assert.equal(early.step(now + 2, HERE, false), undefined);
			assert.equal(late.step(now + 2, HERE, false), undefined);
		}
	});
});

describe("a player who teleports", () => {
	it("goes from spot to spot at even times, each player beginning at another", () => {
		const spots: Spot[] = [
			[1, 0],
			[2, 0],
			[3, 0],
		];
		const times = (index: number) => {
			const walker = walkerOf({ kind: "teleport", spots, everySeconds: 2 }, index);
			return Array.from({ length: 7 }, (_, second) => walker.step(second, HERE, false)?.to[0]);
		};
		assert.deepEqual(times(0), [2, undefined, 3, undefined, 1, undefined, 2]);
		assert.deepEqual(times(1), [3, undefined, 1, undefined, 2, undefined, 3]);
	});
});
