import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createWorld, type World } from "@townsfolk/headless";
import { table } from "@townsfolk/simulator";

const WAYS = ["asleep", "awake", "full"] as const;
type Way = (typeof WAYS)[number];

/** Milliseconds of CPU time a simulated second, at one number of NPCs. */
export type StepTiming = { readonly npcs: number } & Readonly<Record<Way, number>>;

const SIZES = [50, 200, 500, 1_000];
const ROUNDS = 5;
/** A round takes about this long, milliseconds, so that the cost of its frame does not count. */
const ROUND_MILLISECONDS = 200;
const MAX_SECONDS = 400;

/** Other work on the machine does not count: a wall clock would say more about that. */
function cpuMilliseconds(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

async function timeSeconds(world: World, count: number): Promise<number> {
	const began = cpuMilliseconds();
	await world.evaluate("server", `for _ = 1, ${count} do _G.bench.second() end`);
	return (cpuMilliseconds() - began) / count;
}

async function timeWay(world: World, source: string, npcs: number, way: Way): Promise<number> {
	await world.evaluate("server", source.replaceAll("COUNT", String(npcs)).replaceAll("WAY", way));
	// The first seconds are slower: everybody is new.
	await timeSeconds(world, 2);
	const once = await timeSeconds(world, 1);
	const count = Math.min(MAX_SECONDS, Math.max(1, Math.round(ROUND_MILLISECONDS / once)));
	const rounds: number[] = [];
	for (let round = 0; round < ROUNDS; round++) rounds.push(await timeSeconds(world, count));
	return Math.min(...rounds);
}

/** Times perception and attention, asleep and awake, and a full look at the same people, all in one run. */
export async function benchSteps(): Promise<ReadonlyArray<StepTiming>> {
	// With the specs, whose reference is the full look. No script of the place runs.
	const projectFile = join(import.meta.dirname, "../../test.project.json");
	const world = await createWorld({ projectFile, clock: "virtual" });
	const source = await readFile(join(import.meta.dirname, "steps.luau"), "utf8");
	const timings: StepTiming[] = [];
	for (const npcs of SIZES) {
		const asleep = await timeWay(world, source, npcs, "asleep");
		const awake = await timeWay(world, source, npcs, "awake");
		const full = await timeWay(world, source, npcs, "full");
		timings.push({ npcs, asleep, awake, full });
	}
	await world.shutdown();
	return timings;
}

/** Markdown; the growth is from the smallest town. */
export function formatSteps(timings: ReadonlyArray<StepTiming>): string {
	const [least] = timings;
	const rows = timings.map((timing) => {
		const cells = WAYS.flatMap((way) => [
			`${timing[way].toFixed(2)} ms`,
			`${(timing[way] / least![way]).toFixed(1)} ×`,
		]);
		return [String(timing.npcs), ...cells];
	});
	const heads = WAYS.flatMap((way) => [`${way === "full" ? "full look" : way}, a second`, "growth"]);
	return table(["NPCs", ...heads], rows);
}
