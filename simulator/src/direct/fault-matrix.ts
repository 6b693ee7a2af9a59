import type { Fault } from "../letta-cloud/faults.ts";
import type { Operation } from "../letta-cloud/operations.ts";
import type { Scenario } from "../../scenarios/index.ts";
import type { Progress } from "../report/progress.ts";
import { runScenario } from "../run/run-scenario.ts";
import type { DirectRig } from "./direct-rig.ts";
import { FaultMeter, type FaultCounts } from "./fault-meter.ts";

/** From the start of the run, seconds. */
export const FAULT_SECONDS = { from: 60, to: 120 } as const;
const MINUTES = 4;

/** Fifty NPCs and ten players who keep changing places, get hurt and talk. */
export const FAULT_SCENARIO: Scenario = {
	name: "faults",
	about: "50 NPCs while Letta Cloud misbehaves for a minute",
	minutes: MINUTES,
	layout: { kind: "grid", zonesAcross: 3, zoneStuds: 40, gapStuds: 40 },
	npcs: [
		{ count: 40, where: "zones" },
		{ count: 10, where: "zones", behaviour: "Wander", wanderStuds: 16 },
	],
	players: [
		{
			count: 10,
			walk: { kind: "stroll", restSeconds: [30, 90] },
			talk: { everySeconds: [8, 20] },
		},
	],
	mishaps: { everySeconds: 4, percent: 40, healAfterSeconds: 15 },
};

const { from: fromSeconds, to: toSeconds } = FAULT_SECONDS;
const storm = (form: "seconds" | "date" | "quota") =>
	({
		fromSeconds,
		toSeconds,
		share: form === "seconds" ? 1 / 3 : 1 / 2,
		trouble: { kind: "rateLimit", form, waitSeconds: [2, 8] },
	}) as const;

/** What a model has to answer. */
const TURNS: ReadonlyArray<Operation> = ["sendMessage", "sendConversationMessage"];

/** What goes wrong, each by itself. */
export const FAULTS: Readonly<Record<string, ReadonlyArray<Fault>>> = {
	none: [],
	// A third of each form: the last takes every request that the first two have spared.
	"429 storm": [storm("seconds"), storm("date"), { ...storm("quota"), share: 1 }],
	"500s": [{ fromSeconds, toSeconds, trouble: { kind: "status", status: 500 } }],
	"timeouts, processed": [{ fromSeconds, toSeconds, trouble: { kind: "timeout", isProcessed: true } }],
	"timeouts, unprocessed": [{ fromSeconds, toSeconds, trouble: { kind: "timeout", isProcessed: false } }],
	"resets after processing": [{ fromSeconds, toSeconds, trouble: { kind: "reset", isProcessed: true } }],
	"30 s latency": [{ fromSeconds, toSeconds, trouble: { kind: "latency", seconds: [30, 30] } }],
	"DNS failure": [{ fromSeconds, toSeconds, trouble: { kind: "unreachable", code: "ENOTFOUND" } }],
	"invalid JSON": [{ fromSeconds, toSeconds, trouble: { kind: "invalidJson" } }],
	"half bodies": [{ fromSeconds, toSeconds, trouble: { kind: "halfBody" } }],
	"answers cut after processing": [{ fromSeconds, toSeconds, trouble: { kind: "cut" } }],
	"model slower than 30 s": [
		{ fromSeconds, toSeconds, operations: TURNS, trouble: { kind: "slowModel", seconds: [32, 45] } },
	],
	"provider's 401": [
		{ fromSeconds, toSeconds, operations: TURNS, trouble: { kind: "provider", status: 401 } },
	],
	"proxy's 403": [{ fromSeconds, toSeconds, trouble: { kind: "proxy", status: 403 } }],
	"401": [{ fromSeconds, toSeconds, trouble: { kind: "unauthorized" } }],
	"402": [{ fromSeconds, toSeconds, trouble: { kind: "creditsSpent" } }],
	"agents deleted": [{ fromSeconds, toSeconds: fromSeconds, deletesAgents: true }],
};

/** What the log must tell the operator when only the operator can put it right. */
const EXPECTED: Readonly<Record<string, RegExp>> = {
	"401": /LettaSecretName hold a valid key\?/,
	"402": /Letta's credits are spent/,
};

/** One fault, and what came of it. */
export interface FaultResult extends FaultCounts {
	readonly fault: string;
	readonly turns: number;
	readonly doubled: number;
	readonly lines: number;
	readonly linesLost: number;
	readonly linesCounted: number;
	readonly linesWaiting: number;
	readonly busiestMinute: number;
	readonly refused: number;
	readonly problems: ReadonlyArray<string>;
}

export async function runFault(fault: string, seed: number, progress?: Progress): Promise<FaultResult> {
	const faults = FAULTS[fault]!;
	const isInstant = faults.some((entry) => "deletesAgents" in entry);
	let meter: FaultMeter | undefined;
	const report = await runScenario(FAULT_SCENARIO, {
		seed,
		isDirect: true,
		...(progress === undefined ? {} : { progress }),
		onLook: (rig, truth) => {
			const { cloud } = rig as DirectRig;
			if (meter === undefined) {
				cloud.play(faults);
				meter = new FaultMeter(
					cloud,
					rig,
					truth.at + (isInstant ? fromSeconds : toSeconds),
					truth.at + fromSeconds,
				);
			}
			meter.look(truth);
		},
	});
	const direct = report.direct!;
	return {
		fault,
		turns: direct.turns.total,
		doubled: direct.turns.doubled,
		lines: report.lines.expected,
		linesLost: report.lines.lost,
		linesCounted: report.lines.counted,
		linesWaiting: report.lines.waiting,
		...meter!.counts(),
		busiestMinute: direct.engine.busiestMinute,
		refused: direct.engine.refused,
		problems: problemsOf(fault, report.problems),
	};
}

function problemsOf(fault: string, found: ReadonlyArray<string>): ReadonlyArray<string> {
	const expected = EXPECTED[fault];
	if (expected === undefined) return found;
	const others = found.filter((problem) => !expected.test(problem));
	return others.length < found.length ? others : [...found, `the log does not say: ${expected.source}`];
}
