import type { Played } from "./played.ts";
import { createRepeats } from "./repeats.ts";
import type { Transcript } from "./transcript.ts";

/** A repeated warning is shown again after this; the log has them all. */
const REPEAT_SECONDS = 30;

type Shown = Pick<Played["playtest"], "onShown" | "player">;
type Troubled = Pick<Played["playtest"], "onTrouble" | "onAppServer">;

/** Shows in the transcript what happens besides what the player does, and counts errors of the place's scripts. */
export function showNews(playtest: Shown & Troubled, transcript: Transcript) {
	playtest.onShown((line) => {
		// The player's own line was shown when it was typed.
		if (line.speaker !== playtest.player.name) transcript.shown(line);
	});
	return showTrouble(playtest, transcript);
}

/** Shows in the transcript what goes wrong, and counts errors of the place's scripts. */
export function showTrouble(playtest: Troubled, transcript: Transcript) {
	let scriptErrors = 0;
	const repeats = createRepeats({ windowSeconds: REPEAT_SECONDS, now: () => performance.now() / 1000 });
	playtest.onTrouble(({ peer, level, message, source }) => {
		const where = source === undefined ? "" : ` (${source.file}:${source.line})`;
		if (level === "error") scriptErrors += 1;
		const text = repeats.filter(`${peer}: ${message}${where}`);
		if (text === undefined) return;
		if (level === "error") transcript.failed(text);
		else transcript.warned(text);
	});
	playtest.onAppServer?.((event) => {
		if (event.kind === "died") {
			const { how, restart, maxRestarts } = event;
			transcript.warned(`the App Server ended (${how}); starting it again, ${restart} of ${maxRestarts}`);
		} else if (event.kind === "restarted") {
			transcript.told(`the App Server is back after ${event.seconds.toFixed(1)} s, process ${event.pid}`);
		} else transcript.failed(`the App Server is not started again: ${event.reason}`);
	});
	return { scriptErrors: () => scriptErrors };
}
