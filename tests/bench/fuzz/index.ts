import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Progress, table } from "@townsfolk/simulator";
import { createRandom } from "../../../gateway/test/support/random.ts";
import { GatewayProcess, type Vitals } from "../attacks/gateway-process.ts";
import { makeKeys } from "../attacks/keys.ts";
import type { Target } from "../attacks/target.ts";
import { Victim, Victims } from "../attacks/victim.ts";
import { percentile } from "../spread.ts";
import { HttpFuzzer } from "./http-fuzzer.ts";
import { SocketFuzzer } from "./socket-fuzzer.ts";
import { Tally } from "./tally.ts";

const SEED = 4711;
/** Of each transport. */
const FUZZERS = 4;
/** Code is compiled and tables grow at first, so that comes before the first look. */
const WARM_UP_SHARE = 0.02;
const LOOKS = [0.1, 0.5, 1];
/** Until the gateway has noticed that everybody is gone. */
const REST_SECONDS = 2.5;

type Fuzzer = HttpFuzzer | SocketFuzzer;

interface Run {
	readonly gateway: GatewayProcess;
	readonly victims: Victims;
	readonly fuzzers: ReadonlyArray<Fuzzer>;
	readonly tally: Tally;
	readonly times: number[];
}

/** Sends until so many frames are sent in all, and leaves nothing open. */
async function fuzzUntil(frames: number, { fuzzers, tally, victims, times }: Run): Promise<void> {
	let isOn = true;
	const talk = victims.talkWhile(() => isOn);
	await Promise.all(
		fuzzers.map(async (fuzzer) => {
			while (tally.sent < frames) await fuzzer.step();
		}),
	);
	await Promise.all(fuzzers.map((fuzzer) => fuzzer.end()));
	isOn = false;
	times.push(...(await talk));
	await sleep(REST_SECONDS * 1000);
}

const inMebibytes = (bytes: number) => (bytes / 1048576).toFixed(1);

function rowOf(sent: number, { heapUsed, heapTotal, rss, connections, sessions, handles }: Vitals): string[] {
	const timers = handles.Timeout ?? 0;
	return [
		sent.toLocaleString("en"),
		inMebibytes(heapUsed),
		inMebibytes(heapTotal),
		inMebibytes(rss),
		`${connections}`,
		`${sessions}`,
		`${timers}`,
	];
}

function outcomesOf({ outcomes }: Tally): string {
	const rows = [...outcomes].sort().map(([kind, own]) => {
		const sorted = [...own].sort(([, a], [, b]) => b - a);
		return [kind, sorted.map(([outcome, count]) => `${count}× ${outcome}`).join(", ")];
	});
	return table(["what was sent", "what came of it"], rows);
}

function verdict({ tally, victims, times }: Run, start: Vitals, end: Vitals): string {
	const rises = Object.entries(end.drops).map(
		([reason, count]) => [reason, count - (start.drops[reason] ?? 0)] as const,
	);
	const drops = rises.filter(([reason, count]) => reason !== "opRefused" && count > 0);
	const sum = drops.reduce((total, [, count]) => total + count, 0);
	const { failures } = victims;
	const spread = `${Math.round(percentile(times, 0.5))} / ${Math.round(percentile(times, 0.95))} ms`;
	return [
		`- answers of 500 and above, or with a stack: ${tally.faults.length} ${[...new Set(tally.faults)].slice(0, 3).join("; ")}`,
		`- refusals that the fuzzers saw: ${tally.refusals}; that \`townsfolk_drops_total\` counted: ${sum} (${drops.map(([reason, count]) => `${reason} ${count}`).join(", ")}), and ${rises.find(([reason]) => reason === "opRefused")?.[1] ?? 0} ops by themselves`,
		`- the victim's turns: ${times.length}, of which ${failures.length} failed; p50 / p95 ${spread}`,
	].join("\n");
}

async function play(frames: number, run: Run, progress: Progress): Promise<string> {
	const { gateway, tally } = run;
	const start = await gateway.vitals();
	const rows: string[][] = [];
	let last = start;
	for (const share of [WARM_UP_SHARE, ...LOOKS]) {
		await fuzzUntil(frames * share, run);
		last = await gateway.vitals();
		rows.push(rowOf(tally.sent, last));
		progress.update(share, `${tally.sent} frames`);
	}
	progress.done();
	const head = ["frames", "heap, MiB", "kept by V8", "resident, MiB", "connections", "sessions", "timers"];
	return [table(head, rows), outcomesOf(tally), verdict(run, start, last)].join("\n\n");
}

/** What a gateway makes of frames as nobody should send them, over both transports. Gives Markdown. */
export async function benchFuzz(progress: Progress, frames: number): Promise<string> {
	progress.phase("fuzz");
	const folder = mkdtempSync(join(tmpdir(), "townsfolk-fuzz-"));
	const keysFile = join(folder, "keys.json");
	const tokens = makeKeys(keysFile);
	const gateway = await GatewayProcess.start({ keysFile, isUnlimited: true });
	try {
		const where = { port: gateway.port, from: "127.0.0.1", isSecure: false };
		const victims = new Victims([0, 1].map((n) => new Victim(where, tokens.victim, `victim-${n}`)));
		const sessionId = await victims.open();
		const target: Target = { ...where, sessionId, token: tokens.attacker, revokedToken: tokens.revoked };
		const tally = new Tally();
		const fuzzers = Array.from({ length: FUZZERS }, (_, n) => [
			new HttpFuzzer(target, createRandom(SEED + 2 * n), tally, `http-${n}`),
			new SocketFuzzer(target, createRandom(SEED + 2 * n + 1), tally, `socket-${n}`),
		]).flat();
		return `## fuzz\n\n${await play(frames, { gateway, victims, fuzzers, tally, times: [] }, progress)}`;
	} finally {
		gateway.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}
