import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

const ROOT = join(import.meta.dirname, "..", "..", "..");

/** What a place is besides its content. */
const COMPILED = ["out", "include", "node_modules"];

export interface EditedPlace {
	readonly projectFile: string;
	readonly read: (file: string) => string;
	readonly write: (file: string, text: string) => void;
	/** Edits a model file as JSON. */
	readonly edit: (file: string, change: (model: Model) => void) => void;
}

export interface Model {
	readonly attributes: Record<string, unknown>;
	readonly properties: Record<string, unknown>;
}

/** A copy of the demo place that a test may spoil; it goes with the test. */
export function copyPlace(t: TestContext): EditedPlace {
	const folder = mkdtempSync(join(tmpdir(), "townsfolk-place-"));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	cpSync(join(ROOT, "place"), join(folder, "place"), { recursive: true });
	for (const name of COMPILED) symlinkSync(join(ROOT, name), join(folder, name));
	const projectFile = join(folder, "default.project.json");
	cpSync(join(ROOT, "default.project.json"), projectFile);
	const at = (file: string) => join(folder, "place", file);
	const read = (file: string) => readFileSync(at(file), "utf8");
	const write = (file: string, text: string) => writeFileSync(at(file), text);
	const edit: EditedPlace["edit"] = (file, change) => {
		const model = JSON.parse(read(file)) as Model;
		change(model);
		write(file, JSON.stringify(model, undefined, "\t"));
	};
	return { projectFile, read, write, edit };
}
