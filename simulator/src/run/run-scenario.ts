import type { World } from "@townsfolk/headless";
import type { Scenario } from "../../scenarios/index.ts";
import { createDirectMeter } from "../direct/direct-meter.ts";
import { createDirectRig, type DirectRig } from "../direct/direct-rig.ts";
import { DIRECT_CLASSES } from "../direct/direct-request-class.ts";
import { CostMeter } from "../meters/cost-meter.ts";
import type { DoubleEvent } from "../double/double-event.ts";
import { type GroundTruth, readGroundTruth } from "../meters/ground-truth.ts";
import { createRandom, type Random } from "../repeatable/random.ts";
import { type Progress, silentProgress } from "../report/progress.ts";
import { createCrowd, type Crowd } from "./crowd.ts";
import { unmetDemands } from "./demands.ts";
import { Measurements } from "./measurements.ts";
import { createMishaps } from "./mishaps.ts";
import { type Removal, takeOut } from "./removals.ts";
import { createRig, type Rig, type RigListeners } from "./rig.ts";
import type { RunReport } from "./run-report.ts";

export interface RunOptions {
	readonly seed: number;
	/** Default: as the scenario says. */
	readonly minutes?: number;
	readonly progress?: Progress;
	/** Frames a second of the world; default 30. */
	readonly fps?: number;
	/** Seconds between two looks at the world; default 0.1. */
	readonly lookSeconds?: number;
	/** Straight to a fake of Letta Cloud, without the gateway. */
	readonly isDirect?: boolean;
	/** Measure what the place costs. Scripts then see time move within a frame, so no two runs are quite the same. */
	readonly withCost?: boolean;
	/** What to take out of the place. */
	readonly without?: ReadonlyArray<Removal>;
	/** Called at every look at the world, for tests that do something to it. */
	readonly onLook?: (rig: Rig, truth: GroundTruth) => Promise<void> | void;
	/** Called for everything that reaches the back end, with the world's time, from the start-up on. */
	readonly onBackend?: (event: DoubleEvent, at: number) => void;
}

/** Between two looks at the world: latencies are as fine. */
const LOOK_SECONDS = 0.1;
const CROWD_SECONDS = 0.25;
/** For NPCs to get their agents. */
const START_TIMEOUT_SECONDS = 600;
/** After everybody has come, until the effects of that are over. */
const SETTLE_SECONDS = 5;

/** A run under way. */
interface Run {
	readonly scenario: Scenario;
	readonly options: RunOptions;
	readonly random: Random;
	readonly rig: Rig;
	readonly crowd: Crowd;
	readonly measurements: Measurements;
	readonly costs?: CostMeter;
	readonly progress: Progress;
}

function meterCosts(world: World): CostMeter {
	const costs = new CostMeter();
	world.on("costs", (frame) => costs.frame(frame));
	return costs;
}

async function heapMb(world: World): Promise<number> {
	return Number(await world.evaluate("server", "return gcinfo()")) / 1024;
}

/** The rig of a run, and its {@link DirectRig} where the run goes straight to Letta. */
async function mountRig(
	scenario: Scenario,
	random: Random,
	measurements: Measurements,
	{ fps, isDirect, withCost, onBackend }: RunOptions,
): Promise<{ readonly rig: Rig; readonly direct?: DirectRig }> {
	const listeners: RigListeners = {
		onProblem: (problem) => measurements.problems.push(problem),
		onRequest: (requestClass, at) => measurements.request(requestClass, at),
		onBackend: (event, at) => {
			measurements.backend(event, at);
			onBackend?.(event, at);
		},
	};
	if (isDirect !== true) return { rig: await createRig(scenario, random, listeners, { fps, withCost }) };
	const direct = await createDirectRig(scenario, random, listeners, { fps, withCost });
	return { rig: direct, direct };
}

/** Starts the place and waits until every NPC has its agent. */
async function wakeNpcs({ rig: { world, double, spots }, measurements, progress }: Run): Promise<void> {
	progress.phase("waking the NPCs");
	await world.start();
	const npcs = spots.npcSpots.length;
	const isReady = () => {
		progress.update(double.readyCount() / npcs, `${double.readyCount()} of ${npcs} agents`);
		return double.readyCount() >= npcs;
	};
	if (await world.runUntil(isReady, START_TIMEOUT_SECONDS)) return;
	throw new Error(
		`only ${double.readyCount()} of ${npcs} NPCs have an agent. ${measurements.problems.join("\n")}`,
	);
}

