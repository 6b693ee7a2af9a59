import { createLog, type Log } from "../../logging.ts";
import { systemClock, type Clock } from "../../timing/clock.ts";
import type { AgentBackend, BackendHealth } from "../backend.ts";
import { OutWatch, type Member, type OutWatchLimits } from "./out-watch.ts";
import { SpreadSession } from "./spread-session.ts";

export interface SpreadOptions {
	readonly clock?: Clock;
	/** Silent when there is none. */
	readonly log?: Log;
	readonly limits?: Partial<OutWatchLimits>;
}

export const SPREAD_LIMITS: OutWatchLimits = { outAfterSeconds: 15, watchSeconds: 1 };

const sum = (numbers: ReadonlyArray<number>) => numbers.reduce((total, one) => total + one, 0);

/** NPCs of the back ends that are up would answer; a gateway that was taken out for the others would help nobody. */
function healthOf(members: ReadonlyArray<Member>): BackendHealth {
	const parts = members.map(({ name, backend }) => ({ name, ...backend.health() }));
	return {
		isUp: parts.some(({ isUp }) => isUp),
		detail: parts.map(({ name, detail }) => `${name}: ${detail}`).join("; "),
		agents: sum(parts.map(({ agents }) => agents)),
		turnsInFlight: sum(parts.map(({ turnsInFlight }) => turnsInFlight)),
		parts,
	};
}

/** Several back ends as one: each agent lives at one of them, chosen by a stable hash. */
export function createSpreadBackend(
	members: ReadonlyArray<Member>,
	{ clock = systemClock, log = createLog("silent"), limits }: SpreadOptions = {},
): AgentBackend {
	const watch = new OutWatch(members, { clock, log }, { ...SPREAD_LIMITS, ...limits });
	const backends = members.map(({ backend }) => backend);
	return {
		start: () => {
			for (const backend of backends) backend.start();
			watch.start();
		},
		open: (identity, emit) => new SpreadSession(identity, emit, members, watch),
		health: () => healthOf(members),
		drain: async (timeoutSeconds) => {
			await Promise.all(backends.map((backend) => backend.drain(timeoutSeconds)));
		},
		close: async () => {
			watch.close();
			await Promise.all(backends.map((backend) => backend.close()));
		},
	};
}
