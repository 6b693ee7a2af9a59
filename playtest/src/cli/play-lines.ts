import { setTimeout as sleep } from "node:timers/promises";
import { createKeyboard } from "./keyboard.ts";
import { showNews } from "./news.ts";
import type { PipedLines } from "./piped-lines.ts";
import { beginTranscript } from "./played.ts";
import type { Played } from "./played.ts";

/** So long after a line nothing has been shown and no turn is under way: nobody answers any more. */
const QUIET_SECONDS = 3;

/** What an answer may take before the next line is played. */
const ANSWER_TIMEOUT_SECONDS = 60;

const LOOK_SECONDS = 0.2;

/** Plays lines as if they were typed, each when the answers to the one before are over. Resolves to the exit code. */
export async function playLines(
	played: Played,
	lines: PipedLines,
	quietSeconds = QUIET_SECONDS,
): Promise<number> {
	const { playtest, output, paint } = played;
	const transcript = beginTranscript(played);
	const news = showNews(playtest, transcript);
	let lastAt = performance.now();
	playtest.onShown(() => (lastAt = performance.now()));
	let isOver = false;
	const keyboard = createKeyboard({ playtest, transcript, output, paint, quit: () => (isOver = true) });
	for await (const line of lines) {
		if (played.isOver()) break;
		const kind = await keyboard.type(line);
		if (isOver) break;
		lastAt = performance.now();
		if (kind === "chat" || kind === "talk") await untilQuiet(playtest, () => lastAt, quietSeconds);
	}
	return news.scriptErrors() === 0 ? 0 : 1;
}

async function untilQuiet(
	{ minds }: Played["playtest"],
	lastAt: () => number,
	quietSeconds: number,
): Promise<void> {
	const deadline = performance.now() + ANSWER_TIMEOUT_SECONDS * 1000;
	while (performance.now() < deadline) {
		const isThinking = (await minds()).some(({ turns }) => turns.some(({ state }) => state === "sent"));
		if (!isThinking && performance.now() - lastAt() > quietSeconds * 1000) return;
		await sleep(LOOK_SECONDS * 1000);
	}
}
