import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { PlayerHandle } from "@townsfolk/headless";
import { ensureAppServer, startAppServer, startScriptedModel } from "@townsfolk/playtest";
import { createRandom, type Progress, type Spot, table } from "@townsfolk/simulator";
import { type GatewayTown, goBeside, inGatewayTown } from "../gateway-town.ts";
import { demandNginx, demandRedis } from "../programs.ts";
import { createScripts, type NextScript } from "../scripts.ts";
import { percentile } from "../spread.ts";
import { type Fault, wreak } from "./faults.ts";
import { LineBook, type LineFate, now } from "./line-book.ts";
import { startCutter, startGatewayProcess, startNginx, startRedis } from "./processes.ts";

const ROOT = join(import.meta.dirname, "../../..");
const NPCS = 50;
const PLAYERS = 10;
const SEED = 1;
const WORDS_PER_SECOND = 20;
const SENTENCES = 2;
/** Between two lines of one player: an NPC needs the time to say its last words. */
const LINE_SECONDS = 6;
/** A line without a word back for so long is lost. The game gives up a turn after three minutes, but nobody waits for that. */
const LOST_SECONDS = 30;
/** Without a fault, to compare with. */
const QUIET_SECONDS = 20;
const TOKEN = "the-token-of-the-chaos-run";

/** Everything but the place: model, App Server, Redis, two gateways, nginx, and what cuts sockets before it. */
async function startFleet(folder: string, book: LineBook) {
	demandRedis();
	demandNginx();
	const cleanups: (() => unknown)[] = [];
	const model = await startScriptedModel({ wordsPerSecond: WORDS_PER_SECOND });
	cleanups.unshift(() => model.close());
	model.replyWith((turn) => book.replyTo(turn.heard.map(({ text }) => text)));
	const lettaJs = await ensureAppServer({ cacheDir: join(ROOT, ".townsfolk/cache") });
	// Its address stays the same when it is started again.
	const appServer = await startAppServer({ lettaJs, stateDir: join(folder, "letta"), llm: model });
	cleanups.unshift(() => appServer.stop());
	const redis = await startRedis(folder);
	cleanups.unshift(() => redis.kill());
	const env = {
		TOWNSFOLK_TOKEN: TOKEN,
		REDIS_URL: redis.url,
		LETTA_APP_SERVER_URL: appServer.url,
		LETTA_APP_SERVER_TOKEN: appServer.token,
		LETTA_MODEL: `openai-compatible/${model.modelId}`,
		LETTA_AGENT_DATA_DIRS: appServer.agentDataDirs.join(":"),
	};
	const gateways = [
		await startGatewayProcess(env, join(folder, "gateway-1.log")),
		await startGatewayProcess(env, join(folder, "gateway-2.log")),
	];
	for (const gateway of gateways) cleanups.unshift(() => gateway.kill());
	const nginx = await startNginx(
		folder,
		gateways.map(({ port }) => port),
	);
	// Killed, it would leave its workers behind.
	cleanups.unshift(() => nginx.end());
	const cutter = await startCutter(nginx.port);
	cleanups.unshift(cutter.close);
	return {
		baseUrl: `http://127.0.0.1:${cutter.port}`,
		victims: { gateways, redis, nginx, appServer, cutSockets: cutter.cut },
		stop: async () => {
			for (const cleanup of cleanups) await cleanup();
		},
	};
}

interface Seat {
	readonly player: PlayerHandle;
	/** The NPCs that this player talks to, in turn. */
	readonly npcs: ReadonlyArray<{ readonly name: string; readonly spot: Spot }>;
}

/** Deals the NPCs out to the players. */
const seatsOf = ({ players, npcs }: GatewayTown): Seat[] =>
	players.map((player, number) => ({
		player,
		npcs: npcs.filter((_, index) => index % players.length === number),
	}));

/** Goes from NPC to NPC and says a line to each, until it is time to stop. */
async function talk(
	{ player, npcs }: Seat,
	nextScript: NextScript,
	book: LineBook,
	end: number,
): Promise<void> {
	for (let round = 0; now() < end; round++) {
		const { name, spot } = npcs[round % npcs.length]!;
		const next = sleep(LINE_SECONDS * 1000);
		await goBeside(player, spot);
		await sleep(1000);
		const script = nextScript(name, SENTENCES);
		const fate = book.enter(player.name, script);
		await player.chat(script.line);
		// Who walks away is not answered.
		while (fate.answered === undefined && fate.told === undefined && now() < fate.entered + LOST_SECONDS)
			await sleep(100);
		await next;
	}
}

