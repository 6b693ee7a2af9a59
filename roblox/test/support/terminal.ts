import type { Terminal } from "../../src/terminal.ts";
import { runCommand } from "../../src/run-command.ts";

export interface CommandRun {
	readonly code: number;
	readonly output: string;
	/** How long the command waited, in its own time. */
	readonly waitedSeconds: number;
}

/** Runs a command line in this process, on a clock that sleeping moves. */
export async function runLine(
	argv: ReadonlyArray<string>,
	settings: Partial<Pick<Terminal, "env" | "platform">> = {},
): Promise<CommandRun> {
	const lines: string[] = [];
	let now = 0;
	const code = await runCommand(argv, {
		env: process.env,
		platform: process.platform,
		...settings,
		print: (line) => lines.push(line),
		now: () => now,
		sleep: async (seconds) => void (now += seconds),
	});
	return { code, output: lines.join("\n"), waitedSeconds: now };
}
