import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { sourcemap } from "@townsfolk/headless";

/**
 * Compares the tree that Rojo builds of the place (`rojo sourcemap --include-non-scripts`) with the one that
 * headless mounts. Prints the first differences and exits with 1 if there are any.
 *
 * `tsx scripts/compare-sourcemap.ts <rojo's sourcemap.json> [project file]`
 */

interface Node {
	readonly name: string;
	readonly className: string;
	readonly filePaths?: ReadonlyArray<string>;
	readonly children?: ReadonlyArray<Node>;
}

const ROOT = join(import.meta.dirname, "..");
const [rojoFile, projectFile = "default.project.json"] = process.argv.slice(2);
if (rojoFile === undefined) throw new Error("usage: compare-sourcemap <sourcemap.json> [project file]");

/** One line for each node: `path/to/node ClassName file,file`. Siblings with the same name are numbered. */
function flatten(node: Node, path: string, lines: string[]): string[] {
	const files = (node.filePaths ?? []).map((file) => relative(ROOT, resolve(ROOT, file))).sort();
	lines.push(`${path} ${node.className} ${files.join(",")}`);
	const seen = new Map<string, number>();
	for (const child of node.children ?? []) {
		const count = (seen.get(child.name) ?? 0) + 1;
		seen.set(child.name, count);
		flatten(child, `${path}/${child.name}${count > 1 ? `#${count}` : ""}`, lines);
	}
	return lines;
}

const byRojo = flatten(JSON.parse(readFileSync(rojoFile, "utf8")) as Node, "", []);
const byHeadless = flatten((await sourcemap(resolve(ROOT, projectFile))) as Node, "", []);
const onlyIn = (lines: string[], others: string[]) => {
	const known = new Set(others);
	return lines.filter((line) => !known.has(line));
};
const missing = onlyIn(byRojo, byHeadless);
const extra = onlyIn(byHeadless, byRojo);
for (const line of missing.slice(0, 20)) console.error(`only in Rojo's tree:     ${line}`);
for (const line of extra.slice(0, 20)) console.error(`only in headless's tree: ${line}`);
if (missing.length + extra.length > 0) {
	console.error(`${missing.length} nodes only in Rojo's tree, ${extra.length} only in headless's`);
	process.exit(1);
}
console.log(`headless mounts the tree that Rojo builds: ${byRojo.length} instances`);
