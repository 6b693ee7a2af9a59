/**
 * Runs the place's TestEZ specs and prints them.
 *
 * `tsx headless/src/spec-cli.ts [--project test.project.json] [--signals Immediate] [--logs] [filter]`
 *
 * Exits 1 if a spec fails, a spec file does not load, an error stays uncaught, or there is no spec at all.
 */
import path from "node:path";
import { parseArgs } from "node:util";
import { formatLog } from "./world/format-log.ts";
import { formatResults } from "./specs/print-results.ts";
import { runSpecs } from "./specs/run-specs.ts";

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		project: { type: "string", default: "test.project.json" },
		signals: { type: "string" },
		logs: { type: "boolean", default: false },
	},
});

/** As Roblox calls it; as the project says if not given. */
function signalBehavior(): "Immediate" | "Deferred" | undefined {
	const { signals } = values;
	if (signals === undefined || signals === "Immediate" || signals === "Deferred") return signals;
	throw new Error(`--signals is Immediate or Deferred, not ${signals}`);
}

try {
	const results = await runSpecs({
		projectFile: path.resolve(values.project),
		filter: positionals[0],
		signalBehavior: signalBehavior(),
		onLog: (event) => values.logs && console.log(formatLog(event)),
	});
	console.log(formatResults(results));
	const hasRun = results.passed + results.failed > 0;
	if (!hasRun) console.error("no spec was run");
	process.exitCode = hasRun && results.failed === 0 ? 0 : 1;
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	console.log("\n0 passed, 1 failed");
	process.exitCode = 1;
}
