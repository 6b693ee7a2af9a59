import type { LettaStats, VitalsSample } from "server/ports";
import type { LoadLevel } from "server/rules/load/load-level";
import type { Spending } from "server/net/spending-cap";
import type { LargestStep } from "./step-meter";
import type { TurnStats } from "./turn-meter";

/** The server's state at one moment. */
export interface Snapshot {
	readonly level: LoadLevel;
	readonly vitals: VitalsSample;
	/** The longest sample since the last minute's line in the log. */
	readonly worstHeartbeatSeconds: number;
	/** Of the last minute. */
	readonly largestStep?: LargestStep;
	readonly letta: LettaStats;
	readonly turns: TurnStats;
	readonly spending: Spending;
	readonly queues: ReadonlyArray<{ readonly name: string; readonly size: number }>;
	readonly mergedBlocks: number;
}
