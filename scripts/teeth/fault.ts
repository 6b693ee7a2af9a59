import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

/** A small mistake, as a careless colleague would make it, and what should notice it. */
export interface Fault {
	/** A sentence that says what is broken: "the crisis check stands behind the rate limit". */
	readonly name: string;
	/** Below the root of the repository. */
	readonly file: string;
	/** Occurs exactly once in the file; any run of spaces and line breaks matches any other. */
	readonly find: string;
	readonly replace: string;
	/** Run in this order until one of them notices the fault. */
	readonly covers: Covers;
}

export interface Covers {
	/** Parts of the full names of spec files, as `spec-cli` takes them: `rules.talk.crisis`. */
	readonly specs?: ReadonlyArray<string>;
	/** Node test files. */
	readonly tests?: ReadonlyArray<string>;
	/** Suites of `npm test`: `talk`, `load`. */
	readonly suites?: ReadonlyArray<string>;
}

export interface Area {
	readonly name: string;
	readonly faults: ReadonlyArray<Fault>;
}

/** Reads the lists: each file of `folder` is an area, and its default export is the area's faults. */
export async function loadAreas(folder: string): Promise<ReadonlyArray<Area>> {
	const files = readdirSync(folder)
		.filter((name) => /^[a-z-]+\.ts$/.test(name))
		.sort();
	return Promise.all(
		files.map(async (file) => {
			const module = (await import(pathToFileURL(join(folder, file)).href)) as {
				readonly default: ReadonlyArray<Fault>;
			};
			return { name: basename(file, ".ts"), faults: module.default };
		}),
	);
}

function patternOf(find: string): RegExp {
	const words = find.trim().split(/\s+/);
	return new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+"), "g");
}

/** The file's text with the fault in it; undefined if `find` does not occur exactly once. */
export function withFault(
	text: string,
	{ find, replace }: Pick<Fault, "find" | "replace">,
): string | undefined {
	const matches = [...text.matchAll(patternOf(find))];
	if (matches.length !== 1) return undefined;
	const [match] = matches;
	return text.slice(0, match.index) + replace.trim() + text.slice(match.index + match[0].length);
}

/** Why a fault does not fit the sources any more; undefined if it does. */
export function staleness(root: string, fault: Fault): string | undefined {
	const file = join(root, fault.file);
	if (!existsSync(file)) return `${fault.file} does not exist`;
	const text = readFileSync(file, "utf8");
	const count = [...text.matchAll(patternOf(fault.find))].length;
	if (count !== 1) return `"find" occurs ${count} times in ${fault.file}`;
	if (withFault(text, fault) === text) return `"replace" changes nothing in ${fault.file}`;
	const { specs = [], tests = [], suites = [] } = fault.covers;
	if (specs.length + tests.length + suites.length === 0) return "nothing covers it";
	const missing = tests.find((test) => !existsSync(join(root, test)));
	if (missing !== undefined) return `${missing} does not exist`;
	const names = specs.length === 0 ? [] : specNames(root);
	const unknown = specs.find((filter) => !names.some((name) => name.includes(filter.toLowerCase())));
	return unknown === undefined ? undefined : `no spec file has "${unknown}" in its name`;
}

/** The full names of the spec files in the place, in small letters, from `specs` on. */
function specNames(root: string): ReadonlyArray<string> {
	return ["server", "client", "shared"].flatMap((side) =>
		readdirSync(join(root, "tests/specs", side), { recursive: true, encoding: "utf8" })
			.filter((path) => path.endsWith(".spec.ts"))
			.map((path) => `specs.${path.replace(/\.ts$/, "").replace(/[\\/]/g, ".")}`.toLowerCase()),
	);
}
