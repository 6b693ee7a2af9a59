import { parseArgs, type ParseArgsConfig } from "node:util";

/**
 * Reads the command line of a script. `--help` prints `help` and ends the process; so does a wrong option, with a sentence
 * and exit code 2.
 */
export function readArguments<T extends ParseArgsConfig>(help: string, config: T) {
	if (process.argv.slice(2).some((word) => word === "--help" || word === "-h")) {
		process.stdout.write(help);
		process.exit(0);
	}
	try {
		return parseArgs(config);
	} catch (error) {
		// Node's first sentence names the option. The rest is advice about its parser.
		process.stderr.write(`${(error as Error).message.split(/\.\s|\n/)[0]}\n\n${help}`);
		process.exit(2);
	}
}
