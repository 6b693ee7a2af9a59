import type { Progress } from "@townsfolk/simulator";
import { benchStreaming, formatStreaming } from "./streaming.ts";
import { startTalkBench, WORDS_PER_SECOND } from "./talk-bench.ts";

/** The first answer of each NPC is not measured: it comes with the notice that NPCs are an AI. */
const FIRST_SENTENCES = 1;

/** Times talk through the compiled place, the gateway and a real Letta App Server. Gives Markdown. */
export async function benchTalk(progress: Progress): Promise<string> {
	progress.phase("starting a town of ten");
	const bench = await startTalkBench();
	try {
		const { seats, exchanges, nextScript } = bench;
		for (const seat of seats) await exchanges.ask(seat, nextScript(seat.npcName, FIRST_SENTENCES));
		const streaming = await benchStreaming(bench, progress);
		progress.done();
		const model = `A scripted model that writes ${WORDS_PER_SECOND} words a second; real time, on this machine.`;
		return `## talk\n\n${model}\n\nFour sentences, from the player's Enter (medians):\n\n${formatStreaming(streaming)}`;
	} finally {
		await bench.stop();
	}
}
