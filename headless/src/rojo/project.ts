import path from "node:path";
import { withIgnoreGlobs, type MountContext } from "./context.ts";
import { MountError } from "./mount-error.ts";
import { isObject, optionalObject, optionalString, readJsonObject } from "./read.ts";
import { applyAttributes, applyProperties, createSnapshot, type Snapshot } from "./snapshot.ts";

const NODE_FIELDS = new Set([
	"$className",
	"$path",
	"$properties",
	"$attributes",
	"$ignoreUnknownInstances",
	"$id",
]);

/** Where in the project file a node is, for messages and for what Rojo infers from it. */
interface NodePlace {
	readonly projectFile: string;
	/** Names from the root of the tree on, joined by dots. */
	readonly treePath: string;
	readonly name: string;
	readonly parentClass: string | undefined;
}

/** The tree that a project file describes. */
export function mountProject(file: string, fallbackName: string, context: MountContext): Snapshot {
	const project = readJsonObject(file, "a Rojo project");
	if (!isObject(project.tree)) throw new MountError(`${file}: the project has no "tree"`);
	if (Array.isArray(project.syncRules) && project.syncRules.length > 0) {
		throw new MountError(`${file}: headless does not support syncRules`);
	}
	const name = optionalString(project, "name", file) ?? fallbackName;
	const inner = {
		...withIgnoreGlobs(context, path.dirname(file), ignoreGlobs(project, file)),
		emitLegacyScripts: project.emitLegacyScripts !== false,
	};
	const place = { projectFile: file, treePath: name, name, parentClass: undefined };
	const snapshot = mountNode(project.tree, place, inner);
	if (snapshot === undefined) throw new MountError(`${file}: the tree's optional $path does not exist`);
	snapshot.relevantPaths.push(file);
	return snapshot;
}

function ignoreGlobs(project: Record<string, unknown>, file: string): string[] {
	const globs = project.globIgnorePaths ?? [];
	if (!Array.isArray(globs) || !globs.every((glob) => typeof glob === "string")) {
		throw new MountError(`${file}: "globIgnorePaths" must be a list of strings`);
	}
	return globs;
}

function mountNode(
	node: Record<string, unknown>,
	place: NodePlace,
	context: MountContext,
): Snapshot | undefined {
	const { projectFile, treePath, name } = place;
	const where = `${projectFile}: ${treePath}`;
	const unknown = Object.keys(node).find((key) => key.startsWith("$") && !NODE_FIELDS.has(key));
	if (unknown !== undefined) throw new MountError(`${where}: unknown field "${unknown}"`);

	const target = pathOf(node, where);
	const found =
		target === undefined
			? undefined
			: context.mountPath(path.resolve(path.dirname(projectFile), target.path), context);
	if (target !== undefined && found === undefined && !target.isOptional) {
		throw new MountError(
			`${where}: $path "${target.path}" does not exist, or is a file that Rojo has no rule for`,
		);
	}
	const className = decideClass(node, place, found, context);
	if (className === undefined) {
		if (target?.isOptional === true) return undefined;
		throw new MountError(`${where}: needs a $className or a $path, and is no service by name`);
	}
	const snapshot = found ?? createSnapshot(name, className, projectFile);
	if (snapshot.className !== className) snapshot.origin = projectFile;
	snapshot.name = name;
	snapshot.className = className;
	snapshot.children.push(...mountChildren(node, { ...place, parentClass: className }, context));
	applyProperties(snapshot, optionalObject(node, "$properties", where), projectFile);
	applyAttributes(snapshot, optionalObject(node, "$attributes", where), projectFile);
	return snapshot;
}

function mountChildren(node: Record<string, unknown>, place: NodePlace, context: MountContext): Snapshot[] {
	const names = Object.keys(node).filter((key) => !key.startsWith("$"));
	names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
	const children: Snapshot[] = [];
	for (const name of names) {
		const child = node[name];
		const treePath = `${place.treePath}.${name}`;
		if (!isObject(child)) throw new MountError(`${place.projectFile}: ${treePath}: must be an object`);
		const snapshot = mountNode(child, { ...place, treePath, name }, context);
		if (snapshot !== undefined) children.push(snapshot);
	}
	return children;
}

function pathOf(
	node: Record<string, unknown>,
	where: string,
): { path: string; isOptional: boolean } | undefined {
	const written = node.$path;
	if (written === undefined) return undefined;
	if (typeof written === "string") return { path: written, isOptional: false };
	if (isObject(written) && typeof written.optional === "string")
		return { path: written.optional, isOptional: true };
	throw new MountError(`${where}: $path must be a string, or {"optional": string}`);
}

function decideClass(
	node: Record<string, unknown>,
	place: NodePlace,
	found: Snapshot | undefined,
	context: MountContext,
): string | undefined {
	const where = `${place.projectFile}: ${place.treePath}`;
	const written = optionalString(node, "$className", where);
	const inferred = inferClass(place, context);
	if (found === undefined) return written ?? inferred;
	if (found.className === "Folder") return written ?? inferred ?? found.className;
	if (written === undefined) return found.className;
	throw new MountError(
		`${where}: $className says ${written}, but its $path is a ${found.className}; $path must be a plain folder there`,
	);
}

/** Some instances are known by their name and their parent's class. */
function inferClass({ name, parentClass }: NodePlace, context: MountContext): string | undefined {
	if (parentClass === "DataModel" && context.services.has(name)) return name;
	if (parentClass === "StarterPlayer" && /^Starter(Player|Character)Scripts$/.test(name)) return name;
	if (parentClass === "Workspace" && name === "Terrain") return name;
	return undefined;
}
