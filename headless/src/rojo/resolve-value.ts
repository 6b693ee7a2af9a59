import type { EngineSchema } from "../schema/types.ts";
import { placePropertyType } from "./place-file.ts";
import { isObject } from "./read.ts";
import type { PropertyValue } from "./tree.ts";
import { EXPLICIT_TYPES, IMPLICIT_TYPES } from "./value-types.ts";

/** The type that scripts see for a value that a file writes as `Float32`, `Color3uint8` and so on. */
const SCRIPT_TYPES: Readonly<Record<string, string>> = {
	Bool: "boolean",
	String: "string",
	Float32: "number",
	Float64: "number",
	Int32: "number",
	Int64: "number",
	Color3uint8: "Color3",
};

/** The property's value for the engine. Throws the reason, without the place in the file. */
export function resolveProperty(
	schema: EngineSchema,
	className: string,
	property: string,
	written: unknown,
): PropertyValue {
	const target = placePropertyType(schema, className, property);
	if ("refusal" in target) throw new Error(target.refusal);
	const type = target.type.replace(/\|nil$/, "");
	const value = type.startsWith("Enum.") ? readEnum(schema, type, written) : readValue(type, written);
	if (value !== undefined) return value;
	throw new Error(`${className}.${property} is a ${type}, which ${JSON.stringify(written)} is not`);
}

/** An attribute's value for the engine: plain JSON, or with its type. Throws the reason. */
export function resolveAttribute(name: string, written: unknown): PropertyValue {
	if (typeof written === "string" || typeof written === "number" || typeof written === "boolean")
		return written;
	const value = readExplicit(written)?.value;
	if (value === undefined) throw new Error(`attribute "${name}" cannot be ${JSON.stringify(written)}`);
	return value;
}

function readValue(type: string, written: unknown): PropertyValue | undefined {
	const explicit = readExplicit(written);
	if (explicit === undefined) return IMPLICIT_TYPES[type]?.(written);
	return isSameType(explicit.type, type) ? explicit.value : undefined;
}

function isSameType(explicit: string, property: string): boolean {
	const type = SCRIPT_TYPES[explicit] ?? explicit;
	return type === property || (type === "Content" && property === "ContentId");
}

function readExplicit(written: unknown): { type: string; value: PropertyValue } | undefined {
	if (!isObject(written)) return undefined;
	const [type, ...others] = Object.keys(written);
	if (type === undefined || others.length > 0) return undefined;
	const value = Object.hasOwn(EXPLICIT_TYPES, type) ? EXPLICIT_TYPES[type](written[type]) : undefined;
	return value === undefined ? undefined : { type, value };
}

/** An enum item by its name, or written as `{"Enum": value}`. */
function readEnum(schema: EngineSchema, type: string, written: unknown): PropertyValue | undefined {
	const items = schema.enums[type.slice("Enum.".length)] ?? {};
	const item =
		isObject(written) && typeof written.Enum === "number"
			? Object.keys(items).find((name) => items[name] === written.Enum)
			: written;
	return typeof item === "string" && Object.hasOwn(items, item)
		? { type: "Enum", value: `${type}.${item}` }
		: undefined;
}
