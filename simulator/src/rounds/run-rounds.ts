import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createWorld, disableScripts, formatLog, type MountedInstance } from "@townsfolk/headless";
import { type RoundSpot, tour, townSpots } from "./spots.ts";
import { PROJECT_FILE } from "../project-file.ts";

export interface Trip {
	readonly npc: number;
	readonly rig: "R15" | "R6";
	readonly from: string;
	readonly to: string;
	/** `failed`: the NPC gave up. `stuck`: its walk had no end. */
	readonly ending: "reached" | "failed" | "stuck";
	readonly seconds: number;
	/** Studs. */
	readonly walked: number;
	readonly straight: number;
	/** From where it wanted to go, studs. */
	readonly missed: number;
	readonly way: ReadonlyArray<readonly [x: number, z: number]>;
}

export const isReached = ({ ending }: Trip): boolean => ending === "reached";

export interface Rounds {
	readonly trips: ReadonlyArray<Trip>;
	/** The lowest height of any root (infinite if nobody walked), and the farthest that one was from the middle along an axis, studs. */
	readonly lowest: number;
	readonly farthest: number;
	/** CPU time of this process for a second of the world, milliseconds. */
	readonly cpuMsPerSecond: number;
	/** Errors and warnings. */
	readonly problems: ReadonlyArray<string>;
	readonly town: MountedInstance;
	readonly spots: ReadonlyArray<RoundSpot>;
}

export interface RoundsOptions {
	readonly npcs: number;
	/** Of the world. */
	readonly seconds: number;
	/** Ends the run once so many trips are over. `ways`: how many there are from one location to another. */
	readonly trips?: (ways: number) => number;
	/** Edits the mounted town first. */
	readonly prepare?: (tree: MountedInstance) => void;
	readonly onProgress?: (seconds: number, trips: number) => void;
}

const CHUNK_SECONDS = 10;
/** NPCs are made, and set out one after another. */
const SETTLE_SECONDS = 5;

const luauIn = (file: string) => readFile(join(import.meta.dirname, file), "utf8");

/** A Luau table of plain data: JSON's lists become tables. */
function luauOf(value: unknown): string {
	if (Array.isArray(value)) return `{${value.map(luauOf).join(", ")}}`;
	if (typeof value !== "object" || value === null) return JSON.stringify(value);
	return `{${Object.entries(value)
		.map(([key, entry]) => `${key} = ${luauOf(entry)}`)
		.join(", ")}}`;
}

interface Taken {
	readonly trips?: ReadonlyArray<Trip>;
	readonly lowest: number;
	readonly farthest: number;
}

/** Walks NPCs from every location of the demo town to every other, as fast as the machine computes it. */
export async function runRounds(options: RoundsOptions): Promise<Rounds> {
	let town: MountedInstance | undefined;
	const world = await createWorld({
		projectFile: PROJECT_FILE,
		clock: "virtual",
		engineOptions: { avatars: true },
		prepare: (tree) => {
			disableScripts(tree);
			options.prepare?.(tree);
			town = tree;
		},
	});
	const problems: string[] = [];
	world.on("log", (event) => {
		if (event.level === "error" || event.level === "warn") problems.push(formatLog(event));
	});
	try {
		await world.start();
		const spots = townSpots(town!);
		const round = tour(spots.length);
		const enough = options.trips?.(round.length) ?? Infinity;
		const rounds = luauOf({ npcs: options.npcs, spots, tour: round });
		await world.evaluate("server", `local rounds = ${rounds} ${await luauIn("rounds.luau")}`);
		await world.run(SETTLE_SECONDS);
		const takeTrips = await luauIn("take-trips.luau");
		const trips: Trip[] = [];
		let last: Taken | undefined;
		const began = process.cpuUsage();
		const from = world.now();
		while (world.now() - from < options.seconds && trips.length < enough) {
			await world.run(CHUNK_SECONDS);
			last = (await world.evaluate("server", takeTrips)) as Taken;
			trips.push(...(last.trips ?? []));
			options.onProgress?.(world.now() - from, trips.length);
		}
		const { user, system } = process.cpuUsage(began);
		return {
			trips,
			lowest: last?.lowest ?? 0,
			farthest: last?.farthest ?? 0,
			cpuMsPerSecond: (user + system) / 1000 / (world.now() - from),
			problems,
			town: town!,
			spots,
		};
	} finally {
		await world.shutdown();
	}
}
