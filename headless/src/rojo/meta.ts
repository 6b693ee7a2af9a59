import path from "node:path";
import { MountError } from "./mount-error.ts";
import { kindOf, optionalObject, optionalString, readJsonObject, refuseUnknownFields } from "./read.ts";
import { applyAttributes, applyProperties, type Snapshot } from "./snapshot.ts";

const FIELDS = new Set(["$schema", "id", "ignoreUnknownInstances", "properties", "attributes"]);
const FOLDER_FIELDS = new Set([...FIELDS, "className"]);

/** The path of a file's metadata: `name.meta.json` beside it. */
export function metaPathOf(file: string, name: string): string {
	return path.join(path.dirname(file), `${name}.meta.json`);
}

/** Applies `name.meta.json`, if there is one, to the instance of the file beside it. */
export function applyAdjacentMeta(snapshot: Snapshot, metaPath: string): void {
	if (kindOf(metaPath) !== "file") return;
	const meta = readJsonObject(metaPath, "a .meta.json file");
	refuseUnknownFields(meta, FIELDS, metaPath);
	applyValues(snapshot, meta, metaPath);
}

/** Applies `init.meta.json`, if there is one, to the instance of its folder. */
export function applyFolderMeta(snapshot: Snapshot, folder: string): void {
	const metaPath = path.join(folder, "init.meta.json");
	if (kindOf(metaPath) !== "file") return;
	const meta = readJsonObject(metaPath, "an init.meta.json file");
	refuseUnknownFields(meta, FOLDER_FIELDS, metaPath);
	const className = optionalString(meta, "className", metaPath);
	if (className !== undefined) {
		if (snapshot.className !== "Folder") {
			throw new MountError(`${metaPath}: className can only be given where the folder would be a Folder`);
		}
		snapshot.className = className;
		snapshot.origin = metaPath;
	}
	applyValues(snapshot, meta, metaPath);
}

function applyValues(snapshot: Snapshot, meta: Record<string, unknown>, metaPath: string): void {
	applyProperties(snapshot, optionalObject(meta, "properties", metaPath), metaPath);
	applyAttributes(snapshot, optionalObject(meta, "attributes", metaPath), metaPath);
}
