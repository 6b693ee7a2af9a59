import { type FaultResult, runFault } from "./direct/fault-matrix.ts";
import { formatFaults } from "./direct/fault-report.ts";
import { HELP, parseLoadOptions } from "./options.ts";
import { createProgress } from "./report/progress.ts";
import { formatReport } from "./report/report.ts";
import { measuresCost, runInCostProcess } from "./run/cost-process.ts";
import { runScenario } from "./run/run-scenario.ts";

/** `npm run load`: the report goes to the standard output, progress to the error output. */

const request = parseLoadOptions(process.argv.slice(2));

if (request.kind === "help") process.stdout.write(HELP);
else if (request.kind === "invalid") {
	process.stderr.write(`${request.message}\n\nnpm run load -- --help lists the scenarios.\n`);
	process.exitCode = 2;
} else if (request.kind === "faults") {
	const results: FaultResult[] = [];
	for (const fault of request.faults) {
		process.stderr.write(`${fault} …\n`);
		results.push(await runFault(fault, request.seed));
	}
	process.stdout.write(`${request.asJson ? JSON.stringify(results) : formatFaults(results)}\n`);
	if (results.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
} else if (request.withCost && !measuresCost(process.execArgv)) {
	process.exitCode = await runInCostProcess();
} else {
	const { scenario, seed, minutes, fps, lookSeconds, asJson, isDirect, withCost, without } = request;
	const { stderr } = process;
	const progress = createProgress({
		isTerminal: stderr.isTTY === true,
		write: (text) => void stderr.write(text),
	});
	const report = await runScenario(scenario, {
		seed,
		minutes,
		fps,
		lookSeconds,
		progress,
		isDirect,
		withCost,
		without,
	});
	process.stdout.write(`${asJson ? JSON.stringify(report) : formatReport(report)}\n`);
	if (report.problems.length > 0) process.exitCode = 1;
}
