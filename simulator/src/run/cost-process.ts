import { spawn } from "node:child_process";

/**
 * Without these, V8 compiles the Luau VM again in threads of its own while it runs. The CPU time of the process, which is
 * what the cost is measured by, includes them: a loop that always does the same had a longest step of 5.5 ms instead of 1.1.
 */
const V8_FLAGS = ["--single-threaded", "--no-wasm-dynamic-tiering", "--no-liftoff"];

/** Whether this process may measure what the place costs. */
export const measuresCost = (execArgv: ReadonlyArray<string>): boolean =>
	V8_FLAGS.every((flag) => execArgv.includes(flag));

/** Runs the same command in a process that may measure cost. Resolves with its exit code. */
export function runInCostProcess(): Promise<number> {
	const child = spawn(process.execPath, [...V8_FLAGS, ...process.execArgv, ...process.argv.slice(1)], {
		stdio: "inherit",
	});
	return new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("exit", (code) => resolve(code ?? 1));
	});
}
