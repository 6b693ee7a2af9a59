import type { EngineSchema } from "../schema/types.ts";
import { MountError } from "./mount-error.ts";
import { isObject } from "./read.ts";
import { resolveAttribute, resolveProperty } from "./resolve-value.ts";
import { rawValues, type RawValue, type Snapshot } from "./snapshot.ts";
import type { MountedInstance } from "./tree.ts";

/** A script of the mounted project. */
export interface MountedScript {
	/** Unique in the project. */
	readonly key: string;
	/** Its full name in the tree, which errors and tracebacks show. */
	readonly fullName: string;
	/** The file with its code. */
	readonly file: string;
	readonly text: string;
	readonly refusal?: string;
}

/** The classes whose instances run on their own or through `require`. */
const SCRIPT_CLASSES = new Set(["Script", "LocalScript", "ModuleScript"]);

/** Checks a project against the schema, and builds the engine's tree and the list of scripts. */
export function buildTree(root: Snapshot, schema: EngineSchema) {
	const scripts = new Map<string, MountedScript>();
	const build = (snapshot: Snapshot, fullName: string): MountedInstance => {
		checkClass(snapshot, fullName, schema);
		const values = resolveValues(snapshot, fullName, schema);
		const key = snapshot.script === undefined ? undefined : addScript(scripts, fullName, snapshot);
		return {
			name: snapshot.name,
			className: snapshot.className,
			...values,
			...(key !== undefined && { source: key }),
			children: snapshot.children.map((child) =>
				build(child, snapshot === root ? child.name : `${fullName}.${child.name}`),
			),
		};
	};
	const tree = build(root, root.name);
	return { tree, scripts: [...scripts.values()] };
}

function checkClass(snapshot: Snapshot, fullName: string, schema: EngineSchema): void {
	if (schema.classes[snapshot.className] === undefined) {
		throw new MountError(`${snapshot.origin}: ${fullName}: there is no class ${snapshot.className}`);
	}
	if (snapshot.script !== undefined && !SCRIPT_CLASSES.has(snapshot.className)) {
		throw new MountError(`${snapshot.origin}: ${fullName}: a ${snapshot.className} holds no code`);
	}
}

function addScript(scripts: Map<string, MountedScript>, fullName: string, { script }: Snapshot): string {
	let key = fullName;
	for (let copy = 2; scripts.has(key); copy++) key = `${fullName}#${copy}`;
	if (script !== undefined) scripts.set(key, { key, fullName, ...script });
	return key;
}

function resolveValues(snapshot: Snapshot, fullName: string, schema: EngineSchema) {
	const properties: MountedInstance["properties"] = {};
	let written = snapshot.attributes;
	let tags: string[] = [];
	for (const [name, raw] of snapshot.properties) {
		if (name === "Tags") tags = readTags(raw, fullName);
		else if (name === "Attributes") written = new Map([...readAttributes(raw, fullName), ...written]);
		// Rojo skips these with a warning.
		else if (name !== "Name" && name !== "Parent") {
			properties[name] = located(raw, fullName, () =>
				resolveProperty(schema, snapshot.className, name, raw.value),
			);
		}
	}
	const attributes: MountedInstance["attributes"] = {};
	for (const [name, raw] of written) {
		attributes[name] = located(raw, fullName, () => resolveAttribute(name, raw.value));
	}
	return { properties, attributes, tags };
}

function readTags(raw: RawValue, fullName: string): string[] {
	const tags = isObject(raw.value) ? raw.value.Tags : raw.value;
	if (Array.isArray(tags) && tags.every((tag) => typeof tag === "string")) return tags;
	throw new MountError(`${raw.file}: ${fullName}: Tags must be a list of strings`);
}

function readAttributes(raw: RawValue, fullName: string): Map<string, RawValue> {
	const attributes = isObject(raw.value) ? (raw.value.Attributes ?? raw.value) : undefined;
	if (isObject(attributes)) return rawValues(attributes, raw.file);
	throw new MountError(`${raw.file}: ${fullName}: Attributes must be an object`);
}

function located<T>(raw: RawValue, fullName: string, read: () => T): T {
	try {
		return read();
	} catch (error) {
		throw new MountError(
			`${raw.file}: ${fullName}: ${error instanceof Error ? error.message : String(error)}`,
		);
	}
}
