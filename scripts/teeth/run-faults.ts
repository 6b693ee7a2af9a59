import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ALL_SPECS, type Check, checksOf, describeCheck, runCheck } from "./checks.ts";
import { type Area, type Fault, staleness, withFault } from "./fault.ts";
import { PlaceCompiler } from "./place-compiler.ts";
import { createScratch, type Scratch } from "./scratch.ts";

export type Outcome =
	/** `by`: the first test that failed, or what took too long. */
	| { readonly kind: "noticed"; readonly by: string; readonly isTimeout: boolean }
	| { readonly kind: "survived" }
	/** It does not fit the sources. */
	| { readonly kind: "stale"; readonly why: string }
	/** It does not compile, so it never comes to be tested. */
	| { readonly kind: "invalid"; readonly why: string };

export interface Result {
	readonly area: string;
	readonly fault: Fault;
	readonly outcome: Outcome;
	readonly seconds: number;
}

export interface RunOptions {
	/** The repository. */
	readonly root: string;
	readonly areas: ReadonlyArray<Area>;
	/** Workers, each with a copy of the repository. */
	readonly jobs: number;
	/** Where the copies go. */
	readonly scratchFolder: string;
	readonly onProgress: (text: string) => void;
	readonly onResult: (result: Result) => void;
}

/** The untouched tree fails: no fault could be told from that. */
export class RedTreeError extends Error {}

const GATEWAY = "gateway/";
const GATEWAY_SUITE: Check = { kind: "suite", name: "gateway" };

const isOfPlace = ({ file }: Fault) => file.startsWith("src/");

/** What a fault has to get past: what covers it, and then everything that is near. */
function checksFor(fault: Fault): ReadonlyArray<Check> {
	const checks = [...checksOf(fault.covers)];
	if (isOfPlace(fault)) checks.push(ALL_SPECS);
	if (fault.file.startsWith(GATEWAY)) checks.push(GATEWAY_SUITE);
	return checks;
}

/** Of what will be run, each once: all specs stand for any of them, and a workspace's suite for its files. */
function baselineOf(faults: ReadonlyArray<Fault>): ReadonlyArray<Check> {
	const checks = new Map<string, Check>();
	for (const check of faults.flatMap(checksFor)) {
		let broad = check;
		if (check.kind === "specs") broad = ALL_SPECS;
		if (check.kind === "test" && check.file.startsWith(GATEWAY)) broad = GATEWAY_SUITE;
		checks.set(describeCheck(broad), broad);
	}
	return [...checks.values()];
}

async function checkBaseline(scratch: Scratch, faults: ReadonlyArray<Fault>, options: RunOptions) {
	for (const check of baselineOf(faults)) {
		options.onProgress(`the untouched tree: ${describeCheck(check)} …`);
		const { kind, by, output } = await runCheck(check, scratch.root);
		if (kind !== "green")
			throw new RedTreeError(`${describeCheck(check)} fails on the untouched tree: ${by}\n${output}`);
	}
}

async function findWhoNotices(fault: Fault, root: string): Promise<Outcome> {
	for (const check of checksFor(fault)) {
		const { kind, by } = await runCheck(check, root);
		if (kind !== "green") return { kind: "noticed", by, isTimeout: kind === "timeout" };
	}
	return { kind: "survived" };
}

/** One copy of the repository, in which one fault at a time is put. */
class Worker {
	private compiler: PlaceCompiler | undefined;

	constructor(private readonly scratch: Scratch) {}

	async run(fault: Fault): Promise<Outcome> {
		const { root } = this.scratch;
		const broken = withFault(readFileSync(join(root, fault.file), "utf8"), fault);
		if (broken === undefined) return { kind: "stale", why: "it does not fit the copy" };
		const undo = [this.scratch.change(fault.file, broken)];
		try {
			if (isOfPlace(fault)) {
				const compiler = (this.compiler ??= new PlaceCompiler(root));
				const output = compiler.outputOf(fault.file);
				undo.push(this.scratch.change(output, readFileSync(join(root, output), "utf8")));
				const why = compiler.compile(fault.file);
				if (why !== undefined) return { kind: "invalid", why };
			}
			return await findWhoNotices(fault, root);
		} finally {
			for (const putBack of undo) putBack();
		}
	}
}

/** Puts each fault into a copy of the repository and runs what should notice it. Throws `RedTreeError`. */
export async function runFaults(options: RunOptions): Promise<ReadonlyArray<Result>> {
	const { root, areas, jobs, scratchFolder, onResult } = options;
	const results: Result[] = [];
	const report = (result: Result) => {
		results.push(result);
		onResult(result);
	};
	const queue: { readonly area: string; readonly fault: Fault }[] = [];
	for (const { name: area, faults } of areas) {
		for (const fault of faults) {
			const why = staleness(root, fault);
			if (why === undefined) queue.push({ area, fault });
			else report({ area, fault, outcome: { kind: "stale", why }, seconds: 0 });
		}
	}
	if (queue.length === 0) return results;

	const count = Math.min(jobs, queue.length);
	const scratches = Array.from({ length: count }, (_, index) =>
		createScratch(root, join(scratchFolder, `worker-${index + 1}`)),
	);
	try {
		const faults = queue.map(({ fault }) => fault);
		await checkBaseline(scratches[0], faults, options);
		await Promise.all(
			scratches.map(async (scratch) => {
				const worker = new Worker(scratch);
				for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
					const startedAt = performance.now();
					const outcome = await worker.run(next.fault);
					report({ ...next, outcome, seconds: (performance.now() - startedAt) / 1000 });
				}
			}),
		);
	} finally {
		for (const scratch of scratches) scratch.remove();
	}
	return results;
}
