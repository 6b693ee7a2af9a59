import { availableParallelism, tmpdir } from "node:os";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import autocannon from "autocannon";
import { Redis } from "ioredis";
import { type Progress, table } from "@townsfolk/simulator";
import { startRedis } from "../chaos/processes.ts";
import { demandRedis } from "../programs.ts";
import { captureFrames, type CapturedFrames } from "../codecs/capture.ts";
import { inMilliseconds, percentile } from "../spread.ts";
import { GameServer, type LoadTransport } from "./game-server.ts";
import { holds, lastHeld, type Rung } from "./ladder.ts";
import { CAN_PIN, pinSelf, type PinnedProcess, startPinned, unpinSelf } from "./pinned.ts";

const NPCS = 50;
/** Game servers of each step. */
const RUNGS = [16, 64, 128, 256, 384, 512, 640, 768];
const WARM_SECONDS = 1;
const MEASURE_SECONDS = 4;
/** What all others are compared with needs as many turns as they have. */
const FIRST_SECONDS = 8;
/** A step that does not hold is measured again: other programs of the machine may have caused it. */
const TRIES = 3;
/** No ladder is climbed for longer. */
const LADDER_SECONDS = 40;
const TOKEN = "the-token-of-the-capacity-run";
const STARTS_AT_ONCE = 8;
const AUTOCANNON = { connections: 16, duration: 5, sessions: 64 };

const CORES = availableParallelism();
/** What loads the gateways, and what stands behind them. */
const LOAD_CORE = 0;
const gatewayCore = (index: number): number => Math.min(CORES - 1, 1 + index);

interface GatewayNumbers {
	readonly cpuSeconds: number;
	readonly at: number;
	readonly rss: number;
	readonly heap: number;
}

interface Measured extends Rung {
	readonly p50: number;
	readonly framesPerSecond: number;
	readonly turnsPerSecond: number;
	/** Of one core, all gateways together. */
	readonly cpu: number;
	/** Of this process, which loads. */
	readonly loadCpu: number;
	/** Bytes, all gateways together. */
	readonly rss: number;
	readonly heap: number;
	readonly redis: number;
}

interface Fleet {
	readonly gateways: ReadonlyArray<PinnedProcess>;
	/** Bytes in Redis; 0 without one. */
	readonly redisBytes: () => Promise<number>;
	readonly stop: () => Promise<void>;
}

async function startFleet(gateways: number, hasRedis: boolean): Promise<Fleet> {
	const cleanups: (() => unknown)[] = [];
	let url: string | undefined;
	let client: Redis | undefined;
	if (hasRedis) {
		const folder = mkdtempSync(join(tmpdir(), "townsfolk-capacity-"));
		const redis = await startRedis(folder);
		url = redis.url;
		client = new Redis(url);
		const connected = client;
		cleanups.push(
			() => connected.disconnect(),
			() => redis.kill(),
			() => rmSync(folder, { recursive: true, force: true }),
		);
	}
	const started: PinnedProcess[] = [];
	for (let index = 0; index < gateways; index++) {
		const appServer = await startPinned("app-server.ts", [], LOAD_CORE);
		const address = `ws://127.0.0.1:${appServer.port}`;
		const args = [address, TOKEN, ...(url === undefined ? [] : [url])];
		const gateway = await startPinned("gateway.ts", args, gatewayCore(index));
		started.push(gateway);
		cleanups.unshift(gateway.stop, appServer.stop);
	}
	return {
		gateways: started,
		redisBytes: async () => Number(/used_memory:(\d+)/.exec((await client?.info("memory")) ?? "")?.[1] ?? 0),
		stop: async () => {
			for (const cleanup of cleanups) await cleanup();
		},
	};
}

async function numbersOf({ gateways }: Fleet, gc: boolean): Promise<GatewayNumbers> {
	const all = await Promise.all(gateways.map((gateway) => gateway.ask<GatewayNumbers>({ gc })));
	const sum = (of: (each: GatewayNumbers) => number) => all.reduce((total, each) => total + of(each), 0);
	return {
		cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds),
		at: all[0]!.at,
		rss: sum(({ rss }) => rss),
		heap: sum(({ heap }) => heap),
	};
}

/** Game servers that play at once, more of them from step to step. */
class Crowd {
	readonly servers: GameServer[] = [];
	readonly failures: string[] = [];
	private readonly added: number[] = [];
	private frames = 0;

