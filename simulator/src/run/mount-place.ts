import {
	createWorld,
	formatLog,
	type HttpTransport,
	type MountedInstance,
	type World,
} from "@townsfolk/headless";
import type { Scenario } from "../../scenarios/index.ts";
import { preparePlace, type Spots } from "./prepare-place.ts";
import type { Random } from "../repeatable/random.ts";
import type { VirtualClock } from "../repeatable/virtual-clock.ts";
import { PROJECT_FILE } from "../project-file.ts";

/** The wall clock when a run begins, Unix seconds: 2026-06-01, noon. */
export const START_TIME = 1_780_315_200;

export interface MountOptions {
	readonly clock: VirtualClock;
	/** What carries the place's requests, and resolves when all that can happen now has happened. */
	readonly link: { readonly transport: HttpTransport; readonly settle: () => Promise<void> };
	readonly secrets: Readonly<Record<string, string>>;
	/** Frames a second; default 30. */
	readonly fps?: number | undefined;
	/** Measure what the place costs; see the engine's option `costs`. */
	readonly withCost?: boolean | undefined;
	/** What an operator would set up. */
	readonly configure?: (tree: MountedInstance) => void;
	/** An error of a script. */
	readonly onProblem: (problem: string) => void;
}

/** Mounts the place with the scenario's people on a clock that its frames move. Nothing runs yet. */
export async function mountPlace(
	scenario: Scenario,
	random: Random,
	options: MountOptions,
): Promise<{ readonly world: World; readonly spots: Spots }> {
	const { clock, link, secrets, fps, withCost, configure, onProblem } = options;
	let spots: Spots | undefined;
	const world = await createWorld({
		projectFile: PROJECT_FILE,
		clock: "virtual",
		http: link.transport,
		// The answers come on the clock that the frames move.
		waitForHttp: false,
		beforeFrame: (now) => clock.advanceTo(now, link.settle),
		secrets,
		seed: Math.floor(random.fork("world").between(1, 2 ** 31)),
		startTime: START_TIME,
		...(withCost === true ? { engineOptions: { costs: true } } : {}),
		...(fps === undefined ? {} : { stepSeconds: 1 / fps }),
		prepare: (tree) => {
			spots = preparePlace(tree, scenario, random.fork("place"));
			configure?.(tree);
		},
	});
	world.on("log", (event) => {
		if (event.level === "error" || event.message.startsWith("ERROR")) onProblem(formatLog(event));
	});
	return { world, spots: spots! };
}
