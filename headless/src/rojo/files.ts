import path from "node:path";
import type { MountContext } from "./context.ts";
import { jsonModuleSource } from "./json-module.ts";
import { applyAdjacentMeta, metaPathOf } from "./meta.ts";
import { mountModel } from "./model.ts";
import { MountError } from "./mount-error.ts";
import { readJson, readRawText, readText } from "./read.ts";
import { createSnapshot, type ScriptFile, type Snapshot } from "./snapshot.ts";

type FileMount = (file: string, name: string, context: MountContext) => Snapshot | undefined;

interface FileRule {
	readonly suffixes: ReadonlyArray<string>;
	readonly mount: FileMount;
}

/** How Rojo mounts a file, by the end of its name; the first rule that fits wins. */
const RULES: ReadonlyArray<FileRule> = [
	{ suffixes: [".server.lua", ".server.luau"], mount: mountServerScript },
	{ suffixes: [".client.lua", ".client.luau"], mount: mountClientScript },
	{ suffixes: [".plugin.lua", ".plugin.luau"], mount: mountPluginScript },
	{ suffixes: [".lua", ".luau"], mount: (file, name) => mountScript(file, name, "ModuleScript") },
	{ suffixes: [".model.json"], mount: mountModel },
	{ suffixes: [".meta.json"], mount: () => undefined },
	{ suffixes: [".json"], mount: mountJson },
	{ suffixes: [".toml"], mount: mountToml },
	{ suffixes: [".txt"], mount: mountText },
	{ suffixes: [".csv", ".rbxm", ".rbxmx"], mount: refuse },
];

/** An init script turns its folder into an instance and never becomes one itself. */
const INIT_FILE = /^init(\.(server|client))?\.luau?$|^init\.csv$/;

/** The instance of one file; undefined if Rojo has no rule for it. */
export function mountFile(file: string, context: MountContext): Snapshot | undefined {
	if (INIT_FILE.test(path.basename(file))) return undefined;
	const found = findRule(file);
	return found?.rule.mount(file, found.name, context);
}

/** The script instance of a folder's `init` file, named after the folder. */
export function mountInitScript(file: string, name: string, context: MountContext): Snapshot {
	const snapshot = findRule(file)?.rule.mount(file, name, context);
	if (snapshot === undefined) throw new MountError(`${file}: not a script`);
	return snapshot;
}

function findRule(file: string): { rule: FileRule; name: string } | undefined {
	const base = path.basename(file);
	for (const rule of RULES) {
		const suffix = rule.suffixes.find((candidate) => base.endsWith(candidate));
		if (suffix !== undefined) return { rule, name: base.slice(0, -suffix.length) };
	}
	return undefined;
}

function mountServerScript(file: string, name: string, context: MountContext): Snapshot {
	return mountScript(file, name, "Script", context.emitLegacyScripts ? "Legacy" : "Server");
}

function mountClientScript(file: string, name: string, context: MountContext): Snapshot {
	if (context.emitLegacyScripts) return mountScript(file, name, "LocalScript");
	return mountScript(file, name, "Script", "Client");
}

function mountPluginScript(file: string, name: string): Snapshot {
	return mountScript(file, name, "Script", "Plugin");
}

function mountScript(file: string, name: string, className: string, runContext?: string): Snapshot {
	const snapshot = scriptSnapshot(name, className, { file, text: readText(file) });
	if (runContext !== undefined) snapshot.properties.set("RunContext", { value: runContext, file });
	return finish(snapshot, file);
}

function mountJson(file: string, name: string): Snapshot {
	const text = jsonModuleSource(readJson(file, "a JSON file"));
	return finish(scriptSnapshot(name, "ModuleScript", { file, text }), file);
}

function mountToml(file: string, name: string): Snapshot {
	const refusal = `${file}: headless does not read .toml modules`;
	return finish(scriptSnapshot(name, "ModuleScript", { file, text: "", refusal }), file);
}

function mountText(file: string, name: string): Snapshot {
	const snapshot = createSnapshot(name, "StringValue", file);
	snapshot.properties.set("Value", { value: readRawText(file), file });
	return finish(snapshot, file);
}

function refuse(file: string): never {
	throw new MountError(
		`${file}: headless cannot read ${path.extname(file)} files; keep models as .model.json`,
	);
}

function scriptSnapshot(name: string, className: string, script: ScriptFile): Snapshot {
	const snapshot = createSnapshot(name, className, script.file);
	snapshot.script = script;
	return snapshot;
}

function finish(snapshot: Snapshot, file: string): Snapshot {
	const metaPath = metaPathOf(file, snapshot.name);
	snapshot.relevantPaths = [file, metaPath];
	applyAdjacentMeta(snapshot, metaPath);
	return snapshot;
}
