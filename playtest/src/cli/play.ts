import { createRandom, preparePlace, type Scenario, SCENARIOS, type Spots } from "@townsfolk/simulator";
import { playCrowdScene } from "../scenes/crowd-scene.ts";
import { SCENES, DEFAULT_SCENE } from "../scenes/index.ts";
import { playScene } from "../scenes/play-scene.ts";
import type { Scene } from "../scenes/scene.ts";
import type { Stage } from "../scenes/stage.ts";
import { startCloudTown } from "../cloud-town.ts";
import { startTown } from "../local-town.ts";
import type { LocalTown } from "../local-town.ts";
import type { Town, TownOptions } from "../town.ts";
import type { Mind } from "../town/mind-monitor.ts";
import type { Lifecycle } from "../lifecycle.ts";
import { createKeyboard } from "./keyboard.ts";
import { showNews } from "./news.ts";
import type { CliRequest } from "./options.ts";
import { createPrompt } from "./prompt.ts";
import { describeMinds } from "./roster.ts";
import { createSteps } from "./steps.ts";
import { createPaint } from "./style.ts";
import type { Output, Paint } from "./style.ts";
import { createTranscript } from "./transcript.ts";
import type { Transcript } from "./transcript.ts";

export interface PlayDeps {
	readonly output: Output;
	/** Undefined where nobody can type. */
	readonly keyboard: NodeJS.ReadStream | undefined;
	/** Gets the town to end. */
	readonly lifecycle: Lifecycle;
}

export type StartRequest = Extract<CliRequest, { kind: "start" }>;

const MINDS_TIMEOUT_SECONDS = 30;
/** More for each NPC: the App Server makes agents a few at a time. */
const MIND_SECONDS = 1;

/** Of the towns of many; the same town every time. */
const SCENE_SEED = 1;

/** Starts the town and plays in it until it is over. Resolves to the exit code; rejects when a part cannot start. */
export async function play(
	request: StartRequest,
	{ output, keyboard, lifecycle }: PlayDeps,
): Promise<number> {
	const paint = createPaint(output.isTerminal);
	output.write(`\n  ${paint.bold("Townsfolk")}\n\n`);
	const steps = createSteps(output, paint);
	const { scene } = request;
	const scenario = scene === undefined || Object.hasOwn(SCENES, scene) ? undefined : SCENARIOS[scene];
	const random = createRandom(SCENE_SEED);
	let spots: Spots | undefined;
	const town = await startChosenTown(request, {
		steps,
		prepare: (tree) => {
			if (scenario !== undefined) spots = preparePlace(tree, scenario, random.fork("place"));
		},
		onBegun: (stop) => lifecycle.add("the town", stop),
	});
	const isScripted = keyboard === undefined || scene !== undefined;
	await steps.run(
		"minds",
		() => awaitMinds(town, isScripted),
		(refused) => describeCount(town.minds().length, refused),
	);
	introduce(town, output, paint);

	const broken = new Promise<number>((resolve) =>
		town.onBroken((reason) => {
			output.write(`\n  ${paint.bad("✗")} ${reason}\n`);
			resolve(1);
		}),
	);
	if (scenario !== undefined) {
		let isOver = false;
		void broken.then(() => (isOver = true));
		const minutes = request.minutes ?? scenario.minutes;
		const part = { scenario, spots: spots!, random, minutes, isOver: () => isOver };
		return Promise.race([playCrowd(town, part, output, paint), broken]);
	}
	const playing = isScripted
		? playScripted(town, SCENES[scene ?? DEFAULT_SCENE]!, output, paint)
		: playByKeyboard(town, keyboard, output, paint);
	return Promise.race([playing, broken]);
}

/** What only the local chain has is not there with Letta's REST API. */
type PlayedTown = Town & Partial<Pick<LocalTown, "model" | "onAppServer">>;

function startChosenTown({ letta, llm }: StartRequest, options: TownOptions): Promise<PlayedTown> {
	return letta === undefined ? startTown({ ...options, llm }) : startCloudTown({ ...options, letta });
}

/**
 * Resolves to the NPCs that Letta's plan has no room for: whoever plays by keyboard has the others. Rejects when one has no
 * mind for another reason, or a scene needs all.
 */
async function awaitMinds(town: Town, needsAll: boolean): Promise<ReadonlyArray<Mind>> {
	const timeoutSeconds = MINDS_TIMEOUT_SECONDS + MIND_SECONDS * town.npcCount;
	const startedAt = performance.now();
	const missing = await town.awaitMinds(timeoutSeconds);
	const areRefused = missing.length < town.npcCount && missing.every(({ state }) => state === "refused");
	if (missing.length === 0 || (areRefused && !needsAll)) return missing;
	const reasons = missing.map(({ displayName, problem }) => `${displayName}: ${problem ?? "no agent yet"}`);
	const log = `The log is ${town.logs.game.file}`;
	const seconds = Math.round((performance.now() - startedAt) / 1000);
	throw new Error(`Not every NPC has a mind after ${seconds} s. ${reasons.join("; ")}\n${log}`);
}

