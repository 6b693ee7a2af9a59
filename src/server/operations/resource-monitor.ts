import type { Clock, LettaStats, Log, Vitals, VitalsSample } from "server/ports";
import { MONITOR } from "server/constants/operations";
import { LOAD } from "server/constants/rules";
import { type LoadLevel, NORMAL_LOAD, stepLoadLevel } from "server/rules/load/load-level";
import type { Spending } from "server/net/spending-cap";
import type { TurnStats } from "./turn-meter";

/** Something that waits, and how many of it. */
export interface Queue {
	readonly name: string;
	readonly size: () => number;
}

/** Where the monitor looks. */
export interface MonitorSources {
	readonly vitals: Vitals;
	readonly letta: () => LettaStats;
	readonly turns: () => TurnStats;
	readonly spending: () => Spending;
	readonly queues: ReadonlyArray<Queue>;
	/** Block values, since the start, that were replaced before they went to the port. */
	readonly mergedBlocks: () => number;
}

export interface ResourceMonitorDeps {
	readonly clock: Clock;
	readonly log: Log;
	readonly sources: MonitorSources;
	/** The load level is another one now. */
	readonly onLevel: (level: LoadLevel) => void;
}

/** Everything that is known of the server, at one moment. */
export interface Snapshot {
	readonly level: LoadLevel;
	readonly vitals: VitalsSample;
	/** The longest of the samples since the last line of the log. */
	readonly worstHeartbeatSeconds: number;
	readonly letta: LettaStats;
	readonly turns: TurnStats;
	readonly spending: Spending;
	readonly queues: ReadonlyArray<{ readonly name: string; readonly size: number }>;
	readonly mergedBlocks: number;
}

export interface ResourceMonitor {
	readonly start: () => void;
	readonly level: () => LoadLevel;
	readonly snapshot: () => Snapshot;
	readonly destroy: () => void;
}

function rounded(value: number, decimals: number): number {
	const factor = 10 ** decimals;
	return math.round(value * factor) / factor;
}

function waitingIn({ byClass }: LettaStats): number {
	let count = 0;
	for (const [, { waiting }] of pairs(byClass)) count += waiting;
	return count;
}

/** Watches the server, says once a minute in the log how it is, and decides how loaded it is. */
export function createResourceMonitor(deps: ResourceMonitorDeps): ResourceMonitor {
	const { clock, log, sources } = deps;
	const stops = new Array<() => void>();
	let load = NORMAL_LOAD;
	let worstHeartbeatSeconds = 0;
	let lastSent = 0;
	let lastTokens = 0;

	const sample = () => {
		const { heartbeatSeconds, memoryMb } = sources.vitals.sample();
		worstHeartbeatSeconds = math.max(worstHeartbeatSeconds, heartbeatSeconds);
		const { usedLastMinute, perMinute } = sources.letta();
		const measured = { heartbeatSeconds, memoryMb, budgetShare: usedLastMinute / perMinute };
		const { state, causes } = stepLoadLevel(load, measured, clock.now(), LOAD);
		const before = load.level;
		load = state;
		if (state.level === before) return;
		const context = {
			from: before,
			to: state.level,
			heartbeatMs: rounded(heartbeatSeconds * 1000, 1),
			memoryMb: rounded(memoryMb, 0),
			requestsAMinute: usedLastMinute,
		};
		if (state.level > before)
			log.warn("the server is loaded: NPCs get less attention", { ...context, because: causes.join(", ") });
		else log.info("the server is less loaded: NPCs get more attention again", context);
		deps.onLevel(state.level);
	};

	const snapshot = (): Snapshot => ({
		level: load.level,
		vitals: sources.vitals.sample(),
		worstHeartbeatSeconds,
		letta: sources.letta(),
		turns: sources.turns(),
		spending: sources.spending(),
		queues: sources.queues.map(({ name, size }) => ({ name, size: size() })),
		mergedBlocks: sources.mergedBlocks(),
	});

	const writeLine = () => {
		const { level, vitals, letta, turns, spending } = snapshot();
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
		worstHeartbeatSeconds = 0;
	};

	return {
		start: () => {
			stops.push(clock.every(MONITOR.sampleSeconds, sample));
			stops.push(clock.every(MONITOR.logSeconds, writeLine));
		},
		level: () => load.level,
		snapshot,
		destroy: () => {
			for (const stop of stops) stop();
			stops.clear();
		},
	};
}
