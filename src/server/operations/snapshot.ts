import type { LettaStats, VitalsSample } from "server/ports";
import type { LoadLevel } from "server/rules/load/load-level";
import type { Spending } from "server/net/spending-cap";
import type { TurnStats } from "./turn-meter";

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
