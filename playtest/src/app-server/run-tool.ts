import { spawn } from "node:child_process";
import { killOnExit } from "./kill-on-exit.ts";

/** How a program ended. */
export type ToolResult =
	| { readonly kind: "ok"; readonly stdout: string; readonly stderr: string }
	| { readonly kind: "failed"; readonly code: number; readonly stdout: string; readonly stderr: string }
	/** There is no such program on the PATH. */
	| { readonly kind: "missing" }
	| { readonly kind: "timeout"; readonly afterSeconds: number };

export interface ToolOptions {
	readonly cwd?: string;
	readonly env?: NodeJS.ProcessEnv;
	readonly timeoutSeconds: number;
	/** What the program reads from its standard input; nothing if not given. */
	readonly input?: string;
}

/** Runs a program to its end. Does not throw. */
export function runTool(
	command: string,
	args: ReadonlyArray<string>,
	options: ToolOptions,
): Promise<ToolResult> {
	return new Promise((resolve) => {
		const child = spawn(command, args, {
			cwd: options.cwd,
			env: options.env,
			stdio: ["pipe", "pipe", "pipe"],
			windowsHide: true,
		});
		// A program that ends without reading its input closes the pipe; that is no error of ours.
		child.stdin.on("error", () => {}).end(options.input ?? "");
		let stdout = "";
		let stderr = "";
		let timedOut = false;
		child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
		child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
		const timer = setTimeout(() => {
			timedOut = true;
			child.kill("SIGKILL");
		}, options.timeoutSeconds * 1000);
		const letGo = killOnExit(child);
		const finish = (result: ToolResult) => {
			clearTimeout(timer);
			letGo();
			resolve(result);
		};
		child.on("error", (error: NodeJS.ErrnoException) => {
			if (error.code === "ENOENT") finish({ kind: "missing" });
			else finish({ kind: "failed", code: -1, stdout, stderr: error.message });
		});
		child.on("close", (code) => {
			if (timedOut) finish({ kind: "timeout", afterSeconds: options.timeoutSeconds });
			else if (code === 0) finish({ kind: "ok", stdout, stderr });
			else finish({ kind: "failed", code: code ?? -1, stdout, stderr });
		});
	});
}

/** The last lines of a program's output: what a message to the user has room for. */
export function lastLines(text: string, count: number): string {
	return text.trim().split("\n").slice(-count).join("\n");
}
