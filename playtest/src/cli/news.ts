import type { LocalTown } from "../local-town.ts";
import type { Town } from "../town.ts";
import { createRepeats } from "./repeats.ts";
import type { Transcript } from "./transcript.ts";

/** The log has them all. */
const REPEAT_SECONDS = 30;

/** Shows in the transcript what happens in the town besides what the player does, and counts scripts' errors. */
export function showNews(
	town: Pick<Town, "onShown" | "onTrouble" | "player"> & Partial<Pick<LocalTown, "onAppServer">>,
	transcript: Transcript,
) {
	let scriptErrors = 0;
	const repeats = createRepeats({ windowSeconds: REPEAT_SECONDS, now: () => performance.now() / 1000 });
	town.onShown((line) => {
		// The player's own line stands there since it was typed.
		if (line.speaker !== town.player.name) transcript.shown(line);
	});
	town.onTrouble(({ peer, level, message, source }) => {
		const where = source === undefined ? "" : ` (${source.file}:${source.line})`;
		if (level === "error") scriptErrors += 1;
		const text = repeats.filter(`${peer}: ${message}${where}`);
		if (text === undefined) return;
		if (level === "error") transcript.failed(text);
		else transcript.warned(text);
	});
	town.onAppServer?.((event) => {
		if (event.kind === "died") {
			const { how, restart, maxRestarts } = event;
			transcript.warned(`the App Server ended (${how}); starting it again, ${restart} of ${maxRestarts}`);
		} else if (event.kind === "restarted") {
			transcript.told(`the App Server is back after ${event.seconds.toFixed(1)} s, process ${event.pid}`);
		} else transcript.failed(`the App Server is not started again: ${event.reason}`);
	});
	return { scriptErrors: () => scriptErrors };
}
