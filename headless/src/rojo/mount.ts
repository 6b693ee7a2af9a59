import path from "node:path";
import { loadSchema } from "../schema/load.ts";
import type { EngineSchema } from "../schema/types.ts";
import { buildTree, type MountedScript } from "./build-tree.ts";
import { mountPath } from "./folder.ts";
import { mountProject } from "./project.ts";
import type { Snapshot } from "./snapshot.ts";
import { sourcemapOf, type SourcemapNode } from "./sourcemap.ts";
import type { MountedInstance } from "./tree.ts";

export interface MountedProject {
	readonly name: string;
	readonly tree: MountedInstance;
	readonly scripts: ReadonlyArray<MountedScript>;
	readonly schema: EngineSchema;
}

/** Reads a project as Rojo would, and checks every class, property and value. Throws MountError. */
export async function mount(projectFile: string): Promise<MountedProject> {
	const schema = await loadSchema();
	const root = snapshotOf(projectFile, schema);
	return { name: root.name, schema, ...buildTree(root, schema) };
}

/** What `rojo sourcemap --include-non-scripts` prints for the project. */
export async function sourcemap(projectFile: string): Promise<SourcemapNode> {
	const root = snapshotOf(projectFile, await loadSchema());
	return sourcemapOf(root, path.dirname(path.resolve(projectFile)));
}

function snapshotOf(projectFile: string, schema: EngineSchema): Snapshot {
	const file = path.resolve(projectFile);
	const services = new Set(
		Object.keys(schema.classes).filter((name) => schema.classes[name].service === true),
	);
	const context = { emitLegacyScripts: true, isIgnored: () => false, services, mountPath };
	return mountProject(file, path.basename(path.dirname(file)), context);
}
