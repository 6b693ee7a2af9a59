import { setTimeout as sleep } from "node:timers/promises";
import type { AppServer } from "@townsfolk/playtest";
import type { Random } from "@townsfolk/simulator";
import { now } from "./line-book.ts";
import type { GatewayProcess, Program } from "./processes.ts";

export interface Fault {
	readonly kind: string;
	/** Seconds of this process's clock. */
	readonly at: number;
}

export interface Victims {
	readonly gateways: ReadonlyArray<GatewayProcess>;
	readonly redis: Program;
	readonly nginx: Program;
	readonly appServer: Pick<AppServer, "kill" | "restart">;
	readonly cutSockets: () => number;
}

const CUT_EVERY_SECONDS = 7;
/** How long what was killed stays away. */
const AWAY_SECONDS = 3;

/** Each kind but the cuts, by the share of the run at which it strikes. */
const PLAN: ReadonlyArray<readonly [share: number, kind: string]> = [
	[0.12, "gateway killed"],
	[0.3, "App Server killed"],
	[0.45, "nginx reloaded"],
	[0.55, "Redis killed"],
	[0.75, "gateway killed"],
];

/** The one that has the game server's session: killing the other would change little. */
async function ownerOf(gateways: ReadonlyArray<GatewayProcess>): Promise<GatewayProcess> {
	for (const gateway of gateways) if ((await gateway.sessions()) > 0) return gateway;
	return gateways[0]!;
}

async function strike(kind: string, { gateways, redis, nginx, appServer }: Victims): Promise<void> {
	switch (kind) {
		case "nginx reloaded":
			return nginx.signal("SIGHUP");
		case "App Server killed":
			await appServer.kill();
			await sleep(AWAY_SECONDS * 1000);
			return appServer.restart();
		case "Redis killed":
		case "gateway killed": {
			const victim = kind === "Redis killed" ? redis : await ownerOf(gateways);
			await victim.kill();
			await sleep(AWAY_SECONDS * 1000);
			return victim.start();
		}
	}
}

/** Strikes for so long, and says when what happened. */
export async function wreak(
	seconds: number,
	victims: Victims,
	random: Random,
): Promise<ReadonlyArray<Fault>> {
	const faults: Fault[] = [];
	const begin = now();
	const end = begin + seconds;
	const cutting = (async () => {
		for (;;) {
			await sleep(-Math.log(1 - random.next()) * CUT_EVERY_SECONDS * 1000);
			if (now() > end) return;
			if (victims.cutSockets() > 0) faults.push({ kind: "socket cut", at: now() });
		}
	})();
	for (const [share, kind] of PLAN) {
		await sleep(Math.max(0, begin + share * seconds - now()) * 1000);
		faults.push({ kind, at: now() });
		await strike(kind, victims);
	}
	await cutting;
	return faults;
}
