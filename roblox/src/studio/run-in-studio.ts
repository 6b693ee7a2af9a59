import { spawn } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { Failure } from "../failure.ts";
import type { Command } from "../options.ts";
import { buildTestPlace, workFile } from "../place/build-test-place.ts";
import { createAnnotate, printSummary } from "../specs/print-report.ts";
import { findReport } from "../specs/read-report.ts";
import { reportScript } from "../specs/report-script.ts";
import type { Terminal } from "../terminal.ts";
import { findStudio } from "./find-studio.ts";

type StudioOptions = Extract<Command, { kind: "studio" }>;

interface StudioFiles {
	readonly place: string;
	readonly script: string;
	readonly output: string;
}

/** How Studio ended. Its exit codes are not documented. */
type Ending = "closed" | "timeout";

const TAIL_LINES = 20;

/** Runs the specs of the test place in Studio, prints the results and returns the exit code. */
export async function runInStudio(options: StudioOptions, terminal: Terminal): Promise<number> {
	const startedAt = terminal.now();
	const studio = findStudio(terminal, options.studio);
	const files = await prepareFiles(options, terminal);
	try {
		terminal.print(`Running the specs in ${studio} …`);
		const ending = await runStudio(studio, files, options.timeoutMinutes, terminal);
		const output = await readFile(files.output, "utf8").catch(() => "");
		const report = findReport(output);
		if (report === undefined) throw noReport(ending, output, options);
		const annotate = await createAnnotate(options.project);
		const seconds = terminal.now() - startedAt;
		return printSummary({ suite: "specs in Studio", reports: [report], seconds, annotate }, terminal);
	} finally {
		await Promise.all(Object.values(files).map((file) => rm(file, { force: true })));
	}
}

async function prepareFiles({ filter, project }: StudioOptions, terminal: Terminal): Promise<StudioFiles> {
	const place = await buildTestPlace(project, terminal);
	const script = await workFile("specs.luau");
	await writeFile(script, await reportScript({ filter, delivery: "print" }));
	return { place, script, output: await workFile("output.txt") };
}

/** The arguments as creator-docs has them (studio/command-line-interface, "Run a script"). */
function studioArguments({ place, script, output }: StudioFiles): string[] {
	return [
		...["--task", "RunScript"],
		...["--localPlaceFile", place],
		...["--runScriptFile", script],
		...["--outputFile", output],
		"--quitAfterExecution",
	];
}

function runStudio(studio: string, files: StudioFiles, minutes: number, { env }: Terminal): Promise<Ending> {
	return new Promise((resolve, reject) => {
		const child = spawn(studio, studioArguments(files), { env: { ...env }, stdio: "ignore" });
		let ending: Ending = "closed";
		const timer = setTimeout(() => {
			ending = "timeout";
			child.kill("SIGKILL");
		}, minutes * 60_000);
		const killWithUs = () => child.kill("SIGKILL");
		process.once("exit", killWithUs);
		const end = (settle: () => void) => {
			clearTimeout(timer);
			process.off("exit", killWithUs);
			settle();
		};
		child.on("error", (error) =>
			end(() => reject(new Failure(`Roblox Studio does not start: ${error.message}`))),
		);
		child.on("close", () => end(() => resolve(ending)));
	});
}

function noReport(ending: Ending, output: string, { timeoutMinutes }: StudioOptions): Failure {
	const what =
		ending === "timeout"
			? `Roblox Studio was not done after ${timeoutMinutes} minutes and was closed. ` +
				"If it waits for a login or an update, open it once by hand."
			: "Roblox Studio closed without a report of the specs.";
	const lines = output.trim().split("\n").slice(-TAIL_LINES);
	const tail = output.trim() === "" ? "Its output is empty." : `The end of its output:\n${lines.join("\n")}`;
	return new Failure(`${what}\n${tail}`);
}
