import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { MountedInstance } from "@townsfolk/headless";
import { findInstance } from "@townsfolk/headless";
import { parseRoundsOptions } from "../../src/rounds/options.ts";
import { detourOf, formatRounds, isSound } from "../../src/rounds/report-rounds.ts";
import { isReached, runRounds, type Rounds, type Trip } from "../../src/rounds/run-rounds.ts";
import { tour } from "../../src/rounds/spots.ts";
import { townPicture } from "../../src/rounds/town-picture.ts";

/** The short form of `npm run rounds`: each NPC walks each way through the demo town once. */

const NPCS = 5;
/** Longer than all of them take, also in a town with more locations. */
const SECONDS = 3600;
/** The demo town's ground, studs from the middle along an axis. */
const GROUND_STUDS = 150;

describe("the options of npm run rounds", () => {
	it("are an hour of five NPCs without a picture, if none is given", () => {
		assert.deepEqual(parseRoundsOptions([]), { kind: "run", minutes: 60, npcs: 5, svg: undefined });
	});

	it("are refused where nobody would walk, so that the rounds do not pass for good", () => {
		const mistakeIn = (...args: string[]) => {
			const request = parseRoundsOptions(args);
			return request.kind === "invalid" ? request.message : "";
		};
		for (const minutes of ["0", "-1", "soon", ""])
			assert.equal(mistakeIn(`--minutes=${minutes}`), `--minutes ${minutes}: not a number above 0`);
		for (const npcs of ["0", "1.5", "all"])
			assert.equal(mistakeIn("--npcs", npcs), `--npcs ${npcs}: not a whole number above 0`);
		assert.match(mistakeIn("--minuts", "5"), /--minuts/);
	});
});

describe("a round through places", () => {
	it("goes from each to each other once, and ends where it began", () => {
		for (const count of [2, 5, 6]) {
			const round = tour(count);
			const ways = round.map((place, index) => `${place}-${round[(index + 1) % round.length]}`);
			assert.equal(new Set(ways).size, count * (count - 1), ways.join(" "));
			assert.equal(ways.length, count * (count - 1));
		}
	});
});

describe("the report of rounds", () => {
	const trip: Trip = {
		npc: 1,
		rig: "R15",
		from: "Cafe",
		to: "Plaza",
		ending: "reached",
		seconds: 10,
		walked: 110,
		straight: 100,
		missed: 1,
		way: [],
	};
	const roundsOf = (...trips: Trip[]): Rounds => ({
		trips,
		lowest: 3,
		farthest: 100,
		cpuMsPerSecond: 9,
		problems: [],
		town: { children: [] } as unknown as MountedInstance,
		spots: [],
	});
	const stuck: Trip = { ...trip, ending: "stuck" };

	it("says that no trip ended, and fails", () => {
		assert.match(formatRounds(roundsOf()), /^no trip ended$/m);
		assert.equal(isSound(roundsOf()), false);
	});

	it("has no length for a way on which all got stuck, and fails", () => {
		const report = formatRounds(roundsOf(stuck));
		assert.match(report, /^\| Cafe to Plaza \| +1 \| +1 \| +- \| +- \|$/m);
		assert.doesNotMatch(report, /Infinity|NaN/);
		assert.equal(isSound(roundsOf(trip, stuck)), false);
	});

	it("fails where somebody sank or something went wrong, and not otherwise", () => {
		assert.equal(isSound(roundsOf(trip)), true);
		assert.equal(isSound({ ...roundsOf(trip), lowest: -1 }), false);
		assert.equal(isSound({ ...roundsOf(trip), problems: ["attempt to index nil"] }), false);
	});

	it("counts the trips of each kind of body", () => {
		const report = formatRounds(roundsOf(trip, { ...trip, rig: "R6" }, trip));
		assert.match(
			report,
			/^3 trips \(2 by R15 bodies, 1 by R6\), 0 stuck; the longest detour is 1\.10 times/m,
		);
	});
});

describe("the demo town", () => {
	let rounds: Rounds;
	let ways: number;

	before(async () => {
		rounds = await runRounds({ npcs: NPCS, seconds: SECONDS, trips: (count) => NPCS * (count + 1) });
		ways = rounds.spots.length * (rounds.spots.length - 1);
	});

	it("lets every NPC walk from every location to every other", () => {
		const missing = Array.from({ length: NPCS }, (_, index) => {
			const own = rounds.trips.filter((trip) => trip.npc === index + 1 && isReached(trip));
			return ways - new Set(own.map(({ from, to }) => `${from}-${to}`)).size;
		});
		assert.deepEqual(
			missing,
			Array.from({ length: NPCS }, () => 0),
		);
	});

	it("lets nobody get stuck, give up or end a walk elsewhere", () => {
		const bad = rounds.trips.filter(({ ending, missed }) => ending !== "reached" || missed > 2.5);
		assert.deepEqual(
			bad.map(
				({ npc, from, to, ending, missed }) => `${npc}: ${from} to ${to} ${ending}, ${missed} studs off`,
			),
			[],
		);
		assert.deepEqual(rounds.problems, []);
	});

	it("is walked by R15 and R6 bodies", () => {
		const rigs = rounds.trips.map(({ npc, rig }) => `${npc} ${rig}`);
		assert.deepEqual([...new Set(rigs)].sort(), ["1 R15", "2 R6", "3 R15", "4 R6", "5 R15"]);
	});

	it("lets nobody sink into the ground or leave the town", () => {
		assert.ok(rounds.lowest > 2.9, `${rounds.lowest}`);
		assert.ok(rounds.farthest < GROUND_STUDS, `${rounds.farthest}`);
	});

	it("leads nobody a long way round", () => {
		const long = rounds.trips.filter((trip) => detourOf(trip) > 1.5);
		assert.deepEqual(
			long.map((trip) => `${trip.from} to ${trip.to}: ${detourOf(trip)}`),
			[],
		);
	});

	it("is drawn with one way for each pair of locations", () => {
		const picture = townPicture(rounds);
		assert.equal(picture.match(/<polyline /g)?.length, ways);
		for (const { name } of rounds.spots) assert.match(picture, new RegExp(`>${name}</text>`));
	});
});

describe("a town with a closed door", () => {
	it("has trips that fail", async () => {
		const close = (tree: MountedInstance) => {
			const zone = findInstance(tree, "Workspace/Town/Locations/Cafe");
			const wall = structuredClone(findInstance(tree, "Workspace/Town/Cafe/Floor"));
			// Twelve studs high, round all of it.
			wall.properties.Size = { type: "Vector3", value: [60, 12, 60] };
			wall.properties.CFrame = zone.properties.CFrame!;
			findInstance(tree, "Workspace/Town/Cafe").children.push(wall);
		};
		const { trips } = await runRounds({ npcs: NPCS, seconds: 120, trips: () => 20, prepare: close });
		const toCafe = trips.filter(({ to }) => to === "Cafe").map(({ ending }) => ending);
		assert.ok(toCafe.length > 0);
		assert.deepEqual(new Set(toCafe), new Set(["failed"]));
	});
});
