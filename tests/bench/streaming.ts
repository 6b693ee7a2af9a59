import { type Progress, table } from "@townsfolk/simulator";
import type { ExchangeTimes } from "./exchange.ts";
import { inSeconds, median } from "./spread.ts";
import type { TalkBench } from "./talk-bench.ts";

/** Times of the same question asked both ways, each time of another NPC. */
export interface StreamingTimes {
	readonly streamed: ReadonlyArray<ExchangeTimes>;
	/** The whole reply is awaited before anything is said. */
	readonly held: ReadonlyArray<ExchangeTimes>;
}

const ROUNDS = 7;
const SENTENCES = 4;

/** Asks one line at a time, alternating both ways, so that other load on the machine meets both. */
export async function benchStreaming(bench: TalkBench, progress: Progress): Promise<StreamingTimes> {
	const { seats, exchanges, nextScript, replies } = bench;
	const streamed: ExchangeTimes[] = [];
	const held: ExchangeTimes[] = [];
	progress.phase("streaming");
	for (let round = 0; round < 2 * ROUNDS; round++) {
		const isHeld = round % 2 === 1;
		// Everybody else is asked before it is asked again: by then it has said all of its last reply.
		const seat = seats[round % seats.length]!;
		replies.setHolding(isHeld);
		(isHeld ? held : streamed).push(await exchanges.ask(seat, nextScript(seat.npcName, SENTENCES)));
		progress.update((round + 1) / (2 * ROUNDS), `${round + 1} answers`);
	}
	replies.setHolding(false);
	return { streamed, held };
}

const shownAfter = ({ shown, entered }: ExchangeTimes) => shown - entered;
const arrivedAfter = ({ arrived, entered }: ExchangeTimes) => arrived - entered;

function row(name: string, times: ReadonlyArray<ExchangeTimes>): string[] {
	return [
		name,
		String(times.length),
		inSeconds(median(times.map(shownAfter))),
		inSeconds(median(times.map(({ allWritten, entered }) => allWritten - entered))),
		inSeconds(median(times.map(arrivedAfter))),
		median(times.map((each) => shownAfter(each) / arrivedAfter(each))).toFixed(2),
	];
}

/** Markdown; medians, from the player's Enter. */
export function formatStreaming({ streamed, held }: StreamingTimes): string {
	return table(
		["answers", "rounds", "first bubble", "model has written all", "reply has arrived", "bubble ÷ arrived"],
		[row("sentence by sentence", streamed), row("as a whole", held)],
	);
}
