import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Progress, table } from "@townsfolk/simulator";
import { runKeysCommand } from "../../gateway/src/keys/keys-command.ts";
import { ATTACKS, type Attack, type Loot, type Target } from "./attack-kinds.ts";
import { percentile } from "./spread.ts";

const SECONDS = 8;
/** Before and after each attack, for the comparison. */
const QUIET_SECONDS = 4;
/** Longer than the pause between two answers to polls, which would otherwise be part of each time. */
const TURN_GAP_SECONDS = 0.6;

interface Vitals {
	readonly opsDone: number;
	readonly rss: number;
	readonly connections: number;
}

function start(file: string, args: ReadonlyArray<string> = []): ChildProcess {
	return fork(join(import.meta.dirname, file), args, { execArgv: ["--import", "tsx"] });
}

async function ask<T>(child: ChildProcess, message: object): Promise<T> {
	const answer = once(child, "message");
	child.send(message);
	return (await answer)[0] as T;
}

/** A game with a key of its own, which talks all the time. */
class Victim {
	private seq = 1;
	private turns = 0;
	private sessionId = "";
	readonly failures: string[] = [];

	constructor(
		private readonly port: number,
		private readonly token: string,
	) {}

	async open(): Promise<string> {
		const identity = { protocol: 1, placeId: 1, serverId: "victim", memoryMode: "session" };
		this.sessionId = ((await this.post("/v1/sessions", identity)) as { sessionId: string }).sessionId;
		return this.sessionId;
	}

	/** Milliseconds from a turn's frame to its end, for each turn in this time. */
	async talk(seconds: number): Promise<number[]> {
		const times: number[] = [];
		const until = Date.now() + seconds * 1000;
		while (Date.now() < until) {
			const next = sleep(TURN_GAP_SECONDS * 1000);
			times.push(await this.turn());
			await next;
		}
		return times;
	}

	private async turn(): Promise<number> {
		const turnId = `v${++this.turns}`;
		const startedAt = performance.now();
		const op = { op: "turn", npcId: "mara", turnId, content: "hello" };
		const path = `/v1/sessions/${this.sessionId}/frames?wait=5`;
		try {
			const { events } = (await this.post(path, { seq: this.seq++, ack: this.acked, ops: [op] })) as {
				events: { event: string; turnId: string }[];
			};
			this.acked += events.length;
			if (!events.some((event) => event.event === "turnDone" && event.turnId === turnId))
				this.failures.push("no end");
		} catch (error) {
			this.failures.push((error as Error).message);
		}
		return performance.now() - startedAt;
	}

	private acked = 0;

	private async post(path: string, body: object): Promise<unknown> {
		const response = await fetch(`http://127.0.0.1:${this.port}${path}`, {
			method: "POST",
			headers: { authorization: `Bearer ${this.token}`, "content-type": "application/json" },
			body: JSON.stringify(body),
		});
		if (!response.ok) throw new Error(`HTTP ${response.status}`);
		return response.json();
	}
}

function makeKeys(file: string) {
	const run = (line: string) =>
		runKeysCommand(line.split(" "), { TOWNSFOLK_KEYS_FILE: file }, Date.now()).out.trim();
	const tokens = {
		victim: run("make victim --place 1"),
		attacker: run("make attacker --place 2"),
		revoked: run("make former --place 1"),
	};
	run("revoke former");
	return tokens;
}

async function attack({ name, seconds = SECONDS }: Attack, target: Target, victim: Victim) {
	const child = start("attacker.ts");
	const loot = ask<Loot>(child, { name, target, seconds });
	await sleep(1000);
	const times = await victim.talk(seconds - 2);
	return { loot: await loot, times };
}

const milliseconds = (times: ReadonlyArray<number>, share: number) =>
	Math.round(percentile([...times], share));

function formatLoot(loot: Loot): string {
	const entries = Object.entries(loot).sort(([a], [b]) => (a < b ? -1 : 1));
	return entries.map(([status, count]) => `${count}× ${status}`).join(", ") || "nothing";
}

/** What attackers get from a gateway, and what a game that talks meanwhile notices of it. Gives Markdown. */
export async function benchAttacks(progress: Progress): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), "townsfolk-attacks-"));
	const keysFile = join(folder, "keys.json");
	const tokens = makeKeys(keysFile);
	const gateway = start("attack-gateway.ts", [keysFile]);
	try {
		const [{ port }] = (await once(gateway, "message")) as [{ port: number }];
		const victim = new Victim(port, tokens.victim);
		const sessionId = await victim.open();
		const target = { port, sessionId, token: tokens.attacker, revokedToken: tokens.revoked };
		await victim.talk(QUIET_SECONDS);
		const rows: string[][] = [];
		for (const [index, kind] of ATTACKS.entries()) {
			const { name } = kind;
			progress.phase(name);
			const before = await ask<Vitals>(gateway, {});
			const quiet = await victim.talk(QUIET_SECONDS);
			const turnsBefore = (await ask<Vitals>(gateway, {})).opsDone;
			const { loot, times } = await attack(kind, target, victim);
			const after = await ask<Vitals>(gateway, {});
			const foreignOps = after.opsDone - turnsBefore - times.length;
			const ratio = percentile([...times], 0.5) / percentile([...quiet], 0.5);
			rows.push([
				name,
				formatLoot(loot),
				String(foreignOps),
				`${milliseconds(quiet, 0.5)} / ${milliseconds(quiet, 0.95)}`,
				`${milliseconds(times, 0.5)} / ${milliseconds(times, 0.95)}`,
				ratio.toFixed(2),
				`${Math.round((after.rss - before.rss) / 1048576)} MiB`,
			]);
			progress.update((index + 1) / ATTACKS.length, name);
			await sleep(1000);
		}
		progress.done();
		const head = [
			"attack",
			"what the attacker got",
			"ops done for it",
			"quiet p50 / p95, ms",
			"attacked",
			"ratio",
			"memory",
		];
		const failed = `The victim's turns that failed: ${victim.failures.length}.`;
		return `## attacks\n\n${table(head, rows)}\n\n${failed} ${[...new Set(victim.failures)].join(", ")}`;
	} finally {
		gateway.kill();
		rmSync(folder, { recursive: true });
	}
}
