import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";

const require = createRequire(import.meta.url);
const TESTEZ = path.join(path.dirname(require.resolve("@rbxts/testez/package.json")), "src");
const STAND_IN = path.join(import.meta.dirname, "../../stand-ins/studio.ts");

/** A folder that goes with the test. */
export function temporaryFolder(t: TestContext): string {
	const folder = mkdtempSync(path.join(tmpdir(), "roblox-"));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

function writeProgram(file: string, lines: ReadonlyArray<string>): string {
	writeFileSync(file, ["#!/bin/sh", ...lines, ""].join("\n"), { mode: 0o755 });
	return file;
}

/** The environment with a program `rojo` that writes any file, or with none. */
export function environment(t: TestContext, { rojo = true, ...more }: Record<string, unknown> = {}) {
	const folder = temporaryFolder(t);
	if (rojo) writeProgram(path.join(folder, "rojo"), ['for last; do :; done; echo "<roblox!" > "$last"']);
	return { PATH: folder, ...more } as Record<string, string>;
}

/** A program that behaves as Studio's does. */
export function standInStudio(t: TestContext): string {
	const tsx = JSON.stringify(require.resolve("tsx"));
	const lines = [`exec ${JSON.stringify(process.execPath)} --import ${tsx} ${JSON.stringify(STAND_IN)} "$@"`];
	return writeProgram(path.join(temporaryFolder(t), "RobloxStudio"), lines);
}

/** A project with TestEZ and the spec files given by their paths below `Specs`, on the server. */
export function specProject(t: TestContext, specs: Readonly<Record<string, string>>): string {
	const folder = temporaryFolder(t);
	for (const [name, body] of Object.entries(specs)) {
		const file = path.join(folder, "server", `${name}.spec.luau`);
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, `return function()\n${body}\nend\n`);
	}
	const tree = {
		$className: "DataModel",
		ReplicatedStorage: { TestEZ: { $path: TESTEZ } },
		ServerScriptService: { Specs: { $path: "server" } },
	};
	const project = path.join(folder, "default.project.json");
	writeFileSync(project, JSON.stringify({ name: "Specs", tree }));
	return project;
}

export const PASSING = 'it("adds", function() expect(1 + 1).to.equal(2) end)';
export const FAILING = 'it("errs – ünicode 🙂", function() expect(1 + 1).to.equal(3) end)';