async function letPlayersIn({ rig, crowd, progress }: Run): Promise<void> {
	progress.phase("letting the players in");
	await crowd.enter();
	// Players with a spot of their own go there.
	await crowd.step();
	await rig.world.run(SETTLE_SECONDS);
}

/** Takes Letta or the gateway away while a fault of the scenario lasts; `second` counts from the start of the run. */
function applyFaults({ scenario, rig }: Run, second: number): void {
	for (const { kind, fromSeconds, toSeconds } of scenario.faults ?? []) {
		const isAway = second >= fromSeconds && second < toSeconds;
		(kind === "letta" ? rig.double.setUp : rig.link.setReachable)(!isAway);
	}
}

async function look({ rig, options, measurements }: Run): Promise<GroundTruth> {
	const truth = await readGroundTruth(rig.world);
	await measurements.look(truth);
	await options.onLook?.(rig, truth);
	return truth;
}

/** Plays the measured part. */
async function play(run: Run, from: number, minutes: number): Promise<void> {
	const { scenario, options, random, crowd, measurements, progress } = run;
	const { world, double } = run.rig;
	const { lookSeconds = LOOK_SECONDS } = options;
	const mishaps = createMishaps(world, random.fork("mishaps"), scenario.mishaps);
	const to = from + minutes * 60;
	let nextCrowd = from;
	let nextLook = from;
	let nextSecond = from;
	progress.phase(scenario.name);
	while (world.now() < to) {
		const now = world.now();
		progress.update((now - from) / (to - from), `${((now - from) / 60).toFixed(1)} of ${minutes} min`);
		applyFaults(run, now - from);
		if (now >= nextCrowd) {
			nextCrowd += CROWD_SECONDS;
			await crowd.step();
		}
		if (now < nextLook) {
			await world.step();
			continue;
		}
		nextLook += lookSeconds;
		const truth = await look(run);
		if (now < nextSecond) continue;
		nextSecond += 1;
		measurements.second(truth, double.blocks);
		if (scenario.faults !== undefined) measurements.heapIs(await heapMb(world), now);
		await mishaps.step(truth.entities.filter(({ kind }) => kind === "npc").map(({ id }) => id));
	}
}

async function reportOf(run: Run, minutes: number): Promise<RunReport> {
	const { scenario, options, rig, measurements, costs } = run;
	const { world, spots } = rig;
	const players = scenario.players.reduce((sum, { count }) => sum + count, 0);
	const measured = await measurements.report(world.now());
	const report: RunReport = {
		scene: scenario.name,
		without: options.without ?? [],
		seed: options.seed,
		npcs: spots.npcSpots.length,
		players,
		minutes,
		...measured,
		...(costs === undefined ? {} : { cost: costs.result(minutes * 60, players) }),
		memoryMb: {
			vm: Math.round(await heapMb(world)),
			process: Math.round(process.memoryUsage().rss / 1024 / 1024),
		},
		eventHash: measurements.eventHash(),
		problems: measurements.problems,
	};
	// With costs, a frame that takes this VM too long puts off the next: then nothing is as soon as it would be.
	const unmet = options.withCost === true ? [] : unmetDemands(scenario, report);
	return { ...report, problems: [...report.problems, ...unmet] };
}

/** Plays a scenario through the compiled place and measures it. */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<RunReport> {
	const { seed, minutes = scenario.minutes, progress = silentProgress, isDirect } = options;
	const random = createRandom(seed);
	const measurements = new Measurements(isDirect === true ? DIRECT_CLASSES : undefined);
	progress.phase("mounting the place");
	const { rig, direct } = await mountRig(scenario, random, measurements, options);
	try {
		const { world, spots } = rig;
		measurements.watch(world, rig.double.blocks);
		const onDeed = measurements.deed.bind(measurements);
		const crowd = createCrowd({ world, spots, random, onDeed }, scenario);
		const costs = options.withCost === true ? { costs: meterCosts(world) } : {};
		const run: Run = { scenario, options, random, rig, crowd, measurements, progress, ...costs };
		await takeOut(world, options.without ?? []);
		await wakeNpcs(run);
		await letPlayersIn(run);
		const from = world.now();
		const directMeter = direct && (await createDirectMeter(direct, LOOK_SECONDS));
		run.costs?.begin();
		measurements.begin(from, scenario.faults ?? [], directMeter);
		await play(run, from, minutes);
		return await reportOf(run, minutes);
	} finally {
		progress.phase("closing");
		await measurements.close();
		await rig.close();
		progress.done();
	}
}
