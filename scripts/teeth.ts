import { availableParallelism } from "node:os";
import { join } from "node:path";
import { readArguments } from "./arguments.ts";
import { type Area, loadAreas } from "./teeth/fault.ts";
import { countByArea, formatProblems, formatResult, formatTable } from "./teeth/report.ts";
import { RedTreeError, runFaults } from "./teeth/run-faults.ts";

const ROOT = join(import.meta.dirname, "..");

const HELP = `npm run teeth [-- options]

Puts small faults into a copy of the sources, one at a time, runs what covers each, and prints what nobody noticed. The faults
are in tests/teeth, a file for each area. All of them take long.

  --area <name>   only the faults of this area; may be given again
  --only <text>   only those with this text in their name or file
  --jobs <n>      how many run side by side; all processors if not given
  --json          the results as JSON

Exits 1 when a fault survived, is stale or does not compile, and 2 when the untouched tree fails.
`;

const { values } = readArguments(HELP, {
	options: {
		area: { type: "string", multiple: true, default: [] },
		only: { type: "string" },
		jobs: { type: "string", default: String(availableParallelism()) },
		json: { type: "boolean", default: false },
	},
});

/** The faults that were asked for. */
async function chosenAreas(): Promise<ReadonlyArray<Area>> {
	const all = await loadAreas(join(ROOT, "tests/teeth"));
	const unknown = values.area.find((name) => !all.some((area) => area.name === name));
	if (unknown !== undefined)
		throw new Error(`no area ${unknown}; there are ${all.map(({ name }) => name).join(", ")}`);
	const text = values.only?.toLowerCase() ?? "";
	return all
		.filter(({ name }) => values.area.length === 0 || values.area.includes(name))
		.map(({ name, faults }) => ({
			name,
			faults: faults.filter((fault) => `${fault.name} ${fault.file}`.toLowerCase().includes(text)),
		}))
		.filter(({ faults }) => faults.length > 0);
}

/** Progress, which with `--json` must not be in the output. */
const say = (text: string) => (values.json ? console.error(text) : console.log(text));

async function main(): Promise<number> {
	const startedAt = performance.now();
	const areas = await chosenAreas();
	const count = areas.reduce((sum, { faults }) => sum + faults.length, 0);
	if (count === 0) throw new Error("no fault has that in its name or file");
	let done = 0;
	const results = await runFaults({
		root: ROOT,
		areas,
		jobs: Math.max(1, Number(values.jobs)),
		scratchFolder: join(ROOT, ".townsfolk/teeth"),
		onProgress: say,
		onResult: (result) => say(`[${String(++done).padStart(3)}/${count}] ${formatResult(result)}`),
	});
	const rows = countByArea(results);
	if (values.json) console.log(JSON.stringify({ areas: rows, results }));
	else {
		console.log(`\n${formatTable(rows)}\n\n${formatProblems(results)}`);
		console.log(`\nin ${((performance.now() - startedAt) / 60_000).toFixed(1)} min`);
	}
	return results.every(({ outcome }) => outcome.kind === "noticed") ? 0 : 1;
}

// Children end with this process, and SIGINT alone would not run its exit handlers.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
try {
	process.exitCode = await main();
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = error instanceof RedTreeError ? 2 : 1;
}
