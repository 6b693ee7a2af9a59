import type { LettaStats, Log } from "server/ports";
import type { Snapshot } from "./snapshot";

export function rounded(value: number, decimals: number): number {
	const factor = 10 ** decimals;
	return math.round(value * factor) / factor;
}

function waitingIn({ byClass }: LettaStats): number {
	let count = 0;
	for (const [, { waiting }] of pairs(byClass)) count += waiting;
	return count;
}

/** Writes the server's line for each minute to the log. It counts turns and tokens since the line before. */
export function createMinuteLog(log: Log): (snapshot: Snapshot) => void {
	let lastSent = 0;
	let lastTokens = 0;

	return ({ level, vitals, worstHeartbeatSeconds, letta, turns, spending }) => {
		const tokens = turns.promptTokens + turns.completionTokens;
		log.info("the last minute", {
			level,
			heartbeatMs: rounded(worstHeartbeatSeconds * 1000, 1),
			memoryMb: rounded(vitals.memoryMb, 0),
			instances: vitals.instances,
			requests: letta.usedLastMinute,
			budget: letta.perMinute,
			waiting: waitingIn(letta),
			turns: turns.sent - lastSent,
			turnP50Seconds: rounded(turns.wholeSeconds.p50, 2),
			turnP95Seconds: rounded(turns.wholeSeconds.p95, 2),
			tokens: tokens - lastTokens,
			turnsLastHour: spending.turnsLastHour,
		});
		lastSent = turns.sent;
		lastTokens = tokens;
	};
}
