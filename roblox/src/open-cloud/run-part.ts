import type { SpecFailure } from "@townsfolk/headless";
import { parseReport, type Report } from "../specs/read-report.ts";
import { reportScript } from "../specs/report-script.ts";
import type { Terminal } from "../terminal.ts";
import type { OpenCloud, PlaceId } from "./client.ts";
import { type LuauTask, MAX_TASK_SECONDS, type TaskErrorCode } from "./contract.ts";
import type { SpecPart } from "./spec-parts.ts";

export type PartResult =
	| { readonly kind: "report"; readonly report: Report; readonly logs: ReadonlyArray<string> }
	| { readonly kind: "failed"; readonly failure: SpecFailure; readonly logs: ReadonlyArray<string> };

export interface PartRun {
	readonly cloud: OpenCloud;
	readonly terminal: Pick<Terminal, "now" | "sleep">;
	readonly id: PlaceId & { readonly version: number };
	readonly filter?: string;
	readonly wantsLogs: boolean;
}

const POLL_SECONDS = 3;
/** A task may have to wait for a server. */
const QUEUE_SECONDS = 300;
const TAIL_LINES = 20;

const CODES: Readonly<Record<TaskErrorCode, string>> = {
	ERROR_CODE_UNSPECIFIED: "the task failed",
	SCRIPT_ERROR: "the script that runs the specs failed",
	DEADLINE_EXCEEDED: `the specs took longer than the ${MAX_TASK_SECONDS} s that a task may take`,
	OUTPUT_SIZE_LIMIT_EXCEEDED: "the specs' report is larger than a task may return",
	INTERNAL_ERROR: "Roblox's server failed",
};

const isOver = ({ state }: LuauTask) => ["CANCELLED", "COMPLETE", "FAILED"].includes(state);

async function waitFor(task: LuauTask, { cloud, terminal }: PartRun): Promise<LuauTask> {
	const giveUpAt = terminal.now() + MAX_TASK_SECONDS + QUEUE_SECONDS;
	let seen = task;
	while (!isOver(seen) && terminal.now() < giveUpAt) {
		await terminal.sleep(POLL_SECONDS);
		seen = await cloud.getTask(task.path);
	}
	return seen;
}

function problemOf({ state, error }: LuauTask): string {
	if (error !== undefined) return `${CODES[error.code] ?? error.code}: ${error.message}`;
	if (state === "CANCELLED") return "the task was cancelled";
	if (state === "FAILED") return "the task failed and does not say why";
	return `the task was still ${state} after ${MAX_TASK_SECONDS + QUEUE_SECONDS} s`;
}

/** Runs one part's specs on a server of Roblox's. Throws Failure if Open Cloud cannot be used. */
export async function runPart(part: SpecPart, run: PartRun): Promise<PartResult> {
	const script = await reportScript({ ...part, filter: run.filter, delivery: "return" });
	const task = await waitFor(await run.cloud.createTask(run.id, script, MAX_TASK_SECONDS), run);
	const isDone = task.state === "COMPLETE";
	const logs = isDone && !run.wantsLogs ? [] : await run.cloud.readLogs(task.path);
	const json = task.output?.results[0];
	if (isDone && typeof json === "string") return { kind: "report", report: parseReport(json), logs };
	const problem = isDone ? "the task returned no report" : problemOf(task);
	const message = [problem, ...logs.slice(-TAIL_LINES)].join("\n");
	return { kind: "failed", failure: { name: `the specs of ${part.name}`, message }, logs };
}
