import { createRandom, preparePlace, SCENARIOS, type Spots } from "@townsfolk/simulator";
import { startCloudPlaytest } from "../cloud-playtest.ts";
import { startGatewayPlaytest } from "../gateway-playtest.ts";
import type { Lifecycle } from "../lifecycle.ts";
import { startPlaytest } from "../local-playtest.ts";
import type { MissingMind } from "../minds/missing-minds.ts";
import type { Playtest, PlaytestOptions } from "../playtest.ts";
import { DEFAULT_SCENE, SCENES } from "../scenes/index.ts";
import type { CliRequest } from "./options.ts";
import { playByKeyboard } from "./play-by-keyboard.ts";
import { playCrowd } from "./play-crowd.ts";
import { playLines } from "./play-lines.ts";
import { playScripted } from "./play-scripted.ts";
import type { Played } from "./played.ts";
import type { PipedLines } from "./piped-lines.ts";
import { describeMinds } from "./roster.ts";
import { createSteps } from "./steps.ts";
import { createPaint, outputUntil } from "./style.ts";
import type { Output } from "./style.ts";

export interface PlayDeps {
	readonly output: Output;
	/** Undefined where nobody can type. */
	readonly keyboard: NodeJS.ReadStream | undefined;
	/** What is piped in where nobody can type. */
	readonly piped?: PipedLines;
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
	const { keyboard, piped, lifecycle } = deps;
	const output = outputUntil(deps.output, lifecycle.isEnding);
	const paint = createPaint(output.isTerminal);
	output.write(`\n  ${paint.bold("Townsfolk")}\n\n`);
	const steps = createSteps(deps.output, paint, lifecycle.isEnding);
	const { scene } = request;
	const scenario = scene === undefined || Object.hasOwn(SCENES, scene) ? undefined : SCENARIOS[scene];
	const random = createRandom(SCENARIO_SEED);
	let spots: Spots | undefined;
	const playtest = await startChosen(request, {
		steps,
		prepare: (tree) => {
			if (scenario !== undefined)
				spots = preparePlace(tree, scenario, random.fork("place"), { keepsLimits: true });
		},
		onBegun: (stop) => lifecycle.add("the town", stop),
	});
	let isBroken = false;
	const isOver = () => isBroken || lifecycle.isEnding();
	const played: Played = { playtest, output, paint, isOver };
	const isScripted = keyboard === undefined || scene !== undefined;
	const describe = (refused: ReadonlyArray<MissingMind>) => describeCount(playtest.npcs.length, refused);
	await steps.run("minds", (progress) => awaitAllMinds(playtest, isScripted, progress), describe);
	await introduce(played);

	const broken = whenBroken(played);
	void broken.then(() => (isBroken = true));
	if (scenario !== undefined) {
		const minutes = request.minutes ?? scenario.minutes;
		const options = { scenario, spots: spots!, random, minutes, isOver };
		return Promise.race([playCrowd(played, options), broken]);
	}
	return Promise.race([playOne(), broken]);

	function playOne(): Promise<number> {
		if (scene === undefined && keyboard !== undefined) return playByKeyboard(played, keyboard);
		// A pipe that was left open says nothing of what is wanted.
		if (scene === undefined && piped?.hasAny() === true) return playLines(played, piped);
		return playScripted(played, SCENES[scene ?? DEFAULT_SCENE]!);
	}
}

function startChosen({ minds, transport }: StartRequest, more: PlaytestOptions): Promise<Played["playtest"]> {
	const options = { ...more, transport };
	switch (minds.kind) {
		case "scripted":
			return startPlaytest(options);
		case "llm":
			return startPlaytest({ ...options, llm: minds });
		case "llmFile":
			return startPlaytest({ ...options, llmFile: minds.file, llmThreads: minds.threads });
		case "letta":
			return startCloudPlaytest({ ...more, letta: minds });
		case "gateway":
			return startGatewayPlaytest({ ...options, gateway: minds });
	}
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
async function awaitAllMinds(
	playtest: Playtest,
	needsAll: boolean,
	progress: (message: string) => void,
): Promise<ReadonlyArray<MissingMind>> {
	const npcCount = playtest.npcs.length;
	const startedAt = performance.now();
	const timeoutSeconds = MINDS_TIMEOUT_SECONDS + MIND_SECONDS * npcCount;
	const missing = await playtest.awaitMinds(timeoutSeconds, countMinds(npcCount, progress));
	const areRefused = missing.length < npcCount && missing.every(({ outlook }) => outlook === "refused");
	if (missing.length === 0 || (areRefused && !needsAll)) return missing;
	const reasons = missing.map(({ displayName, problem }) => `${displayName}: ${problem}`);
	const log = `The log is ${playtest.logs.game.file}`;
	const seconds = Math.round((performance.now() - startedAt) / 1000);
	throw new Error(`Not every NPC has a mind after ${seconds} s. ${reasons.join("; ")}\n${log}`);
}

/** Tells of progress each time that another tenth of the NPCs has a mind. */
export function countMinds(npcCount: number, progress: (message: string) => void) {
	let told = 0;
	return (missing: ReadonlyArray<MissingMind>): void => {
		const made = npcCount - missing.length;
		if (missing.length === 0 || made - told < Math.max(1, npcCount / 10)) return;
		told = made;
		progress(`${made} of ${npcCount} NPCs have their agents`);
	};
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
