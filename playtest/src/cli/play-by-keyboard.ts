import { createKeyboard } from "./keyboard.ts";
import { showNews } from "./news.ts";
import { beginTranscript } from "./played.ts";
import type { Played } from "./played.ts";
import { createPrompt } from "./prompt.ts";

/** Lets somebody play on a terminal. Resolves to the exit code. */
export function playByKeyboard(played: Played, input: NodeJS.ReadStream): Promise<number> {
	const { playtest, output, paint } = played;
	return new Promise((resolve) => {
		const player = playtest.player.name;
		const prompt = createPrompt(input, output, `${player}> `);
		const finish = () => {
			keyboard.close();
			prompt.close();
			resolve(0);
		};
		output.write(
			`  You are ${paint.name(player)}. /walk Mara goes to her, what you type is said aloud, /help for more.\n\n`,
		);
		const transcript = beginTranscript(played, { output: prompt.output });
		showNews(playtest, transcript);
		playtest.onBroken(() => prompt.close());
		const keyboard = createKeyboard({ playtest, transcript, output: prompt.output, paint, quit: finish });
		prompt.open({
			onLine: (line) => void keyboard.type(line),
			onEnd: finish,
			complete: keyboard.complete,
		});
	});
}
