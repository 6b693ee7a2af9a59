import { playCrowdScene } from "../scenes/crowd-scene.ts";
import type { CrowdSceneOptions } from "../scenes/crowd-scene.ts";
import { showNews } from "./news.ts";
import { beginTranscript } from "./played.ts";
import type { Played } from "./played.ts";

/** Plays one of the simulator's scenarios and shows every line once. Resolves to the exit code. */
export async function playCrowd(played: Played, options: Omit<CrowdSceneOptions, "onDeed">): Promise<number> {
	const { playtest, output, paint } = played;
	const { scenario, minutes } = options;
	output.write(`  ${paint.bold(scenario.name)}: ${scenario.about}\n  ${minutes} min, Ctrl-C ends it\n`);
	const transcript = beginTranscript(played);
	const news = showNews(playtest, transcript);
	let typed = 0;
	const answers = new Set<string>();
	playtest.onLine(({ id, speaker, text }) => {
		// Each client displays it.
		if (answers.has(id)) return;
		answers.add(id);
		transcript.shown({ surface: "bubble", speaker, text, prefix: "" });
	});
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
	const errors = news.scriptErrors();
	const mark = errors === 0 ? paint.good("✓") : paint.bad("✗");
	output.write(
		`\n  ${mark} ${typed} lines typed, ${answers.size} said by NPCs, ${errors} errors of scripts\n`,
	);
	return errors === 0 ? 0 : 1;
}
