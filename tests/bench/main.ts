import { join } from "node:path";
import { parseArgs } from "node:util";
import { createWorld } from "@townsfolk/headless";
import { createProgress } from "@townsfolk/simulator";
import { benchAttacks, benchNginxAttacks } from "./attacks/index.ts";
import { benchCapacity } from "./capacity/index.ts";
import { benchChain } from "./chain/index.ts";
import { benchChaos } from "./chaos/index.ts";
import { benchClusters, formatClusters } from "./clusters.ts";
import { benchCodecs } from "./codecs/index.ts";
import { benchDashboard } from "./dashboard.ts";
import { benchFuzz } from "./fuzz/index.ts";
import { MissingProgram } from "./programs.ts";
import { benchSteps, formatSteps } from "./steps.ts";
import { benchTalk } from "./talk.ts";

/** `npm run bench`: what the costly rules cost, in the VM that runs the place, and how long a player waits for an answer. */

const progress = createProgress({
	isTerminal: process.stderr.isTTY === true,
	write: (text) => void process.stderr.write(text),
});

async function clusters(): Promise<string> {
	progress.phase("clusters");
	const world = await createWorld({
		projectFile: join(import.meta.dirname, "../../default.project.json"),
		clock: "virtual",
	});
	// The place's scripts do not start: only the modules that a benchmark requires run.
	const timings = await benchClusters(world);
	await world.shutdown();
	progress.done();
	return `## clusters\n\n${formatClusters(timings)}`;
}

async function steps(): Promise<string> {
	progress.phase("steps");
	const timings = await benchSteps();
	progress.done();
	return `## steps\n\n${formatSteps(timings)}`;
}

const BENCHMARKS: Readonly<Record<string, () => Promise<string>>> = {
	clusters,
	steps,
	codecs: () => benchCodecs(progress),
	talk: () => benchTalk(progress),
	chain: () => benchChain(progress),
	capacity: () => benchCapacity(progress),
	attacks: () => benchAttacks(progress),
	"attacks-nginx": () => benchNginxAttacks(progress),
	fuzz: () => benchFuzz(progress, Number(values.frames)),
	dashboard: () => benchDashboard(progress),
	chaos: () => benchChaos(progress, Number(values.minutes)),
};

const { values, positionals: names } = parseArgs({
	allowPositionals: true,
	options: {
		help: { type: "boolean", short: "h" },
		minutes: { type: "string", default: "5" },
		frames: { type: "string", default: "100000" },
	},
});
if (values.help === true) {
	console.log(
		`npm run bench [-- benchmark…] [--minutes 5]\n\nRuns all benchmarks, or those named: ${Object.keys(BENCHMARKS).join(", ")}.\nchaos takes so many minutes, fuzz sends so many --frames (default: 100,000).`,
	);
	process.exit(0);
}
const unknown = names.filter((name) => !Object.hasOwn(BENCHMARKS, name));
if (unknown.length > 0) {
	console.error(`no benchmark named ${unknown.join(", ")}; there are: ${Object.keys(BENCHMARKS).join(", ")}`);
	process.exit(2);
}
// One after the other, so that each has the machine to itself.
for (const name of names.length > 0 ? names : Object.keys(BENCHMARKS)) {
	try {
		console.log(`${await BENCHMARKS[name]!()}\n`);
	} catch (error) {
		// The others go on: nobody has to install Prometheus to see what a step costs.
		if (!(error instanceof MissingProgram)) throw error;
		console.log(`## ${name}\n\nNot run: ${error.message}.\n`);
		if (names.includes(name)) process.exitCode = 1;
	}
}