	constructor(
		private readonly fleet: Fleet,
		private readonly transport: LoadTransport,
		private readonly captured: CapturedFrames,
	) {}

	async grow(size: number): Promise<void> {
		while (this.servers.length < size) {
			const count = Math.min(STARTS_AT_ONCE, size - this.servers.length);
			await Promise.all(Array.from({ length: count }, () => this.startOne()));
		}
	}

	private async startOne(): Promise<void> {
		const { gateways } = this.fleet;
		const server = new GameServer({
			port: gateways[this.servers.length % gateways.length]!.port,
			token: TOKEN,
			frames: this.captured,
			transport: this.transport,
			onFirstSentence: (added) => void this.added.push(added),
			onFailure: (problem) => void this.failures.push(problem),
			onFrame: () => void (this.frames += 1),
		});
		this.servers.push(server);
		await server.start(NPCS);
		void server.play();
	}

	async measure(forSeconds: number): Promise<Measured> {
		await sleep(WARM_SECONDS * 1000);
		this.added.length = 0;
		this.frames = 0;
		const own = process.cpuUsage();
		const before = await numbersOf(this.fleet, false);
		await sleep(forSeconds * 1000);
		const after = await numbersOf(this.fleet, false);
		const { user, system } = process.cpuUsage(own);
		const seconds = after.at - before.at;
		const added = [...this.added];
		return {
			servers: this.servers.length,
			p50: percentile(added, 0.5),
			p95: percentile(added, 0.95),
			framesPerSecond: this.frames / seconds,
			turnsPerSecond: added.length / seconds,
			cpu: (after.cpuSeconds - before.cpuSeconds) / seconds,
			loadCpu: (user + system) / 1e6 / seconds,
			rss: after.rss,
			heap: after.heap,
			redis: await this.fleet.redisBytes(),
		};
	}

	stop(): void {
		for (const server of this.servers) server.stop();
	}
}

interface Climbed {
	readonly rungs: ReadonlyArray<Measured>;
	/** Bytes a session, after a garbage collection. */
	readonly heapPerSession: number;
	readonly rssPerSession: number;
	readonly redisPerSession: number;
	readonly failures: ReadonlyArray<string>;
}

async function climb(fleet: Fleet, crowd: Crowd, onRung: (rung: Measured) => void): Promise<Climbed> {
	const rungs: Measured[] = [];
	const end = performance.now() + LADDER_SECONDS * 1000;
	const empty = await numbersOf(fleet, true);
	const emptyRedis = await fleet.redisBytes();
	for (const size of RUNGS) {
		await crowd.grow(size);
		let rung = await crowd.measure(rungs.length === 0 ? FIRST_SECONDS : MEASURE_SECONDS);
		const mayTry = (tries: number) =>
			tries < TRIES && performance.now() < end && !holds(rung, rungs[0] ?? rung);
		for (let tries = 1; mayTry(tries); tries++) {
			const again = await crowd.measure(MEASURE_SECONDS);
			if (again.p95 < rung.p95) rung = again;
		}
		rungs.push(rung);
		onRung(rung);
		if (!holds(rung, rungs[0]!) || performance.now() > end) break;
	}
	const full = await numbersOf(fleet, true);
	const sessions = crowd.servers.length;
	return {
		rungs,
		heapPerSession: (full.heap - empty.heap) / sessions,
		rssPerSession: (full.rss - empty.rss) / sessions,
		redisPerSession: ((await fleet.redisBytes()) - emptyRedis) / sessions,
		failures: crowd.failures,
	};
}

/** As many requests as one core answers: autocannon sends the next as soon as one is answered. */
async function saturate(fleet: Fleet, captured: CapturedFrames) {
	const crowd = new Crowd(fleet, "HTTP", captured);
	await crowd.grow(AUTOCANNON.sessions);
	const { servers } = crowd;
	crowd.stop();
	let turn = 0;
	const before = await numbersOf(fleet, false);
	const result = await autocannon({
		url: `http://127.0.0.1:${fleet.gateways[0]!.port}`,
		connections: AUTOCANNON.connections,
		duration: AUTOCANNON.duration,
		requests: [
			{
				method: "POST",
				headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
				setupRequest: (request) => ({ ...request, ...servers[turn++ % servers.length]!.nextRequest() }),
			},
		],
	});
	const after = await numbersOf(fleet, false);
	return { ...result, cpu: (after.cpuSeconds - before.cpuSeconds) / (after.at - before.at) };
}

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
const kB = (bytes: number) => `${(bytes / 1024).toFixed(0)} kB`;

