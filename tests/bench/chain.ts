import { setTimeout as sleep } from "node:timers/promises";
import { type Progress, table } from "@townsfolk/simulator";
import type { ExchangeTimes } from "./exchange.ts";
import { inSeconds, percentile } from "./spread.ts";
import type { TalkBench } from "./talk-bench.ts";

/** With one NPC talking at a time, and with all of them at once. */
export interface ChainTimes {
	readonly alone: ReadonlyArray<ExchangeTimes>;
	readonly together: ReadonlyArray<ExchangeTimes>;
	readonly npcs: number;
}

const ROUNDS_ALONE = 20;
const ROUNDS_TOGETHER = 8;
/** Until the long replies from before have been said: an NPC does not interrupt itself. */
const QUIET_SECONDS = 10;
/** Between two lines of one player. An NPC may not have more turns a minute, and needs the time to say its last words. */
const ROUND_SECONDS = 6;
/** A second one, so that the end of the first shows in the stream. */
const SENTENCES = 2;

/** Everybody presses Enter at once. */
function askAll({ seats, exchanges, nextScript }: TalkBench): Promise<ExchangeTimes[]> {
	return Promise.all(seats.map((seat) => exchanges.ask(seat, nextScript(seat.npcName, SENTENCES))));
}

export async function benchChain(bench: TalkBench, progress: Progress): Promise<ChainTimes> {
	const { seats, exchanges, nextScript } = bench;
	const alone: ExchangeTimes[] = [];
	const together: ExchangeTimes[] = [];
	progress.phase("one NPC at a time");
	await sleep(QUIET_SECONDS * 1000);
	for (let round = 0; round < ROUNDS_ALONE; round++) {
		const seat = seats[round % seats.length]!;
		alone.push(await exchanges.ask(seat, nextScript(seat.npcName, SENTENCES)));
		progress.update((round + 1) / ROUNDS_ALONE, `${alone.length} answers`);
	}
	progress.phase(`${seats.length} NPCs at once`);
	for (let round = 0; round < ROUNDS_TOGETHER; round++) {
		await sleep(round === 0 ? ROUND_SECONDS * 1000 : 0);
		const nextRound = sleep(ROUND_SECONDS * 1000);
		together.push(...(await askAll(bench)));
		progress.update((round + 1) / ROUNDS_TOGETHER, `${together.length} answers`);
		if (round < ROUNDS_TOGETHER - 1) await nextRound;
	}
	return { alone, together, npcs: seats.length };
}

const there = ({ entered, requested }: ExchangeTimes) => requested - entered;
const thinking = ({ requested, firstWritten }: ExchangeTimes) => firstWritten - requested;
const back = ({ firstWritten, shown }: ExchangeTimes) => shown - firstWritten;
const added = (times: ExchangeTimes) => there(times) + back(times);

function row(name: string, times: ReadonlyArray<ExchangeTimes>): string[] {
	const both = (part: (each: ExchangeTimes) => number) =>
		[0.5, 0.95].map((share) => inSeconds(percentile(times.map(part), share))).join(" / ");
	return [name, String(times.length), ...[added, there, back, thinking].map(both)];
}

/** Markdown; median and 95th percentile. */
export function formatChain({ alone, together, npcs }: ChainTimes): string {
	return table(
		[
			"p50 / p95",
			"answers",
			"the chain adds",
			"Enter to model",
			"sentence to bubble",
			"the model's own time",
		],
		[row("one NPC talks", alone), row(`${npcs} NPCs talk`, together)],
	);
}
