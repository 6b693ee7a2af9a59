import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { World } from "@townsfolk/headless";
import { table } from "@townsfolk/simulator";

export interface ClusterTiming {
	readonly entities: number;
	/** Milliseconds a step in the fastest of several rounds: other load on the machine only adds. */
	readonly grid: number;
	readonly pairwise: number;
}

const SIZES = [50, 200, 1_000, 5_000];
const ROUNDS = 5;
/** A round takes about this long, milliseconds, so that the cost of its frame does not count. */
const ROUND_MILLISECONDS = 250;
const MAX_STEPS = 2_000;

const source = (name: string) => readFile(join(import.meta.dirname, `${name}.luau`), "utf8");

/** Runs the steps in one frame, which is timed. */
const steps = (count: number) => `for _ = 1, ${count} do _G.bench.step(_G.bench.walk()) end`;

async function timeSteps(world: World, count: number): Promise<number> {
	const startedAt = performance.now();
	await world.evaluate("server", steps(count));
	return performance.now() - startedAt;
}

async function timeWay(world: World, entities: number, way: string): Promise<number> {
	const crowd = (await source("crowd")).replace("COUNT", String(entities));
	await world.evaluate("server", crowd);
	await world.evaluate("server", await source(way));
	// The first steps are slower: they fill tables.
	const once = Math.min(await timeSteps(world, 1), await timeSteps(world, 1));
	const count = Math.min(MAX_STEPS, Math.max(1, Math.round(ROUND_MILLISECONDS / once)));
	const rounds: number[] = [];
	for (let round = 0; round < ROUNDS; round++) rounds.push((await timeSteps(world, count)) / count);
	return Math.min(...rounds);
}

/** Times both ways in the same VM, one after the other, at each size. */
export async function benchClusters(world: World): Promise<ReadonlyArray<ClusterTiming>> {
	const timings: ClusterTiming[] = [];
	for (const entities of SIZES) {
		const grid = await timeWay(world, entities, "grid-clusters");
		const pairwise = await timeWay(world, entities, "pairwise-clusters");
		timings.push({ entities, grid, pairwise });
	}
	return timings;
}

/** Markdown; the growth is from the size before. */
export function formatClusters(timings: ReadonlyArray<ClusterTiming>): string {
	const growth = (index: number, way: "grid" | "pairwise") =>
		index === 0 ? "" : `${(timings[index]![way] / timings[index - 1]![way]).toFixed(1)} ×`;
	const rows = timings.map(({ entities, grid, pairwise }, index) => [
		String(entities),
		`${grid.toFixed(2)} ms`,
		growth(index, "grid"),
		`${pairwise.toFixed(2)} ms`,
		growth(index, "pairwise"),
		`${(pairwise / grid).toFixed(1)} ×`,
	]);
	return table(["entities", "clusters, a step", "growth", "pairwise, a step", "growth", "faster by"], rows);
}
