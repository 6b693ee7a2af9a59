import type { Town } from "../town.ts";
import { COMMAND_NAMES, commandHelp, parseCommand } from "./commands.ts";
import { describeBlocks, describeWho } from "./roster.ts";
import type { Output, Paint } from "./style.ts";
import type { Transcript } from "./transcript.ts";

export interface KeyboardDeps {
	readonly town: Pick<Town, "stage" | "minds" | "player" | "logs" | "logFiles" | "operate">;
	readonly transcript: Transcript;
	readonly output: Output;
	readonly paint: Paint;
	readonly quit: () => void;
}

/** Carries out what the player types. */
export interface Keyboard {
	/** Resolves when it is done; a walk may take its time. Does not reject. */
	readonly type: (line: string) => Promise<void>;
	/** Whole lines that the given one may become. */
	readonly complete: (line: string) => ReadonlyArray<string>;
}

const LOG_LINES = 20;

export function createKeyboard({ town, transcript, output, paint, quit }: KeyboardDeps): Keyboard {
	const player = town.player.name;
	let places: string[] = [];
	void town.stage.survey().then(
		(survey) => (places = survey.places.map(({ name }) => name)),
		() => {},
	);
	const npcNames = () => town.minds().map(({ displayName }) => displayName);

	async function walk(to: string): Promise<void> {
		const outcome = await town.stage.walkTo(to, (name) => transcript.told(`${player} walks to ${name}`));
		if (outcome.kind === "arrived") transcript.told(`${player} has reached ${outcome.name}`);
		else if (outcome.kind === "stuck") transcript.warned(`${player} got stuck on the way`);
		else if (outcome.kind === "unknown") {
			transcript.warned(`There is no ${to} here. There are ${outcome.known.join(", ")}.`);
		}
	}

	function showLogs(): void {
		output.write(`${paint.dim(town.logs.game.newest(LOG_LINES).join("\n"))}\n\n`);
		output.write(`${town.logFiles.map((file) => `    ${file}`).join("\n")}\n`);
	}

	async function perform(line: string): Promise<void> {
		const command = parseCommand(line);
		switch (command.kind) {
			case "nothing":
				return;
			case "chat":
				transcript.said(player, command.text);
				return town.stage.say(command.text);
			case "walk":
				return walk(command.to);
			case "who":
				return output.write(`${await describeWho(town, paint)}\n`);
			case "blocks": {
				const blocks = describeBlocks(town.minds(), command.npc, paint);
				if (blocks !== undefined) return output.write(`${blocks}\n`);
				return transcript.warned(`There is no ${command.npc} here. There are ${npcNames().join(", ")}.`);
			}
			case "log":
				return showLogs();
			case "stats":
				return output.write(`${await town.operate("stats")}\n`);
			case "forget":
				return transcript.told(await town.operate(`forget ${town.player.userId}`));
			case "help":
				return output.write(`${commandHelp()}\n`);
			case "quit":
				return quit();
			case "mistake":
				return transcript.warned(command.message);
		}
	}

	return {
		type: (line) => perform(line).catch((error: unknown) => transcript.failed((error as Error).message)),
		complete: (line) => {
			const command = /^\/(walk|blocks) /.exec(line)?.[1];
			const candidates =
				command === undefined
					? COMMAND_NAMES
					: [...npcNames(), ...(command === "walk" ? places : [])].map((name) => `/${command} ${name}`);
			return candidates.filter((candidate) => candidate.toLowerCase().startsWith(line.toLowerCase()));
		},
	};
}
