import { charCount } from "shared/text/text";

function isNumeric(cell: string): boolean {
	return cell === "" || cell === "-" || cell.match("^[%d%.,]+$")[0] !== undefined;
}

/**
 * A Markdown table for a fixed-width font, with aligned columns; columns of numbers are aligned to the right. A cell must
 * not hold a line break.
 */
export function formatTable(head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string {
	const clean = [head, ...rows].map((row) => row.map((cell) => cell.gsub("|", "/")[0]));
	const widths = head.map((_, column) => {
		let widest = 3;
		for (const row of clean) widest = math.max(widest, charCount(row[column]));
		return widest;
	});
	const isRight = head.map((_, column) => rows.size() > 0 && rows.every((row) => isNumeric(row[column])));
	const line = (row: ReadonlyArray<string>) => {
		const cells = row.map((cell, column) => {
			const padding = string.rep(" ", widths[column] - charCount(cell));
			return isRight[column] ? padding + cell : cell + padding;
		});
		return `| ${cells.join(" | ")} |`;
	};
	const rule = widths.map((columns, column) =>
		isRight[column] ? `${string.rep("-", columns + 1)}:` : string.rep("-", columns + 2),
	);
	const lines = clean.map(line);
	lines.insert(1, `|${rule.join("|")}|`);
	return lines.join("\n");
}