function describeCount(count: number, refused: ReadonlyArray<Mind>): string {
	const names = refused.map(({ displayName }) => displayName).join(", ");
	const without = refused.length === 0 ? "" : `; the plan has no room for ${names}`;
	return `${count - refused.length} agents${without}`;
}

function introduce(town: PlayedTown, output: Output, paint: Paint): void {
	output.write(`\n${describeMinds(town.minds(), paint)}\n\n`);
	if (town.model === undefined) return;
	output.write(`  ${paint.warn("The model is scripted:")} a few rules answer, everything else is real.\n`);
	output.write(
		`  With a model: npm start -- --llm-url http://127.0.0.1:11434/v1 ${paint.dim("(--help)")}\n\n`,
	);
}

function createTownTranscript(output: Output, paint: Paint): Transcript {
	const startedAt = performance.now();
	return createTranscript({ output, paint, now: () => (performance.now() - startedAt) / 1000 });
}

async function playScripted(town: PlayedTown, scene: Scene, output: Output, paint: Paint): Promise<number> {
	output.write(`  ${paint.bold(scene.title)}\n\n`);
	const player = town.player.name;
	const transcript = createTownTranscript(output, paint);
	const news = showNews(town, transcript);
	const told: Stage = {
		...town.stage,
		say: (text) => {
			transcript.said(player, text);
			return town.stage.say(text);
		},
		walkTo: (name) => town.stage.walkTo(name, (known) => transcript.told(`${player} walks to ${known}`)),
	};
	const problems = await playScene(told, scene);
	const errors = news.scriptErrors();
	if (errors > 0) problems.push(`${errors} errors in the place's scripts`);
	if (problems.length === 0)
		output.write(`\n  ${paint.good("✓")} The scene is over; every line was answered.\n`);
	for (const problem of problems) output.write(`\n  ${paint.bad("✗")} ${problem}\n`);
	return problems.length === 0 ? 0 : 1;
}

/** Everybody's lines, each NPC's as the first client displayed them. */
async function playCrowd(
	town: PlayedTown,
	part: {
		readonly scenario: Scenario;
		readonly spots: Spots;
		readonly random: ReturnType<typeof createRandom>;
		readonly minutes: number;
		readonly isOver: () => boolean;
	},
	output: Output,
	paint: Paint,
): Promise<number> {
	const { scenario } = part;
	output.write(`  ${paint.bold(scenario.name)}: ${scenario.about}\n  ${part.minutes} min, Ctrl-C ends it\n`);
	const transcript = createTownTranscript(output, paint);
	const news = showNews(town, transcript);
	let heard = 0;
	let answered = 0;
	const shown = new Set<string>();
	town.onLine(({ id, speaker, text }) => {
		if (shown.has(id)) return;
		shown.add(id);
		answered += 1;
		transcript.shown({ surface: "bubble", speaker, text, prefix: "" });
	});
	await playCrowdScene(town.world, {
		...part,
		onDeed: ({ deed, displayName, about }) => {
			if (deed === "say") {
				heard += 1;
				transcript.said(displayName, about);
			} else if (deed === "join") transcript.told(`${displayName} joins`);
			else if (deed === "leave") transcript.told(`${displayName} leaves`);
		},
	});
	const errors = news.scriptErrors();
	const mark = errors === 0 ? paint.good("✓") : paint.bad("✗");
	output.write(`\n  ${mark} ${heard} lines typed, ${answered} said by NPCs, ${errors} errors of scripts\n`);
	return errors === 0 ? 0 : 1;
}

function playByKeyboard(
	town: PlayedTown,
	input: NodeJS.ReadStream,
	output: Output,
	paint: Paint,
): Promise<number> {
	return new Promise((resolve) => {
		const player = town.player.name;
		const prompt = createPrompt(input, output, `${player}> `);
		const finish = (code: number) => {
			prompt.close();
			resolve(code);
		};
		output.write(
			`  You are ${paint.name(player)}. Type to talk, /walk Mara to go to her, /help for more.\n\n`,
		);
		const transcript = createTownTranscript(prompt.output, paint);
		showNews(town, transcript);
		town.onBroken(() => prompt.close());
		const keyboard = createKeyboard({
			town,
			transcript,
			output: prompt.output,
			paint,
			quit: () => finish(0),
		});
		prompt.open({
			onLine: (line) => void keyboard.type(line),
			onEnd: () => finish(0),
			complete: keyboard.complete,
		});
	});
}