function formatRungs(name: string, { rungs }: Climbed): string[][] {
	return rungs.map((rung) => [
		name,
		String(rung.servers),
		String(rung.servers * NPCS),
		rung.framesPerSecond.toFixed(0),
		rung.turnsPerSecond.toFixed(1),
		inMilliseconds(rung.p50),
		inMilliseconds(rung.p95),
		percent(rung.cpu),
		percent(rung.loadCpu),
		holds(rung, rungs[0]!) ? "yes" : "no",
	]);
}

function formatHeld(name: string, climbed: Climbed): string[] {
	const held = lastHeld(climbed.rungs)!;
	const isEnd = held === climbed.rungs.at(-1);
	return [
		name,
		`${isEnd ? "at least " : ""}${held.servers}`,
		String(held.servers * NPCS),
		percent(held.cpu),
		`${((1000 * held.cpu) / held.servers).toFixed(1)} ms`,
		kB(climbed.heapPerSession),
		kB(climbed.rssPerSession),
		climbed.redisPerSession === 0 ? "-" : kB(climbed.redisPerSession),
		String(climbed.failures.length),
	];
}

const SET_UPS = [
	{ name: "WebSocket", transport: "WebSocket", gateways: 1, hasRedis: false },
	{ name: "HTTP", transport: "HTTP", gateways: 1, hasRedis: false },
	{ name: "WebSocket, two gateways and Redis", transport: "WebSocket", gateways: 2, hasRedis: true },
	{ name: "HTTP, two gateways and Redis", transport: "HTTP", gateways: 2, hasRedis: true },
] as const;

/** How many game servers gateways on one core hold. Markdown. */
export async function benchCapacity(progress: Progress): Promise<string> {
	demandRedis();
	const captured = await captureFrames(NPCS, progress);
	pinSelf(LOAD_CORE);
	const rungs: string[][] = [];
	const held: string[][] = [];
	const failures = new Set<string>();
	let saturated: Awaited<ReturnType<typeof saturate>>;
	try {
		for (const { name, transport, gateways, hasRedis } of SET_UPS) {
			progress.phase(`capacity: ${name}`);
			const fleet = await startFleet(gateways, hasRedis);
			const crowd = new Crowd(fleet, transport, captured);
			try {
				const climbed = await climb(fleet, crowd, ({ servers, p95 }) =>
					progress.update(servers / RUNGS.at(-1)!, `${servers} game servers, p95 ${inMilliseconds(p95)}`),
				);
				rungs.push(...formatRungs(name, climbed));
				held.push(formatHeld(name, climbed));
				for (const failure of climbed.failures.slice(0, 5)) failures.add(`${name}: ${failure}`);
			} finally {
				crowd.stop();
				await fleet.stop();
			}
		}
		progress.phase("capacity: autocannon");
		const fleet = await startFleet(1, false);
		saturated = await saturate(fleet, captured).finally(fleet.stop);
	} finally {
		unpinSelf(CORES);
		progress.done();
	}
	const { requests, latency, non2xx, cpu } = saturated;
	return [
		`## capacity\n\nTowns of ${NPCS} NPCs and 30 players, their own frames at their own pace; a fake of the App Server that writes 20 words a second. ${
			CAN_PIN
				? `${CORES} cores: the load, Redis and the fakes on core ${LOAD_CORE}, gateways on ${gatewayCore(0)}${gatewayCore(1) === gatewayCore(0) ? ", two of them as well" : ` and ${gatewayCore(1)}`}.`
				: "Nothing is tied to a core: taskset is missing."
		}\n`,
		table(
			[
				"before p95 doubles",
				"game servers",
				"NPCs",
				"gateways' CPU",
				"CPU a game server, a second",
				"heap a session",
				"RSS a session",
				"Redis a session",
				"failures",
			],
			held,
		),
		"",
		table(
			[
				"each step",
				"game servers",
				"NPCs",
				"frames/s in",
				"turns/s",
				"gateway adds, p50",
				"p95",
				"gateways' CPU",
				"load's CPU",
				"holds",
			],
			rungs,
		),
		`\nautocannon, ${AUTOCANNON.connections} connections, real frames without pauses: ${requests.average.toFixed(0)} requests/s, p50 ${latency.p50} ms, p99 ${latency.p99} ms, ${non2xx} refused, gateway's CPU ${percent(cpu)}.`,
		...[...failures].map((failure) => `- ${failure}`),
	].join("\n");
}
