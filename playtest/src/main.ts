import { play } from "./cli/play.ts";
import { HELP, parseOptions } from "./cli/options.ts";
import { isPiped, readLines } from "./cli/piped-lines.ts";
import { terminalOutput } from "./cli/style.ts";
import { createLifecycle, endOnSignals } from "./lifecycle.ts";

/** `npm start`: the whole chain, played by keyboard, or by a scripted scene where there is no terminal. */

/** Everything ends in order within this time; the parts have time-outs of their own. */
const END_TIMEOUT_SECONDS = 40;

const output = terminalOutput(process.stdout);
const request = parseOptions(process.argv.slice(2), process.env);

if (request.kind === "help") output.write(HELP);
else if (request.kind === "invalid") {
	process.stderr.write(`${request.message}\n\nnpm start -- --help lists the options.\n`);
	process.exitCode = 2;
} else {
	const complain = (problem: string) => process.stderr.write(`\n${problem}\n`);
	const lifecycle = createLifecycle({ stopTimeoutSeconds: END_TIMEOUT_SECONDS, onProblem: complain });
	const end = async (code: number) => process.exit(await lifecycle.end(code));
	endOnSignals(lifecycle, (code, reason) => {
		complain(reason);
		void end(code);
	});
	// Our reader is gone (`npm start | head`).
	process.stdout.on("error", () => void end(1));
	const keyboard = output.isTerminal && process.stdin.isTTY === true ? process.stdin : undefined;
	const piped = keyboard === undefined && isPiped(0) ? readLines(process.stdin) : undefined;
	play(request, { output, keyboard, piped, lifecycle }).then(
		(code) => void end(code),
		(error: unknown) => {
			// The user interrupted the start: no need to complain.
			if (!lifecycle.isEnding()) complain((error as Error).message);
			void end(1);
		},
	);
}
