import { randomUUID } from "node:crypto";
import {
	MAX_INCOMPLETE_TASKS,
	MAX_LOG_BYTES,
	MAX_SCRIPT_BYTES,
	MAX_TASK_SECONDS,
} from "../../src/open-cloud/contract.ts";
import type { Execution } from "../edit-session.ts";
import { refuse } from "./refusal.ts";

/** Runs a script; for at most so many seconds of its own time. */
export type Execute = (luau: string, timeoutSeconds: number) => Promise<Execution>;

interface StoredTask {
	readonly path: string;
	readonly createdAt: number;
	readonly execution: Promise<Execution>;
	/** Set once a request has seen the end. */
	ended?: Execution;
}

export interface TaskStoreOptions {
	readonly execute: Execute;
	readonly now: () => number;
	/** How long a task is in the works before its end can be seen. */
	readonly taskSeconds: number;
}

/** "Duration": seconds with `s`. */
function readTimeout(timeout: unknown): number {
	if (timeout === undefined) return MAX_TASK_SECONDS;
	const seconds = typeof timeout === "string" ? /^(\d+(?:\.\d+)?)s$/.exec(timeout)?.[1] : undefined;
	if (seconds === undefined || Number(seconds) <= 0 || Number(seconds) > MAX_TASK_SECONDS)
		throw refuse(400, "INVALID_ARGUMENT", "timeout is a duration of at most 300s");
	return Number(seconds);
}

function readScript(script: unknown): string {
	if (typeof script !== "string" || script === "")
		throw refuse(400, "INVALID_ARGUMENT", "script is required");
	if (Buffer.byteLength(script) > MAX_SCRIPT_BYTES)
		throw refuse(400, "INVALID_ARGUMENT", "script is larger than 4 MB");
	return script;
}

/** Tasks of one place, each in a session of its own. */
export class TaskStore {
	private readonly tasks = new Map<string, StoredTask>();

	constructor(private readonly options: TaskStoreOptions) {}

	create(parent: string, body: Readonly<Record<string, unknown>>): unknown {
		const unknown = Object.keys(body).find((field) => !["script", "timeout"].includes(field));
		if (unknown !== undefined) throw refuse(400, "INVALID_ARGUMENT", `unknown field ${unknown}`);
		const script = readScript(body.script);
		const timeoutSeconds = readTimeout(body.timeout);
		if ([...this.tasks.values()].filter((task) => task.ended === undefined).length >= MAX_INCOMPLETE_TASKS)
			throw refuse(429, "RESOURCE_EXHAUSTED", "the place has ten incomplete tasks");
		const path = `${parent}/luau-execution-sessions/${randomUUID()}/tasks/${randomUUID()}`;
		const execution = this.options.execute(script, timeoutSeconds);
		// Awaited when somebody asks.
		execution.catch(() => {});
		this.tasks.set(path, { path, createdAt: this.options.now(), execution });
		return { path, createTime: new Date(0).toISOString(), state: "QUEUED" };
	}

	async get(path: string): Promise<unknown> {
		const task = this.find(path);
		if (this.options.now() - task.createdAt < this.options.taskSeconds) return { path, state: "PROCESSING" };
		const { outcome } = (task.ended ??= await task.execution);
		if (outcome.kind === "done") {
			const results = outcome.value === undefined ? [] : [outcome.value];
			return { path, state: "COMPLETE", output: { results } };
		}
		const error =
			outcome.kind === "timeout"
				? { code: "DEADLINE_EXCEEDED", message: "The task exceeded the maximum allowed execution duration." }
				: { code: "SCRIPT_ERROR", message: outcome.message };
		return { path, state: "FAILED", error };
	}

	/** "Older logs are discarded" beyond the limit. */
	async messages(path: string): Promise<ReadonlyArray<string>> {
		const { log } = await this.find(path).execution;
		const kept: string[] = [];
		let bytes = 0;
		for (const { message } of [...log].reverse()) {
			bytes += Buffer.byteLength(message);
			if (bytes > MAX_LOG_BYTES) break;
			kept.unshift(message);
		}
		return kept;
	}

	private find(path: string): StoredTask {
		const task = this.tasks.get(path);
		if (task === undefined) throw refuse(404, "NOT_FOUND", `there is no task ${path}`);
		return task;
	}
}
