import type { Row } from "./run-checks.ts";

const WORDS = { ok: "ok", warning: "warning", wrong: "WRONG", skipped: "-" } as const;

/** A check that waits for another is no row: fourteen that say "first put right: address" hide the one to read. */
const isShown = ({ finding }: Row): boolean => finding.state !== "skipped" || finding.cause === undefined;

/** The table, what to do about what is wrong, and a closing line. */
export function formatReport(rows: ReadonlyArray<Row>): string {
	const cells = [
		["check", "", "found"],
		...rows.filter(isShown).map(({ name, finding }) => [name, WORDS[finding.state], finding.found]),
	];
	const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]!.length)));
	const line = (row: ReadonlyArray<string>) =>
		`| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
	const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
	const [head, ...body] = cells;
	const advice = rows.flatMap(({ name, finding }) =>
		finding.state === "wrong" || finding.state === "warning" ? [`${name}: ${finding.advice}`] : [],
	);
	const parts = [[line(head!), rule, ...body.map(line)].join("\n")];
	if (advice.length > 0) parts.push(["What to do:", ...advice.map((text) => `  ${text}`)].join("\n"));
	return `${[...parts, closingLine(rows)].join("\n\n")}\n`;
}

function closingLine(rows: ReadonlyArray<Row>): string {
	const count = (state: Row["finding"]["state"]) =>
		rows.filter(({ finding }) => finding.state === state).length;
	const warnings = count("warning") === 0 ? "" : `, ${count("warning")} to look at`;
	const waiting = rows.filter((row) => !isShown(row)).length;
	const rest = waiting === 0 ? "" : ` ${waiting} not checked until that is put right.`;
	if (count("wrong") > 0) return `${count("wrong")} wrong, ${count("ok")} right${warnings}.${rest}`;
	return `Game servers can use this gateway: ${count("ok")} right${warnings}.`;
}

/** 0 if nothing is wrong. */
export function exitCodeOf(rows: ReadonlyArray<Row>): number {
	return rows.some(({ finding }) => finding.state === "wrong") ? 1 : 0;
}
