import path from "node:path";
import { loadSchema } from "@townsfolk/headless";
import { ROOT } from "../place/build-test-place.ts";
import type { Terminal } from "../terminal.ts";
import { type ApiDump, DumpIndex, readDump } from "./dump.ts";
import { findUses } from "./find-uses.ts";
import { judge, type Verdict } from "./judge.ts";
import { nameOf, type Use } from "./uses.ts";

export interface Finding {
	readonly name: string;
	readonly verdict: Verdict;
	/** Where it is used. */
	readonly places: ReadonlyArray<string>;
}

const MAX_PLACES = 3;

/** What of `uses` the dump does not have or does not allow, one entry for each name, the worst first. */
export function findProblems(uses: ReadonlyArray<Use>, dump: ApiDump): Finding[] {
	const index = new DumpIndex(dump);
	const findings = new Map<string, { name: string; verdict: Verdict; places: string[] }>();
	for (const use of uses) {
		const verdict = judge(use, index);
		if (verdict === undefined) continue;
		const name = nameOf(use);
		const finding = findings.get(`${name} ${verdict}`) ?? { name, verdict, places: [] };
		findings.set(`${name} ${verdict}`, finding);
		finding.places.push(use.at);
	}
	const rank = ({ verdict }: Finding) => Number(verdict === "deprecated");
	return [...findings.values()].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

function formatFinding({ name, verdict, places }: Finding): string {
	const more = places.length > MAX_PLACES ? ` and ${places.length - MAX_PLACES} more` : "";
	return `| ${name} | ${verdict} | ${places.slice(0, MAX_PLACES).join(", ")}${more} |`;
}

/** Holds what src uses against a dump, prints the differences and returns the exit code: 1 if something would not work. */
export async function checkApi(file: string, { print }: Pick<Terminal, "print">): Promise<number> {
	const dump = await readDump(file);
	const { classes } = await loadSchema();
	const uses = findUses(path.join(ROOT, "tsconfig.json"), "src", new Set(Object.keys(classes)));
	const findings = findProblems(uses, dump);
	if (findings.length > 0)
		print(
			["| what src uses | state | where |", "|---|---|---|", ...findings.map(formatFinding), ""].join("\n"),
		);
	const count = (kind: Use["kind"]) => new Set(uses.filter((use) => use.kind === kind).map(nameOf)).size;
	const fatal = findings.filter(({ verdict }) => verdict !== "deprecated").length;
	print(
		`src uses ${count("member")} members, ${count("class")} classes and ${count("enumItem")} enum items; ` +
			`the dump has ${dump.Classes.length} classes and ${dump.Enums.length} enums.`,
	);
	print(`${fatal} would not work, ${findings.length - fatal} deprecated`);
	return fatal > 0 ? 1 : 0;
}
