import type { DirectCounts } from "../direct/direct-meter.ts";
import type { Audit } from "../meters/auditor.ts";
import type { Costs } from "../meters/cost-meter.ts";
import type { ChainTimes } from "../meters/chain-meter.ts";
import type { CompanyCounts } from "../meters/company-meter.ts";
import type { LineCounts } from "../meters/line-ledger.ts";
import type { OutageCounts } from "../meters/outage-meter.ts";
import type { RequestRates } from "../meters/request-meter.ts";
import type { TalkCounts } from "../meters/talk-meter.ts";
import type { WriteCounts } from "../meters/write-meter.ts";
import type { Removal } from "./removals.ts";

/** What a run measured once everybody was there. Seconds and minutes are the world's. */
export interface RunReport extends Audit {
	/** The scenario's name. */
	readonly scene: string;
	/** What was taken out of the place. */
	readonly without: ReadonlyArray<Removal>;
	readonly seed: number;
	readonly npcs: number;
	readonly players: number;
	readonly minutes: number;
	readonly requestsPerMinute: RequestRates;
	/** Before that: until every NPC had its agent and every player had joined. */
	readonly startUp: { readonly seconds: number; readonly requests: number; readonly busiestMinute: number };
	readonly writes: WriteCounts;
	readonly turns: TalkCounts;
	readonly chain: ChainTimes;
	readonly company: CompanyCounts;
	/** One for each of the scenario's faults. */
	readonly outages: ReadonlyArray<OutageCounts>;
	readonly lines: LineCounts;
	/** Only of a run straight to Letta. */
	readonly direct?: DirectCounts;
	/** Only of a run that was asked for it. */
	readonly cost?: Costs;
	/** At the end: what the Luau VM uses, and the whole process. */
	readonly memoryMb: { readonly vm: number; readonly process: number };
	readonly eventHash: string;
	/** Errors of scripts, and demands of the scenario that the run did not meet. A good run has none. */
	readonly problems: ReadonlyArray<string>;
}
