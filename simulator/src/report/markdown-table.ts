/** A Markdown table; all columns but the first are numbers. */
export function table(head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string {
	const line = (cells: ReadonlyArray<string>) => `| ${cells.join(" | ")} |`;
	const rule = `|${head.map((_, index) => (index === 0 ? "---" : "---:")).join("|")}|`;
	return [line(head), rule, ...rows.map(line)].join("\n");
}
