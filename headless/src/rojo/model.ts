import { MountError } from "./mount-error.ts";
import {
	isObject,
	optionalObject,
	optionalString,
	readJsonObject,
	readText,
	refuseUnknownFields,
} from "./read.ts";
import { applyAttributes, applyProperties, createSnapshot, type Snapshot } from "./snapshot.ts";

/** The spellings that Rojo accepts; it knows `attributes` only in lower case. */
const ALIASES: Readonly<Record<string, string>> = {
	Name: "name",
	ClassName: "className",
	Properties: "properties",
	Children: "children",
};
const FIELDS = new Set(["$schema", "id", "name", "className", "properties", "attributes", "children"]);

/** A `.model.json` file: an instance, named after the file, and its descendants. An empty file makes no instance. */
export function mountModel(file: string, name: string): Snapshot | undefined {
	if (readText(file).trim() === "") return undefined;
	const snapshot = modelSnapshot(readJsonObject(file, "a JSON model"), file);
	snapshot.name = name;
	snapshot.relevantPaths = [file];
	return snapshot;
}

function modelSnapshot(written: Record<string, unknown>, file: string): Snapshot {
	const model = withPlainKeys(written, file);
	refuseUnknownFields(model, FIELDS, file);
	const className = optionalString(model, "className", file);
	if (className === undefined) throw new MountError(`${file}: an instance of the model has no className`);
	const snapshot = createSnapshot(optionalString(model, "name", file) ?? className, className, file);
	applyProperties(snapshot, optionalObject(model, "properties", file), file);
	applyAttributes(snapshot, optionalObject(model, "attributes", file), file);
	const children = model.children ?? [];
	if (!Array.isArray(children) || !children.every(isObject)) {
		throw new MountError(`${file}: "children" must be a list of instances`);
	}
	snapshot.children = children.map((child) => modelSnapshot(child, file));
	return snapshot;
}

function withPlainKeys(written: Record<string, unknown>, file: string): Record<string, unknown> {
	const model: Record<string, unknown> = {};
	for (const [key, value] of Object.entries(written)) {
		const plain = ALIASES[key] ?? key;
		if (Object.hasOwn(model, plain)) throw new MountError(`${file}: both spellings of "${plain}" are given`);
		model[plain] = value;
	}
	return model;
}