/** Seconds until an answer came to a line that was typed after this time. */
function recovery(at: number, lines: ReadonlyArray<LineFate>): number {
	const answers = lines.flatMap(({ entered, answered }) =>
		entered >= at && answered !== undefined ? [answered] : [],
	);
	return Math.min(...answers) - at;
}

const seconds = (value: number) => `${value.toFixed(1)} s`;

function formatRecovery(faults: ReadonlyArray<Fault>, lines: ReadonlyArray<LineFate>): string {
	const kinds = [...new Set(faults.map(({ kind }) => kind))];
	const rows = kinds.map((kind) => {
		const times = faults.filter((fault) => fault.kind === kind).map(({ at }) => recovery(at, lines));
		return [kind, String(times.length), seconds(percentile(times, 0.5)), seconds(percentile(times, 0.95))];
	});
	return table(["fault", "times", "next answer, p50", "p95"], rows);
}

function formatLines({ lines, shownTwice }: LineBook): string {
	const count = (isOne: (line: LineFate) => boolean) => String(lines.filter(isOne).length);
	return table(
		["lines typed", "answered", "NPC said it cannot think", "lost", "turns doubled", "sentences shown twice"],
		[
			[
				String(lines.length),
				count(({ answered }) => answered !== undefined),
				count(({ answered, told }) => answered === undefined && told !== undefined),
				count(({ answered, told }) => answered === undefined && told === undefined),
				count(({ asked }) => asked > 1),
				String(shownTwice.length),
			],
		],
	);
}

function formatOdd({ lines, shownTwice }: LineBook): string {
	const odd = lines.filter(
		({ answered, told, asked }) => asked > 1 || (answered === undefined && told === undefined),
	);
	const first = lines[0]?.entered ?? 0;
	return [
		...odd.map(
			({ script, player, entered, asked }) =>
				`- ${(entered - first).toFixed(1)} s, ${player}: “${script.line}” (asked ${asked} times)`,
		),
		...shownTwice.map((text) => `- shown twice: ${text}`),
	].join("\n");
}

/** Every sham fault of the quiet time, to compare with. */
const shams = (from: number, to: number): Fault[] =>
	Array.from({ length: Math.floor((to - from) / 2) }, (_, index) => ({ kind: "none", at: from + 2 * index }));

/**
 * Lets fifty NPCs talk through the compiled place, nginx, two gateways with Redis and a real App Server, while one part after the
 * other is killed. Gives Markdown.
 */
export async function benchChaos(progress: Progress, minutes: number): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), "townsfolk-chaos-"));
	const book = new LineBook();
	progress.phase("starting the fleet");
	const fleet = await startFleet(folder, book);
	try {
		progress.phase(`starting a town of ${NPCS}`);
		const options = {
			npcs: NPCS,
			players: PLAYERS,
			gateway: { baseUrl: fleet.baseUrl, token: TOKEN },
			onDisplay: book.displayed.bind(book),
		};
		return await inGatewayTown(options, async (town) => {
			const seats = seatsOf(town);
			progress.phase("talking");
			const begin = now();
			const end = begin + QUIET_SECONDS + minutes * 60;
			const nextScript = createScripts();
			const talking = seats.map((seat, index) =>
				sleep((index * LINE_SECONDS * 1000) / PLAYERS).then(() => talk(seat, nextScript, book, end)),
			);
			await sleep(QUIET_SECONDS * 1000);
			const calm = shams(begin + LINE_SECONDS, now());
			const faults = await wreak(minutes * 60, fleet.victims, createRandom(SEED));
			await Promise.all(talking);
			await sleep(LOST_SECONDS * 1000);
			progress.done();
			return [
				`## chaos\n\n${NPCS} NPCs, ${PLAYERS} players, ${minutes} minutes; logs in ${folder}.\n`,
				formatLines(book),
				`\n${formatRecovery([...calm, ...faults], book.lines)}`,
				formatOdd(book),
			].join("\n");
		});
	} finally {
		await fleet.stop();
	}
}
