import type { Costs, SideCost, Spans } from "../meters/cost-meter.ts";
import { table } from "./markdown-table.ts";

const ms = (value: number) => `${value.toFixed(2)} ms`;
const spans = ({ p50, p95, p99, largest }: Spans) => [p50, p95, p99, largest].map(ms);

function sideRows(name: string, { msPerSecond, steps, frames, garbageKb }: SideCost): string[][] {
	return [
		[`${name}: a simulated second`, ms(msPerSecond), "", "", "", `${garbageKb} kB`],
		[`${name}: a step`, String(steps.count), ...spans(steps)],
		[`${name}: a frame`, String(frames.count), ...spans(frames)],
	];
}

function roomsRow(name: string, { rooms }: Pick<SideCost, "rooms">): string[] {
	return [name, rooms.map(({ room, ms: cost }) => `${room} ${cost.toFixed(1)}`).join(", ")];
}

function longRow(name: string, { long: { count, rooms } }: Pick<SideCost, "long">): string[] {
	return [name, String(count), rooms.map(({ room, count: steps }) => `${room} ${steps}`).join(", ")];
}

function longestRows(name: string, { longest }: Pick<SideCost, "longest">): string[][] {
	return longest.map(({ at, ms: took, rooms }) => [
		`${name}, at ${at.toFixed(1)} s`,
		ms(took),
		rooms.map(({ room, ms: cost }) => `${room} ${cost.toFixed(1)}`).join(", "),
	]);
}

/** What the place cost, as Markdown. */
export function formatCosts({ server, client, startUp }: Costs): string {
	const times = table(
		["CPU time of the place", "total / count", "p50", "p95", "p99", "largest / garbage"],
		[
			...sideRows("server", server),
			["start-up: a step", String(startUp.steps.count), ...spans(startUp.steps)],
			["start-up: a frame", String(startUp.frames.count), ...spans(startUp.frames)],
			...sideRows("a client", client),
		],
	);
	const rooms = table(
		["rooms that cost most", "ms a simulated second"],
		[roomsRow("server", server), roomsRow("a client", client), roomsRow("start-up, all of it", startUp)],
	);
	const long = table(
		["steps of more than 2 ms", "count", "by what they did most"],
		[longRow("server", server), longRow("a client", client), longRow("start-up", startUp)],
	);
	const longest = table(
		["longest steps", "took", "of it"],
		[
			...longestRows("server", server),
			...longestRows("a client", client),
			...longestRows("start-up", startUp),
		],
	);
	return `${times}\n\n${rooms}\n\n${long}\n\n${longest}`;
}
