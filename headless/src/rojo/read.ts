import { readdirSync, readFileSync, statSync } from "node:fs";
import { jsonFaultAt } from "./json-fault.ts";
import { MountError } from "./mount-error.ts";

/** `undefined` if there is nothing. */
export function kindOf(path: string): "file" | "folder" | undefined {
	const stat = statSync(path, { throwIfNoEntry: false });
	return stat === undefined ? undefined : stat.isDirectory() ? "folder" : "file";
}

/** A folder's entries in byte order, which is Rojo's order. */
export function entriesOf(folder: string): string[] {
	return readdirSync(folder).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

export function readRawText(file: string): string {
	return readFileSync(file, "utf8");
}

/** Text with Unix line ends. */
export function readText(file: string): string {
	return readRawText(file).replaceAll("\r\n", "\n");
}

/** A JSON object; the error message says with `what` what the file should be. */
export function readJsonObject(file: string, what: string): Record<string, unknown> {
	const value = readJson(file, what);
	if (!isObject(value)) throw new MountError(`${file}: ${what} is a JSON object`);
	return value;
}

export function readJson(file: string, what: string): unknown {
	const text = readFileSync(file, "utf8");
	try {
		return JSON.parse(text);
	} catch (error) {
		const { message } = error as Error;
		throw new MountError(`${file}:${jsonFaultAt(text)}: not ${what}: ${message}`);
	}
}

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An optional field that must be an object. */
export function optionalObject(
	owner: Record<string, unknown>,
	key: string,
	file: string,
): Record<string, unknown> {
	const value = owner[key] ?? {};
	if (!isObject(value)) throw new MountError(`${file}: "${key}" must be an object`);
	return value;
}

/** An optional field that must be a string. */
export function optionalString(
	owner: Record<string, unknown>,
	key: string,
	file: string,
): string | undefined {
	const value = owner[key];
	if (value !== undefined && typeof value !== "string")
		throw new MountError(`${file}: "${key}" must be a string`);
	return value;
}

/** Refuses fields that Rojo would drop silently. */
export function refuseUnknownFields(
	owner: Record<string, unknown>,
	known: ReadonlySet<string>,
	file: string,
): void {
	const unknown = Object.keys(owner).find((key) => !known.has(key));
	if (unknown !== undefined) throw new MountError(`${file}: unknown field "${unknown}"`);
}
