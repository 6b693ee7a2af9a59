import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createWorld, type World } from "@townsfolk/headless";
import { table } from "@townsfolk/simulator";
import type { FrameSet } from "./capture.ts";
import { type Codec, FORMATS, LAYERS } from "./node-codecs.ts";

const ROUNDS = 5;
/** A round takes about this long, milliseconds of CPU time. */
const ROUND_MILLISECONDS = 150;
const MAX_TIMES = 200;
/** Frames that cross into the VM at once. */
const BATCH = 40;

type Run = (times: number) => Promise<void> | void;

/** Other work on the machine does not count. */
function cpuMilliseconds(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

async function timed(run: Run, times: number): Promise<number> {
	const began = cpuMilliseconds();
	await run(times);
	return (cpuMilliseconds() - began) / times;
}

/** Milliseconds of CPU time for one go, in the fastest of several rounds. */
async function cost(run: Run): Promise<number> {
	await timed(run, 2);
	const times = Math.min(MAX_TIMES, Math.max(1, Math.round(ROUND_MILLISECONDS / (await timed(run, 1)))));
	const rounds: number[] = [];
	for (let round = 0; round < ROUNDS; round++) rounds.push(await timed(run, times));
	return Math.min(...rounds);
}

const again =
	(once: () => void): Run =>
	(times) => {
		for (let time = 0; time < times; time++) once();
	};

/** Milliseconds to write all values, and to read them again. */
async function costOf<In, Out>({ write, read }: Codec<In, Out>, values: ReadonlyArray<In>): Promise<string> {
	const written = values.map(write);
	const writing = await cost(again(() => values.forEach((value) => write(value))));
	const reading = await cost(again(() => written.forEach((value) => read(value))));
	return `${writing.toFixed(1)} / ${reading.toFixed(1)}`;
}

async function costInVm(world: World, { frames }: FrameSet, format: string): Promise<string> {
	await world.evaluate("server", "_G.codecs.clear()");
	for (let from = 0; from < frames.length; from += BATCH) {
		const batch = JSON.stringify(frames.slice(from, from + BATCH));
		const decoded = `game:GetService("HttpService"):JSONDecode([========[${batch}]========])`;
		await world.evaluate("server", `_G.codecs.load(${decoded})`);
	}
	const run =
		(name: string): Run =>
		async (times) => {
			await world.evaluate("server", `_G.codecs.run("${name} ${format}", ${times})`);
		};
	return `${(await cost(run("write"))).toFixed(1)} / ${(await cost(run("read"))).toFixed(1)}`;
}

async function inTurn<T, R>(items: ReadonlyArray<T>, work: (item: T) => Promise<R>): Promise<R[]> {
	const results: R[] = [];
	for (const item of items) results.push(await work(item));
	return results;
}

/** Markdown: CPU time to write and to read what a minute brings, milliseconds. */
export async function tableOfCpu(sets: ReadonlyArray<FrameSet>): Promise<string> {
	const projectFile = join(import.meta.dirname, "../../../test.project.json");
	// With the specs, where MessagePack is. No script of the place runs.
	const world = await createWorld({ projectFile, clock: "virtual" });
	await world.evaluate("server", await readFile(join(import.meta.dirname, "codecs.luau"), "utf8"));
	const perMinute = (set: FrameSet) => ({
		...set,
		frames: set.frames.slice(0, Math.ceil(set.frames.length / set.minutes)),
	});
	const minutes = sets.map(perMinute);
	const values = minutes.map(({ frames }) => frames.map((text) => JSON.parse(text) as unknown));
	const bytes = values.map((all) => all.map(FORMATS.JSON.write));
	const rows = [
		["JSON, in Luau", ...(await inTurn(minutes, (set) => costInVm(world, set, "JSON")))],
		["MessagePack, in Luau", ...(await inTurn(minutes, (set) => costInVm(world, set, "MessagePack")))],
		["JSON, in Node", ...(await inTurn(values, (all) => costOf(FORMATS.JSON, all)))],
		["MessagePack, in Node", ...(await inTurn(values, (all) => costOf(FORMATS.MessagePack, all)))],
	];
	for (const [name, layer] of Object.entries(LAYERS))
		rows.push([`${name}, of the JSON`, ...(await inTurn(bytes, (all) => costOf(layer, all)))]);
	await world.shutdown();
	return table(["ms of CPU, write / read", ...sets.map(({ name }) => name)], rows);
}
