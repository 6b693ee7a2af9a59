import assert from "node:assert/strict";
import { test } from "node:test";
import { createGlob } from "../src/rojo/glob.ts";

/** As globset reads them, which Rojo uses. */
const CASES: ReadonlyArray<[glob: string, matching: string[], other: string[]]> = [
	[
		"**/package.json",
		["package.json", "a/package.json", "a/b/package.json"],
		["a/package.jsonc", "xpackage.json"],
	],
	["*.spec.lua", ["a.spec.lua", "a/b.spec.lua"], ["a.spec.luau"]],
	["src/**", ["src/a", "src/a/b"], ["src", "other/src/a"]],
	["a/**/z", ["a/z", "a/b/z", "a/b/c/z"], ["az", "a/bz"]],
	["file.{lua,luau}", ["file.lua", "file.luau"], ["file.txt", "fileXlua"]],
	["[ab]?.txt", ["ax.txt", "by.txt"], ["cx.txt", "a.txt"]],
	["[!ab].txt", ["c.txt"], ["a.txt"]],
];

for (const [glob, matching, other] of CASES) {
	test(`${glob} means what it means to Rojo`, () => {
		const matches = createGlob(glob);
		for (const path of matching) assert.ok(matches(path), `${glob} should match ${path}`);
		for (const path of other) assert.ok(!matches(path), `${glob} should not match ${path}`);
	});
}
