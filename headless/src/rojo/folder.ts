import path from "node:path";
import type { MountContext } from "./context.ts";
import { mountFile, mountInitScript } from "./files.ts";
import { applyFolderMeta } from "./meta.ts";
import { MountError } from "./mount-error.ts";
import { mountProject } from "./project.ts";
import { entriesOf, kindOf } from "./read.ts";
import { createSnapshot, type Snapshot } from "./snapshot.ts";

/** In Rojo's order of preference. */
const INIT_SCRIPTS = [
	"init.luau",
	"init.lua",
	"init.server.luau",
	"init.server.lua",
	"init.client.luau",
	"init.client.lua",
];
/** In the order in which Rojo's sourcemap names them. */
const RELEVANT_FILES = [
	"init.meta.json",
	"init.lua",
	"init.luau",
	"init.server.lua",
	"init.server.luau",
	"init.client.lua",
	"init.client.luau",
	"init.csv",
];

/** The instance that Rojo makes of a path; nothing where there is nothing, or a file that it has no rule for. */
export function mountPath(target: string, context: MountContext): Snapshot | undefined {
	const kind = kindOf(target);
	if (kind === undefined) return undefined;
	if (kind === "folder") return mountFolder(target, context);
	if (target.endsWith(".project.json")) {
		return mountProject(target, path.basename(target, ".project.json"), context);
	}
	return mountFile(target, context);
}

function mountFolder(folder: string, context: MountContext): Snapshot {
	const name = path.basename(folder);
	const projectFile = path.join(folder, "default.project.json");
	if (kindOf(projectFile) !== undefined) return mountProject(projectFile, name, context);
	if (kindOf(path.join(folder, "init.csv")) !== undefined) {
		throw new MountError(`${path.join(folder, "init.csv")}: headless cannot read .csv files`);
	}
	const init = INIT_SCRIPTS.find((candidate) => kindOf(path.join(folder, candidate)) !== undefined);
	const snapshot =
		init === undefined
			? createSnapshot(name, "Folder", folder)
			: mountInitScript(path.join(folder, init), name, context);
	snapshot.children = mountEntries(folder, context);
	snapshot.relevantPaths = RELEVANT_FILES.map((file) => path.join(folder, file));
	applyFolderMeta(snapshot, folder);
	return snapshot;
}

function mountEntries(folder: string, context: MountContext): Snapshot[] {
	return entriesOf(folder)
		.map((entry) => path.join(folder, entry))
		.filter((entry) => !context.isIgnored(entry))
		.map((entry) => mountPath(entry, context))
		.filter((child) => child !== undefined);
}
