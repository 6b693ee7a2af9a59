import { CLUSTERS } from "../../../src/server/constants/rules.ts";
import type { Playtest } from "../playtest.ts";
import { distance } from "../player/survey.ts";
import { COMMAND_NAMES, commandHelp, parseCommand, type PlayerCommand } from "./commands.ts";
import { describeBlocks, describeWho } from "./roster.ts";
import type { Output, Paint } from "./style.ts";
import type { Transcript } from "./transcript.ts";

export interface KeyboardDeps {
	readonly playtest: Pick<Playtest, "stage" | "minds" | "npcs" | "player" | "logs" | "logFiles" | "operate">;
	readonly transcript: Transcript;
	readonly output: Output;
	readonly paint: Paint;
	readonly quit: () => void;
}

/** Carries out what the player types. */
export interface Keyboard {
	/** Resolves to what the line was, when it is done; a walk may take its time. Does not reject. */
	readonly type: (line: string) => Promise<PlayerCommand["kind"]>;
	/** Whole lines that the given one may become. */
	readonly complete: (line: string) => ReadonlyArray<string>;
	/** The play is over: what is under way fails, and nobody wants to read that. */
	readonly close: () => void;
}

const LOG_LINES = 20;

/** The limit of Roblox's chat bar. */
const MAX_CHAT_CHARACTERS = 200;

const OFF_TEXT = "No NPC answers: LettaConfig.Enabled is off.";

/** Says that no NPC answers or hears the player from here, if that is so. */
async function tellIfUnheard({ playtest, transcript }: KeyboardDeps): Promise<boolean> {
	const here = playtest.player.position();
	if (here === undefined) return false;
	const { npcs, isOff } = await playtest.stage.survey();
	if (isOff) transcript.warned(OFF_TEXT);
	if (isOff) return true;
	const studs = ({ position }: (typeof npcs)[number]) => distance(here, position);
	const [nearest] = [...npcs].sort((a, b) => studs(a) - studs(b));
	if (nearest === undefined || studs(nearest) <= CLUSTERS.partStuds) return false;
	transcript.told(`Nobody is near enough to hear that. /walk ${nearest.name} goes to the nearest.`);
	return true;
}

async function chat({ playtest, transcript }: KeyboardDeps, text: string): Promise<void> {
	const { length } = [...text];
	if (length > MAX_CHAT_CHARACTERS)
		return transcript.warned(`A line has at most ${MAX_CHAT_CHARACTERS} characters; this one has ${length}.`);
	transcript.said(playtest.player.name, text);
	await playtest.stage.say(text);
}

async function walk({ playtest, transcript }: KeyboardDeps, to: string): Promise<void> {
	const player = playtest.player.name;
	const outcome = await playtest.stage.walkTo(to, (name) => transcript.told(`${player} walks to ${name}`));
	if (outcome.kind === "arrived") transcript.told(`${player} has reached ${outcome.name}`);
	else if (outcome.kind === "stuck") transcript.warned(`${player} got stuck on the way`);
	else if (outcome.kind === "unknown")
		transcript.warned(`There is no ${to} here. There are ${outcome.known.join(", ")}.`);
}

async function talk({ playtest, transcript }: KeyboardDeps): Promise<void> {
	if ((await playtest.stage.survey()).isOff) return transcript.warned(OFF_TEXT);
	const name = await playtest.stage.pressTalk();
	if (name === undefined) transcript.warned("No NPC is near enough. Go up to one: /walk Mara");
	else transcript.told(`${playtest.player.name} presses Talk at ${name}`);
}

async function showBlocks({ playtest, transcript, output, paint }: KeyboardDeps, npc: string): Promise<void> {
	const blocks = describeBlocks(await playtest.minds(), npc, paint);
	if (blocks !== undefined) return output.write(`${blocks}\n`);
	const names = playtest.npcs.map(({ displayName }) => displayName);
	transcript.warned(`There is no ${npc} here. There are ${names.join(", ")}.`);
}

function showLogs({ playtest, output, paint }: KeyboardDeps): void {
	output.write(`${paint.dim(playtest.logs.game.newest(LOG_LINES).join("\n"))}\n\n`);
	output.write(`${playtest.logFiles.map((file) => `    ${file}`).join("\n")}\n`);
}

async function forget({ playtest, transcript }: KeyboardDeps): Promise<void> {
	transcript.told(await playtest.operate(`forget ${playtest.player.userId}`));
	transcript.told("Until you join again, NPCs know you as Someone, without your name and looks.");
}

async function perform(deps: KeyboardDeps, command: PlayerCommand): Promise<void> {
	const { playtest, transcript, output, paint, quit } = deps;
	switch (command.kind) {
		case "nothing":
			return;
		case "chat":
			return chat(deps, command.text);
		case "walk":
			return walk(deps, command.to);
		case "talk":
			return talk(deps);
		case "who":
			return output.write(`${await describeWho(playtest, paint)}\n`);
		case "blocks":
			return showBlocks(deps, command.npc);
		case "log":
			return showLogs(deps);
		case "stats":
			return output.write(`${await playtest.operate("stats")}\n`);
		case "forget":
			return forget(deps);
		case "run":
			return output.write(`${await playtest.operate(command.command)}\n`);
		case "help":
			return output.write(`${commandHelp()}\n`);
		case "quit":
			return quit();
		case "mistake":
			return transcript.warned(command.message);
	}
}

export function createKeyboard(deps: KeyboardDeps): Keyboard {
	const { playtest, transcript } = deps;
	let places: string[] = [];
	let isClosed = false;
	let wasTold = false;
	const carryOut = async (command: PlayerCommand) => {
		await perform(deps, command);
		if (command.kind === "walk") wasTold = false;
		// Once is enough at one place: a player who goes on talking to nobody knows it.
		if (!wasTold && command.kind === "chat") wasTold = await tellIfUnheard(deps);
	};
	void playtest.stage.survey().then(
		(survey) => (places = survey.places.map(({ name }) => name)),
		() => {},
	);

	return {
		type: async (line) => {
			const command = parseCommand(line);
			await carryOut(command).catch((error: unknown) => {
				if (!isClosed) transcript.failed((error as Error).message);
			});
			return command.kind;
		},
		close: () => void (isClosed = true),
		complete: (line) => {
			const command = /^\/(walk|blocks) /.exec(line)?.[1];
			const npcNames = playtest.npcs.map(({ displayName }) => displayName);
			const candidates =
				command === undefined
					? COMMAND_NAMES
					: [...npcNames, ...(command === "walk" ? places : [])].map((name) => `/${command} ${name}`);
			return candidates.filter((candidate) => candidate.toLowerCase().startsWith(line.toLowerCase()));
		},
	};
}
