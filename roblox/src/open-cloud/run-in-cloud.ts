import { readFile, rm } from "node:fs/promises";
import { Failure, USAGE } from "../failure.ts";
import { type Command, KEY_VARIABLE } from "../options.ts";
import { buildTestPlace } from "../place/build-test-place.ts";
import { createAnnotate, printSummary } from "../specs/print-report.ts";
import type { Terminal } from "../terminal.ts";
import { createOpenCloud, type OpenCloud } from "./client.ts";
import { KEY_SCOPES, MAX_PLACE_BYTES, OPEN_CLOUD_URL } from "./contract.ts";
import { type PartResult, type PartRun, runPart } from "./run-part.ts";
import { createSend } from "./send.ts";
import { type SpecPart, specParts } from "./spec-parts.ts";

type CloudOptions = Extract<Command, { kind: "cloud" }>;

/** A place may have ten incomplete tasks; others may use it too. */
const TASKS_AT_ONCE = 4;

/** Publishes the test place, runs its specs on Roblox's servers, prints the results and returns the exit code. */
export async function runInCloud(options: CloudOptions, terminal: Terminal): Promise<number> {
	const startedAt = terminal.now();
	const send = createSend({ url: addressOf(options), key: keyOf(terminal), terminal });
	const cloud = createOpenCloud(send);
	const version = await publish(cloud, options, terminal);
	const parts = await specParts(options.project);
	const run = {
		cloud,
		terminal,
		id: { ...options, version },
		filter: options.filter,
		wantsLogs: options.logs,
	};
	const results = await runParts(parts, run);
	if (options.logs) for (const { logs } of results) logs.forEach(terminal.print);
	const reports = results.flatMap((result) => (result.kind === "report" ? [result.report] : []));
	const failures = results.flatMap((result) => (result.kind === "failed" ? [result.failure] : []));
	const annotate = await createAnnotate(options.project);
	const seconds = terminal.now() - startedAt;
	return printSummary({ suite: "specs on Roblox", reports, failures, seconds, annotate }, terminal);
}

function keyOf({ env }: Terminal): string {
	const key = env[KEY_VARIABLE]?.trim() ?? "";
	if (key !== "") return key;
	throw new Failure(
		`The key is missing: set ${KEY_VARIABLE} to an Open Cloud API key with ${KEY_SCOPES.join(" and ")} ` +
			"for this game (https://create.roblox.com/dashboard/credentials). It is never an argument: others could read it there.",
		USAGE,
	);
}

/** The key must not cross a network in clear. */
function addressOf({ url = OPEN_CLOUD_URL }: CloudOptions): string {
	const address = URL.canParse(url) ? new URL(url) : undefined;
	const isHere = address !== undefined && ["127.0.0.1", "localhost", "[::1]"].includes(address.hostname);
	if (address?.protocol === "https:" || (address?.protocol === "http:" && isHere))
		return url.replace(/\/$/, "");
	throw new Failure(`--url begins with https://, or with http:// on this machine, not "${url}"`, USAGE);
}

async function publish(cloud: OpenCloud, options: CloudOptions, terminal: Terminal): Promise<number> {
	const file = await buildTestPlace(options.project, terminal);
	try {
		const bytes = await readFile(file);
		if (bytes.length > MAX_PLACE_BYTES)
			throw new Failure(`The test place has ${bytes.length} bytes; Open Cloud takes ${MAX_PLACE_BYTES}.`);
		const version = await cloud.publish(options, bytes);
		terminal.print(`Published the test place ${options.place} as version ${version}.`);
		return version;
	} finally {
		await rm(file, { force: true });
	}
}

async function runParts(
	parts: ReadonlyArray<SpecPart>,
	run: PartRun & { readonly terminal: Terminal },
): Promise<ReadonlyArray<PartResult>> {
	const { terminal } = run;
	terminal.print(`Running the specs on Roblox's servers, in tasks: ${parts.length} …`);
	const results: PartResult[] = [];
	const waiting = [...parts];
	const work = async () => {
		for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
			const startedAt = terminal.now();
			const result = await runPart(part, run);
			results.push(result);
			const seconds = Math.round(terminal.now() - startedAt);
			const ending = result.kind === "report" ? "done" : "failed";
			terminal.print(`  ${results.length}/${parts.length} ${part.name}: ${ending} after ${seconds} s`);
		}
	};
	const workers = Array.from({ length: TASKS_AT_ONCE }, work);
	try {
		await Promise.all(workers);
	} catch (error) {
		// The others must not begin new tasks for nothing.
		waiting.length = 0;
		await Promise.allSettled(workers);
		throw error;
	}
	return results;
}
