import { HELP, readOptions } from "./options.ts";
import { exitCodeOf, formatReport } from "./report.ts";
import { runChecks } from "./run-checks.ts";

/** `npm run deploy:check`: what is wrong between a game server and a gateway. */

const request = readOptions(process.argv.slice(2), process.env);

if (request.kind === "help") process.stdout.write(HELP);
else if (request.kind === "invalid") {
	process.stderr.write(`${request.message}\n\nnpm run deploy:check -- --help lists the options.\n`);
	process.exitCode = 2;
} else {
	const isTerminal = process.stderr.isTTY === true;
	const show = (name: string) => process.stderr.write(`\r\u001b[K${name} …`);
	const rows = await runChecks(request.site, isTerminal ? show : undefined);
	if (isTerminal) process.stderr.write("\r\u001b[K");
	const json = () =>
		`${JSON.stringify(
			rows.map(({ name, finding }) => ({ name, ...finding })),
			undefined,
			"\t",
		)}\n`;
	process.stdout.write(request.isJson ? json() : formatReport(rows));
	process.exitCode = exitCodeOf(rows);
}
