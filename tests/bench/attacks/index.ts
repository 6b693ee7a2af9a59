import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Progress, table } from "@townsfolk/simulator";
import { createAuthority } from "../../../deploy/test/support/certificates.ts";
import { startNginx } from "../../../deploy/test/support/nginx.ts";
import { demandNginx } from "../programs.ts";
import { percentile } from "../spread.ts";
import { ask, GatewayProcess, start, type Vitals } from "./gateway-process.ts";
import { makeKeys } from "./keys.ts";
import { ATTACKS, NGINX_ATTACKS } from "./kinds.ts";
import type { Attack, Loot, Target } from "./target.ts";
import { Victim, Victims } from "./victim.ts";

const SECONDS = 4;
/** Until an attack is in full swing. */
const LEAD_SECONDS = 0.6;
/** Before each attack, for the comparison. */
const QUIET_SECONDS = 0.6;
/** After each, until what it has left is worked off. */
const REST_SECONDS = 0.3;
const VICTIMS = 4;

interface Field {
	readonly gateway: GatewayProcess;
	readonly target: Target;
	readonly victims: Victims;
	/** Of quiet times so far. */
	readonly quiet: number[];
}

const milliseconds = (times: ReadonlyArray<number>, share: number) =>
	Math.round(percentile([...times], share));
const spread = (times: ReadonlyArray<number>) => `${milliseconds(times, 0.5)} / ${milliseconds(times, 0.95)}`;

function formatLoot(loot: Loot): string {
	const entries = Object.entries(loot).sort(([a], [b]) => (a < b ? -1 : 1));
	return entries.map(([status, count]) => `${count}× ${status}`).join(", ") || "nothing";
}

function newDrops(before: Vitals, after: Vitals): string {
	const rises = Object.entries(after.drops).map(
		([reason, count]) => [reason, count - (before.drops[reason] ?? 0)] as const,
	);
	const risen = rises.filter(([, count]) => count > 0);
	return risen.map(([reason, count]) => `${reason} ${count}`).join(", ") || "none";
}

async function attack({ name, seconds = SECONDS }: Attack, { target, victims }: Field) {
	const child = start("attacker.ts");
	const loot = ask<Loot>(child, { name, target, seconds });
	await sleep(LEAD_SECONDS * 1000);
	const times = await victims.talk(seconds - 2 * LEAD_SECONDS);
	return { loot: await loot, times };
}

async function rowOf(kind: Attack, field: Field): Promise<string[]> {
	const { gateway, victims } = field;
	field.quiet.push(...(await victims.talk(QUIET_SECONDS)));
	const before = await gateway.vitals();
	const { loot, times } = await attack(kind, field);
	await sleep(REST_SECONDS * 1000);
	const after = await gateway.vitals();
	const ratio = percentile([...times], 0.5) / percentile(field.quiet, 0.5);
	return [
		kind.name,
		formatLoot(loot),
		newDrops(before, after),
		String(after.opsDone - before.opsDone - times.length),
		spread(times),
		ratio.toFixed(2),
		`${Math.round((after.heapUsed - before.heapUsed) / 1048576)} / ${Math.round((after.rss - before.rss) / 1048576)}`,
	];
}

const HEAD = [
	"attack",
	"what the attacker got",
	"counted as",
	"ops done for it",
	"victim's turn p50 / p95, ms",
	"ratio",
	"heap / resident, MiB",
];

async function play(kinds: ReadonlyArray<Attack>, field: Field, progress: Progress): Promise<string> {
	const { victims, gateway } = field;
	field.quiet.push(...(await victims.talk(QUIET_SECONDS * 6)));
	const start = await gateway.vitals();
	const rows: string[][] = [];
	for (const [index, kind] of kinds.entries()) {
		rows.push(await rowOf(kind, field));
		progress.update((index + 1) / kinds.length, kind.name);
	}
	progress.done();
	const end = await gateway.vitals();
	const { failures } = victims;
	return [
		table(HEAD, rows),
		`Without an attack the victim's turns take ${spread(field.quiet)} ms (p50 / p95, ${field.quiet.length} turns).`,
		`The victim's turns that failed: ${failures.length}. ${[...new Set(failures)].join(", ")}`.trim(),
		`The gateway's heap grew by ${((end.heapUsed - start.heapUsed) / 1048576).toFixed(1)} MiB over all of them; it has ${end.connections} connections and ${end.sessions} sessions, most of which the attacker has left open.`,
	].join("\n\n");
}

/** A gateway, a victim's game servers and an attacker's keys; behind nginx as it is shipped, or not. */
async function withField(isBehindNginx: boolean, run: (field: Field) => Promise<string>): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), "townsfolk-attacks-"));
	// nginx's workers are another user where root runs this.
	chmodSync(folder, 0o755);
	const keysFile = join(folder, "keys.json");
	const tokens = makeKeys(keysFile);
	const gateway = await GatewayProcess.start({ keysFile, isBehindProxy: isBehindNginx });
	const certificate = isBehindNginx ? createAuthority(folder).issue("good") : undefined;
	const nginx = certificate && (await startNginx({ folder, certificate, gatewayPorts: [gateway.port] }));
	try {
		const where = { port: nginx?.port ?? gateway.port, from: "127.0.0.1", isSecure: nginx !== undefined };
		const own = Array.from({ length: VICTIMS }, (_, n) => new Victim(where, tokens.victim, `victim-${n}`));
		const victims = new Victims(own);
		const sessionId = await victims.open();
		const from = "127.0.0.2";
		const target = { ...where, from, sessionId, token: tokens.attacker, revokedToken: tokens.revoked };
		return await run({ gateway, target, victims, quiet: [] });
	} finally {
		await nginx?.stop();
		gateway.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** What attackers get from a gateway, and what a game that talks meanwhile notices of it. Gives Markdown. */
export async function benchAttacks(progress: Progress): Promise<string> {
	progress.phase("attacks");
	return `## attacks\n\n${await withField(false, (field) => play(ATTACKS, field, progress))}`;
}

/** The same through a real nginx with the shipped configuration. */
export async function benchNginxAttacks(progress: Progress): Promise<string> {
	demandNginx();
	progress.phase("attacks through nginx");
	return `## attacks-nginx\n\n${await withField(true, (field) => play(NGINX_ATTACKS, field, progress))}`;
}
