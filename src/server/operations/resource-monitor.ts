import type { Clock, LettaStats, Log, Vitals, VitalsSample } from "server/ports";
import { MONITOR } from "server/constants/operations";
import { LOAD } from "server/constants/rules";
import { type LoadLevel, NORMAL_LOAD, stepLoadLevel } from "server/rules/load/load-level";
import type { Spending } from "server/net/spending-cap";
import { createMinuteLog, rounded } from "./minute-log";
import type { Snapshot } from "./snapshot";
import type { LargestStep } from "./step-meter";
import type { TurnStats } from "./turn-meter";

/** A number of things that wait. */
export interface Queue {
	readonly name: string;
	readonly size: () => number;
}

/** What the monitor reads. */
export interface MonitorSources {
	readonly vitals: Vitals;
	readonly largestStep: () => LargestStep | undefined;
	readonly letta: () => LettaStats;
	readonly turns: () => TurnStats;
	readonly spending: () => Spending;
	readonly queues: ReadonlyArray<Queue>;
	/** Block values since the start that newer ones replaced before they went to the port. */
	readonly mergedBlocks: () => number;
}

export interface ResourceMonitorDeps {
	readonly clock: Clock;
	readonly log: Log;
	readonly sources: MonitorSources;
	/** The load level has changed. */
	readonly onLevel: (level: LoadLevel) => void;
}

export interface ResourceMonitor {
	readonly start: () => void;
	readonly snapshot: () => Snapshot;
	readonly destroy: () => void;
}

interface LevelChange {
	readonly from: LoadLevel;
	readonly to: LoadLevel;
	readonly causes: ReadonlyArray<string>;
}

function logLevel(log: Log, { from, to, causes }: LevelChange, vitals: VitalsSample, requests: number): void {
	const context = {
		from,
		to,
		heartbeatMs: rounded(vitals.heartbeatSeconds * 1000, 1),
		memoryMb: rounded(vitals.memoryMb, 0),
		requestsAMinute: requests,
	};
	if (to > from)
		log.warn("the server is loaded: NPCs get less attention", { ...context, because: causes.join(", ") });
	else log.info("the server is less loaded: NPCs get more attention again", context);
}

/** Watches the server, writes a line about it to the log every minute, and decides how loaded it is. */
export function createResourceMonitor(deps: ResourceMonitorDeps): ResourceMonitor {
	const { clock, log, sources } = deps;
	const writeMinute = createMinuteLog(log);
	let stops: ReadonlyArray<() => void> = [];
	let load = NORMAL_LOAD;
	let worstHeartbeatSeconds = 0;

	const sample = () => {
		const vitals = sources.vitals.sample();
		worstHeartbeatSeconds = math.max(worstHeartbeatSeconds, vitals.heartbeatSeconds);
		const { usedLastMinute, perMinute } = sources.letta();
		const measured = { ...vitals, budgetShare: usedLastMinute / perMinute };
		const { state, causes } = stepLoadLevel(load, measured, clock.now(), LOAD);
		const change = { from: load.level, to: state.level, causes };
		load = state;
		if (change.from === change.to) return;
		logLevel(log, change, vitals, usedLastMinute);
		deps.onLevel(change.to);
	};

	const snapshot = (): Snapshot => ({
		level: load.level,
		vitals: sources.vitals.sample(),
		worstHeartbeatSeconds,
		largestStep: sources.largestStep(),
		letta: sources.letta(),
		turns: sources.turns(),
		spending: sources.spending(),
		queues: sources.queues.map(({ name, size }) => ({ name, size: size() })),
		mergedBlocks: sources.mergedBlocks(),
	});

	const logMinute = () => {
		writeMinute(snapshot());
		worstHeartbeatSeconds = 0;
	};

	return {
		start: () => {
			stops = [clock.every(MONITOR.sampleSeconds, sample), clock.every(MONITOR.logSeconds, logMinute)];
		},
		snapshot,
		destroy: () => {
			for (const stop of stops) stop();
			stops = [];
		},
	};
}
