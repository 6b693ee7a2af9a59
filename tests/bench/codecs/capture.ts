import { createCrowd, createRandom, createRig, type Progress, SCENARIOS } from "@townsfolk/simulator";

/** Frames of one kind, JSON as it was sent. */
export interface FrameSet {
	readonly name: string;
	readonly frames: ReadonlyArray<string>;
	/** How long the town took for them; 1 for a start-up. */
	readonly minutes: number;
}

export interface CapturedFrames {
	/** The game's, with what makes all agents. */
	readonly start: FrameSet;
	/** The game's, after the start-up, but for those that only acknowledge. */
	readonly ops: FrameSet;
	/** The gateway's, after the start-up, but for those without an event. */
	readonly events: FrameSet;
}

const SEED = 7;
const MINUTES = 2;
const START_TIMEOUT_SECONDS = 600;
/** Between two decisions of the players. */
const CROWD_SECONDS = 0.25;

/** Plays a town of so many NPCs with thirty players, and keeps its frames. */
export async function captureFrames(npcs: 50 | 500, progress: Progress): Promise<CapturedFrames> {
	const scenario = SCENARIOS[`town-${npcs}`]!;
	const random = createRandom(SEED);
	const [start, ops, events]: [string[], string[], string[]] = [[], [], []];
	let phase: "starting" | "running" | "over" = "starting";
	const ignore = () => undefined;
	const { world, spots, double, close } = await createRig(scenario, random, {
		onRequest: ignore,
		onBackend: ignore,
		onProblem: (problem) => {
			throw new Error(problem);
		},
		onFrames: ({ sent, received }) => {
			// A town that closes lets all its agents go, in frames like no others.
			if (phase === "over") return;
			if (!sent.includes(`"ops":[]`)) (phase === "starting" ? start : ops).push(sent);
			if (phase === "running" && !received.includes(`"events":[]`)) events.push(received);
		},
	});
	try {
		progress.phase(`frames of ${npcs} NPCs`);
		await world.start();
		if (!(await world.runUntil(() => double.readyCount() >= npcs, START_TIMEOUT_SECONDS)))
			throw new Error(`only ${double.readyCount()} of ${npcs} NPCs have an agent`);
		phase = "running";
		const crowd = createCrowd({ world, spots, random, onDeed: ignore }, scenario);
		await crowd.enter();
		const end = world.now() + MINUTES * 60;
		while (world.now() < end) {
			await crowd.step();
			await world.run(CROWD_SECONDS);
			progress.update(1 - (end - world.now()) / (MINUTES * 60), `${ops.length} frames`);
		}
	} finally {
		phase = "over";
		await close();
		progress.done();
	}
	const set = (name: string, frames: ReadonlyArray<string>, minutes: number): FrameSet => ({
		name: `${name}, ${npcs} NPCs`,
		frames,
		minutes,
	});
	return {
		start: set("start-up", start, 1),
		ops: set("ops", ops, MINUTES),
		events: set("events", events, MINUTES),
	};
}
