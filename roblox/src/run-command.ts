import { Failure } from "./failure.ts";
import { type Command, HELP, parseCommand } from "./options.ts";
import { runInStudio } from "./studio/run-in-studio.ts";
import type { Terminal } from "./terminal.ts";

/** Carries out a command line and returns its exit code. Prints what went wrong; does not throw for it. */
export async function runCommand(argv: ReadonlyArray<string>, terminal: Terminal): Promise<number> {
	try {
		return await carryOut(parseCommand(argv), terminal);
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		terminal.print(error.message);
		return error.exitCode;
	}
}

async function carryOut(command: Command, terminal: Terminal): Promise<number> {
	switch (command.kind) {
		case "help":
			terminal.print(HELP);
			return 0;
		case "studio":
			return runInStudio(command, terminal);
		default:
			throw new Failure(`${command.kind} is not there yet`);
	}
}
