import { playScene } from "../scenes/play-scene.ts";
import type { Scene } from "../scenes/scene.ts";
import type { Stage } from "../scenes/stage.ts";
import { showNews } from "./news.ts";
import { beginTranscript } from "./played.ts";
import type { Played } from "./played.ts";

/** Plays a scene and shows it. Resolves to the exit code. */
export async function playScripted(played: Played, scene: Scene): Promise<number> {
	const { playtest, output, paint } = played;
	output.write(`  ${paint.bold(scene.title)}\n\n`);
	const player = playtest.player.name;
	const { stage } = playtest;
	const transcript = beginTranscript(played);
	const news = showNews(playtest, transcript);
	const shown: Stage = {
		...stage,
		say: (text) => {
			transcript.said(player, text);
			return stage.say(text);
		},
		walkTo: (name) => stage.walkTo(name, (known) => transcript.told(`${player} walks to ${known}`)),
	};
	const problems = await playScene(shown, scene, played.isOver);
	const errors = news.scriptErrors();
	if (errors > 0) problems.push(`${errors} errors in the place's scripts`);
	if (problems.length === 0)
		output.write(`\n  ${paint.good("✓")} The scene is over; every line was answered.\n`);
	for (const problem of problems) output.write(`\n  ${paint.bad("✗")} ${problem}\n`);
	return problems.length === 0 ? 0 : 1;
}
