import { table } from "../report/markdown-table.ts";
import { isReached, type Rounds, type Trip } from "./run-rounds.ts";

/** How many times as long as the straight line a walk was. */
export const detourOf = ({ walked, straight }: Trip): number => walked / straight;

/** The largest of the figures; `-` if there is none. */
const largest = (figures: ReadonlyArray<number>, digits: number): string =>
	figures.length === 0 ? "-" : Math.max(...figures).toFixed(digits);

function waysTable(trips: ReadonlyArray<Trip>): string {
	const ways = new Map<string, Trip[]>();
	for (const trip of trips) {
		const key = `${trip.from} to ${trip.to}`;
		ways.set(key, [...(ways.get(key) ?? []), trip]);
	}
	const rows = [...ways].sort().map(([way, all]) => {
		const reached = all.filter(isReached);
		const walked = reached.map((trip) => trip.walked);
		return [
			way,
			`${all.length}`,
			`${all.length - reached.length}`,
			largest(walked, 0),
			largest(reached.map(detourOf), 2),
		];
	});
	return table(["way", "trips", "stuck", "longest, studs", "against the straight line"], rows);
}

function sumOfTrips(trips: ReadonlyArray<Trip>): string {
	if (trips.length === 0) return "no trip ended";
	const reached = trips.filter(isReached);
	const ofRig = (rig: Trip["rig"]) => trips.filter((trip) => trip.rig === rig).length;
	return (
		`${trips.length} trips (${ofRig("R15")} by R15 bodies, ${ofRig("R6")} by R6), ` +
		`${trips.length - reached.length} stuck; the longest detour is ` +
		`${largest(reached.map(detourOf), 2)} times the straight line`
	);
}

/** One line for each way through the town, and the sums. */
export function formatRounds({ trips, lowest, farthest, cpuMsPerSecond, problems }: Rounds): string {
	return [
		waysTable(trips),
		"",
		sumOfTrips(trips),
		`lowest root ${lowest.toFixed(2)}, farthest from the middle ${farthest.toFixed(1)} studs`,
		`${cpuMsPerSecond.toFixed(1)} ms of CPU time for a second of the world`,
		...problems.slice(0, 10),
	].join("\n");
}

/** Lower than any ground of the town. */
const LOWEST_STUDS = 0;

/** Whether somebody walked, nobody got stuck or left the town, and nothing went wrong. */
export const isSound = ({ trips, lowest, problems }: Rounds): boolean =>
	trips.length > 0 && trips.every(isReached) && lowest >= LOWEST_STUDS && problems.length === 0;
