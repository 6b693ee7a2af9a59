import { checkApi } from "./api/check-api.ts";
import { Failure } from "./failure.ts";
import { checkOpenapi } from "./open-cloud/check-openapi.ts";
import { runInCloud } from "./open-cloud/run-in-cloud.ts";
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
		case "cloud":
			return runInCloud(command, terminal);
		case "openapi":
			return checkOpenapi(command.file, terminal);
		case "api":
			return checkApi(command.file, terminal);
	}
}
