import { runCommand } from "../../src/run-command.ts";
import type { Terminal } from "../../src/terminal.ts";

export interface CommandRun {
	readonly code: number;
	readonly output: string;
}

/** Seconds that only sleeping moves. */
export class VirtualClock {
	seconds = 0;
	readonly now = () => this.seconds;
	readonly sleep = async (seconds: number) => void (this.seconds += seconds);
}

/** Runs a command line in this process. */
export async function runLine(
	argv: ReadonlyArray<string>,
	{
		clock = new VirtualClock(),
		...settings
	}: Partial<Pick<Terminal, "env" | "platform">> & { clock?: VirtualClock } = {},
): Promise<CommandRun> {
	const lines: string[] = [];
	const code = await runCommand(argv, {
		env: process.env,
		platform: process.platform,
		...settings,
		...{ now: clock.now, sleep: clock.sleep },
		print: (line) => lines.push(line),
	});
	return { code, output: lines.join("\n") };
}
