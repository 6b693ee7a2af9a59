import { playCrowdScene } from "../scenes/crowd-scene.ts";
import type { CrowdSceneOptions } from "../scenes/crowd-scene.ts";
import { CrowdLines } from "./crowd-lines.ts";
import { showTrouble } from "./news.ts";
import { beginTranscript } from "./played.ts";
import type { Played } from "./played.ts";
import type { Transcript } from "./transcript.ts";

/** Plays one of the simulator's scenarios and shows every line once. Resolves to the exit code. */
export async function playCrowd(played: Played, options: Omit<CrowdSceneOptions, "onDeed">): Promise<number> {
	const { playtest, output, paint } = played;
	const { scenario, minutes } = options;
	output.write(`  ${paint.bold(scenario.name)}: ${scenario.about}\n  ${minutes} min, Ctrl-C ends it\n`);
	const visitors = scenario.players.map(({ displayName = "Visitor" }) => `${displayName} 100`);
	const transcript = beginTranscript(played, { names: visitors });
	const trouble = showTrouble(playtest, transcript);
	const answers = showNpcLines(played, transcript);
	let typed = 0;
	await playCrowdScene(playtest.world, {
		...options,
		onDeed: ({ deed, displayName, about }) => {
			if (deed === "say") {
				typed += 1;
				transcript.said(displayName, about);
			} else if (deed === "join") transcript.told(`${displayName} joins`);
			else if (deed === "leave") transcript.told(`${displayName} leaves`);
		},
	});
	const errors = trouble.scriptErrors();
	const mark = errors === 0 ? paint.good("✓") : paint.bad("✗");
	output.write(`\n  ${mark} ${typed} lines typed, ${answers()} said by NPCs, ${errors} errors of scripts\n`);
	return errors === 0 ? 0 : 1;
}

/** Shows what NPCs say, on each surface once, whoever's client is the first. Returns how many lines the windows had. */
function showNpcLines({ playtest }: Played, transcript: Transcript): () => number {
	const npcNames = new Set(playtest.npcs.map(({ displayName }) => displayName));
	const lines = new CrowdLines();
	let count = 0;
	playtest.onDisplayed((line, client) => {
		if (line.surface === "typing" || !npcNames.has(line.speaker ?? "")) return;
		if (!lines.isFirst(line, client, playtest.world.now())) return;
		if (line.surface === "window") count += 1;
		transcript.shown(line);
	});
	return () => count;
}
