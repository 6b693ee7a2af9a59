import type { PeerResults } from "@townsfolk/headless";
import { Failure } from "../failure.ts";
import { REPORT_LINE } from "./report-script.ts";

/** What the script of `reportScript` says of its run. */
export interface Report {
	/** Missing if the specs could not be run. */
	readonly results?: PeerResults;
	readonly problem?: string;
	/** Messages of errors in the place's code, caught by a spec or not. */
	readonly errors: ReadonlyArray<string>;
}

export function parseReport(json: string): Report {
	try {
		const report = JSON.parse(json) as Partial<Report>;
		// Luau cannot tell an empty list from an empty dictionary.
		return { ...report, errors: Array.isArray(report.errors) ? report.errors : [] };
	} catch {
		throw new Failure(`The specs' report is no JSON: ${json.slice(0, 200)}`);
	}
}

const LINE = new RegExp(`${REPORT_LINE} (\\d+)/(\\d+) <(.*)>`, "gm");

/** Puts a report together from the lines of an output; undefined if there is none or a part is missing. */
export function findReport(output: string): Report | undefined {
	const parts = new Map<number, string>();
	let total = Infinity;
	for (const [, part, of, text] of output.matchAll(LINE)) {
		parts.set(Number(part), text);
		total = Number(of);
	}
	if (parts.size < total) return undefined;
	return parseReport(Array.from({ length: total }, (_, index) => parts.get(index + 1) ?? "").join(""));
}
