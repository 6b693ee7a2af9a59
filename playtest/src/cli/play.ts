import { createRandom, preparePlace, SCENARIOS, type Spots } from "@townsfolk/simulator";
import { startCloudPlaytest } from "../cloud-playtest.ts";
import type { Lifecycle } from "../lifecycle.ts";
import { startPlaytest } from "../local-playtest.ts";
import type { MissingMind } from "../minds/missing-minds.ts";
import type { Playtest, PlaytestOptions } from "../playtest.ts";
import { DEFAULT_SCENE, SCENES } from "../scenes/index.ts";
import type { CliRequest } from "./options.ts";
import { playByKeyboard } from "./play-by-keyboard.ts";
import { playCrowd } from "./play-crowd.ts";
import { playScripted } from "./play-scripted.ts";
import type { Played } from "./played.ts";
import { describeMinds } from "./roster.ts";
import { createSteps } from "./steps.ts";
import { createPaint } from "./style.ts";
import type { Output } from "./style.ts";

export interface PlayDeps {
	readonly output: Output;
	/** Undefined where nobody can type. */
	readonly keyboard: NodeJS.ReadStream | undefined;
	/** Gets the playtest to end. */
	readonly lifecycle: Lifecycle;
}

export type StartRequest = Extract<CliRequest, { kind: "start" }>;

const MINDS_TIMEOUT_SECONDS = 30;
/** More for each NPC: the App Server makes agents a few at a time. */
const MIND_SECONDS = 1;

/** Of a scenario's ground and people: the same every time. */
const SCENARIO_SEED = 1;

/** Starts a playtest and plays until it is over. Resolves to the exit code; rejects when a part cannot start. */
export async function play(request: StartRequest, deps: PlayDeps): Promise<number> {
	const { output, keyboard, lifecycle } = deps;
	const paint = createPaint(output.isTerminal);
	output.write(`\n  ${paint.bold("Townsfolk")}\n\n`);
	const steps = createSteps(output, paint);
	const { scene } = request;
	const scenario = scene === undefined || Object.hasOwn(SCENES, scene) ? undefined : SCENARIOS[scene];
	const random = createRandom(SCENARIO_SEED);
	let spots: Spots | undefined;
	const playtest = await startChosen(request, {
		steps,
		prepare: (tree) => {
			if (scenario !== undefined) spots = preparePlace(tree, scenario, random.fork("place"));
		},
		onBegun: (stop) => lifecycle.add("the town", stop),
	});
	const played: Played = { playtest, output, paint };
	const isScripted = keyboard === undefined || scene !== undefined;
	const describe = (refused: ReadonlyArray<MissingMind>) => describeCount(playtest.npcs.length, refused);
	await steps.run("minds", () => awaitAllMinds(playtest, isScripted), describe);
	await introduce(played);

	const broken = whenBroken(played);
	if (scenario !== undefined) {
		let isOver = false;
		void broken.then(() => (isOver = true));
		const minutes = request.minutes ?? scenario.minutes;
		const options = { scenario, spots: spots!, random, minutes, isOver: () => isOver };
		return Promise.race([playCrowd(played, options), broken]);
	}
	const playing = isScripted
		? playScripted(played, SCENES[scene ?? DEFAULT_SCENE]!)
		: playByKeyboard(played, keyboard);
	return Promise.race([playing, broken]);
}

function startChosen({ letta, llm }: StartRequest, options: PlaytestOptions): Promise<Played["playtest"]> {
	return letta === undefined ? startPlaytest({ ...options, llm }) : startCloudPlaytest({ ...options, letta });
}

/** Resolves to the exit code when a part has failed for good. */
function whenBroken({ playtest, output, paint }: Played): Promise<number> {
	return new Promise((resolve) =>
		playtest.onBroken((reason) => {
			output.write(`\n  ${paint.bad("✗")} ${reason}\n`);
			resolve(1);
		}),
	);
}

/**
 * Resolves to the NPCs that Letta's plan has no room for: a player at the keyboard has the others. Rejects when an NPC has
 * no mind for another reason, or a scene needs all.
 */
async function awaitAllMinds(playtest: Playtest, needsAll: boolean): Promise<ReadonlyArray<MissingMind>> {
	const npcCount = playtest.npcs.length;
	const startedAt = performance.now();
	const missing = await playtest.awaitMinds(MINDS_TIMEOUT_SECONDS + MIND_SECONDS * npcCount);
	const areRefused = missing.length < npcCount && missing.every(({ outlook }) => outlook === "refused");
	if (missing.length === 0 || (areRefused && !needsAll)) return missing;
	const reasons = missing.map(({ displayName, problem }) => `${displayName}: ${problem}`);
	const log = `The log is ${playtest.logs.game.file}`;
	const seconds = Math.round((performance.now() - startedAt) / 1000);
	throw new Error(`Not every NPC has a mind after ${seconds} s. ${reasons.join("; ")}\n${log}`);
}

function describeCount(count: number, refused: ReadonlyArray<MissingMind>): string {
	const names = refused.map(({ displayName }) => displayName).join(", ");
	const without = refused.length === 0 ? "" : `; the plan has no room for ${names}`;
	return `${count - refused.length} agents${without}`;
}

async function introduce({ playtest, output, paint }: Played): Promise<void> {
	output.write(`\n${describeMinds(await playtest.minds(), paint)}\n\n`);
	if (playtest.model === undefined) return;
	output.write(`  ${paint.warn("The model is scripted:")} a few rules answer, everything else is real.\n`);
	output.write(
		`  With a model: npm start -- --llm-url http://127.0.0.1:11434/v1 ${paint.dim("(--help)")}\n\n`,
	);
}
