import type { SpecNode, SpecResults } from "./spec-results.ts";

/** Prints the tree of specs, the failures in full, and the closing line `N passed, N failed`. */
export function formatResults(results: SpecResults): string {
	const lines = results.tree.flatMap((node) => formatNode(node, 0));
	for (const { name, message } of results.failures) {
		lines.push("", `FAILED ${name}`, ...message.split("\n").map((line) => `    ${line.trim()}`));
	}
	const skipped = results.skipped > 0 ? `, ${results.skipped} skipped` : "";
	lines.push("", `${results.passed} passed, ${results.failed} failed${skipped}`);
	return lines.join("\n");
}

function formatNode(node: SpecNode, depth: number): string[] {
	const mark = node.isTest ? `${markOf(node)} ` : "";
	const children = (node.children ?? []).flatMap((child) => formatNode(child, depth + 1));
	return [`${"  ".repeat(depth)}${mark}${node.phrase}`, ...children];
}

function markOf({ status }: SpecNode): string {
	if (status === "Success") return "+";
	return status === "Failure" ? "x" : "-";
}
