import { setTimeout as sleep } from "node:timers/promises";
import type { PlayerHandle } from "@townsfolk/headless";
import type { Playtest } from "@townsfolk/playtest";
import type { Progress } from "@townsfolk/simulator";
import { goBeside, inGatewayTown } from "../gateway-town.ts";
import { createScripts } from "../scripts.ts";
import { type FarSide, startFarSide } from "./far-link.ts";
import { type ChainRow, formatChain } from "./format.ts";
import { type ExchangeMoments, sharesOf } from "./moments.ts";
import { Questions } from "./questions.ts";

const NPCS = 50;
const TOKEN = "the-token-of-the-chain-run";
const WORDS_PER_SECOND = 20;
/** A second one, so that the end of the first shows in the stream. */
const SENTENCES = 2;
const TRANSPORTS = { WebSocket: "auto", HTTP: "http" } as const;
const LAST_TRANSPORT = "HTTP";

const ROUNDS_ALONE = 20;
const ROUNDS_TOGETHER = 3;
/** Between two lines of one player: an NPC needs the time to say its last words. */
const ROUND_SECONDS = 6;
const SETTLE_SECONDS = 5;
/** Until the place has noticed that the gateway is gone. */
const AWAY_SECONDS = 8;

interface Seat {
	readonly player: PlayerHandle;
	readonly npcName: string;
}

type Ask = (seat: Seat) => Promise<ExchangeMoments>;

async function alone(seats: ReadonlyArray<Seat>, ask: Ask): Promise<ExchangeMoments[]> {
	const answers: ExchangeMoments[] = [];
	for (let round = 0; round < ROUNDS_ALONE; round++) answers.push(await ask(seats[round % seats.length]!));
	return answers;
}

/** Everybody types a line in each round, one after the other. */
async function together(seats: ReadonlyArray<Seat>, ask: Ask, rounds: number) {
	const answers: ExchangeMoments[] = [];
	for (let round = 0; round < rounds; round++) {
		const next = sleep(ROUND_SECONDS * 1000);
		const asked = seats.map(async (seat, index) => {
			await sleep((ROUND_SECONDS * 1000 * index) / seats.length);
			return ask(seat);
		});
		answers.push(...(await Promise.all(asked)));
		if (round < rounds - 1) await next;
	}
	return answers;
}

interface Deps {
	readonly farSide: FarSide;
	readonly questions: Questions;
	readonly nextScript: ReturnType<typeof createScripts>;
	readonly progress: Progress;
}

/** Lets `use` have a town where each player stands beside an NPC of their own. */
function inTown<T>(
	transport: keyof typeof TRANSPORTS,
	{ farSide, questions, progress }: Deps,
	use: (seats: ReadonlyArray<Seat>, playtest: Playtest) => Promise<T>,
): Promise<T> {
	progress.phase(`${transport}: starting a town of ${NPCS}`);
	const options = {
		npcs: NPCS,
		players: NPCS,
		gateway: { baseUrl: farSide.baseUrl, token: TOKEN },
		transport: TRANSPORTS[transport],
		onDisplay: questions.displayed.bind(questions),
	};
	return inGatewayTown(options, async ({ playtest, players, npcs }) => {
		const seats = players.map((player, index) => ({ player, npcName: npcs[index]!.name }));
		for (const [index, player] of players.entries()) await goBeside(player, npcs[index]!.spot);
		await sleep(SETTLE_SECONDS * 1000);
		return use(seats, playtest);
	});
}

/** Measures in a world of its own. */
function measure(transport: keyof typeof TRANSPORTS, deps: Deps): Promise<ChainRow[]> {
	const { questions, nextScript, progress, farSide } = deps;
	const ask: Ask = ({ player, npcName }) => questions.ask(player, nextScript(npcName, SENTENCES));
	return inTown(transport, deps, async (seats, playtest) => {
		/** With the frames a second that the world kept up meanwhile. */
		const rowOf = async (name: string, answers: () => Promise<ExchangeMoments[]>): Promise<ChainRow> => {
			progress.phase(`${transport}: ${name}`);
			const begin = { world: playtest.world.now(), wall: performance.now() };
			const shares = (await answers()).map(sharesOf);
			const speed = (playtest.world.now() - begin.world) / ((performance.now() - begin.wall) / 1000);
			await sleep(ROUND_SECONDS * 1000);
			return { name: `${transport}, ${name}`, shares, speed };
		};
		// The first answer of each NPC is not measured: it comes with the notice that NPCs are an AI.
		await rowOf("first answers", () => together(seats, ask, 1));
		const rows = [
			await rowOf("1 NPC", () => alone(seats, ask)),
			await rowOf(`${NPCS} NPCs`, () => together(seats, ask, ROUNDS_TOGETHER)),
		];
		if (transport !== LAST_TRANSPORT) return rows;
		progress.phase("without minds");
		await farSide.stop();
		await sleep(AWAY_SECONDS * 1000);
		return [...rows, { name: "no model", alone: await withoutMinds(seats, deps) }];
	});
}

/** What NPCs say of their own goes the same way through the engine, without Letta. */
async function withoutMinds(seats: ReadonlyArray<Seat>, { questions, nextScript }: Deps): Promise<number[]> {
	const times: number[] = [];
	for (const { player, npcName } of seats.slice(0, ROUNDS_ALONE))
		times.push(await questions.askMindless(player, nextScript(npcName, SENTENCES).line));
	return times;
}

/** What the way from Enter to the model and back adds, over both transports. Markdown. */
export async function benchChain(progress: Progress): Promise<string> {
	const questions = new Questions();
	const failures: string[] = [];
	progress.phase("starting model, App Server and gateway");
	const farSide = await startFarSide({
		token: TOKEN,
		wordsPerSecond: WORDS_PER_SECOND,
		sentences: SENTENCES,
		onMoment: (tale, moment, at) => questions.note(tale, moment, at),
		onFailed: (problem) => void failures.push(problem),
	});
	const deps = { farSide, questions, nextScript: createScripts(), progress };
	try {
		const rows = [...(await measure("WebSocket", deps)), ...(await measure(LAST_TRANSPORT, deps))];
		progress.done();
		return [
			`## chain\n\nA scripted model that writes ${WORDS_PER_SECOND} words a second behind a real App Server; real time, on this machine.\n`,
			formatChain(rows),
			...failures.map((problem) => `- a turn failed: ${problem}`),
		].join("\n");
	} finally {
		await farSide.stop();
	}
}
