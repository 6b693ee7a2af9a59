import { table } from "../report/markdown-table.ts";
import { isReached, type Rounds, type Trip } from "./run-rounds.ts";

/** How many times as long as the straight line a walk was. */
export const detourOf = ({ walked, straight }: Trip): number => walked / straight;

/** One line for each way through the town, and the sums. */
export function formatRounds(rounds: Rounds): string {
	const { trips, lowest, farthest, cpuMsPerSecond, problems } = rounds;
	const ways = new Map<string, Trip[]>();
	for (const trip of trips) {
		const key = `${trip.from} to ${trip.to}`;
		ways.set(key, [...(ways.get(key) ?? []), trip]);
	}
	const rows = [...ways].sort().map(([way, all]) => {
		const reached = all.filter(isReached);
		const longest = Math.max(...reached.map(({ walked }) => walked));
		return [
			way,
			`${all.length}`,
			`${all.length - reached.length}`,
			longest.toFixed(0),
			Math.max(...reached.map(detourOf)).toFixed(2),
		];
	});
	const reached = trips.filter(isReached);
	return [
		table(["way", "trips", "stuck", "longest, studs", "against the straight line"], rows),
		"",
		`${trips.length} trips, ${trips.length - reached.length} stuck; the longest detour is ` +
			`${Math.max(...reached.map(detourOf)).toFixed(2)} times the straight line`,
		`lowest root ${lowest.toFixed(2)}, farthest from the middle ${farthest.toFixed(1)} studs`,
		`${cpuMsPerSecond.toFixed(1)} ms of CPU time for a second of the world`,
		...problems.slice(0, 10),
	].join("\n");
}
