import type { PropertyValue } from "./tree.ts";

/** Reads a value written with its type (`{"Vector3": [1, 2, 3]}`); undefined if it does not fit the type. */
export type ValueReader = (written: unknown) => PropertyValue | undefined;

/** Rojo's names for types in files, with the engine's form of their values. */
export const EXPLICIT_TYPES: Readonly<Record<string, ValueReader>> = {
	Bool: (written) => (typeof written === "boolean" ? written : undefined),
	String: readString,
	Content: readString,
	ContentId: readString,
	Float32: readNumber,
	Float64: readNumber,
	Int32: readInteger,
	Int64: readInteger,
	BrickColor: (written) =>
		Number.isInteger(written) ? { type: "BrickColor", value: written as number } : undefined,
	Color3: readNumbers("Color3", 3),
	Color3uint8: (written) => {
		const bytes = numbers(written, 3);
		return bytes && { type: "Color3", value: bytes.map((byte) => byte / 255) };
	},
	Vector2: readNumbers("Vector2", 2),
	Vector3: readNumbers("Vector3", 3),
	CFrame: readExplicitCFrame,
	UDim: readNumbers("UDim", 2),
	UDim2: readNested("UDim2"),
	Rect: readNested("Rect"),
	NumberRange: readNumbers("NumberRange", 2),
};

/** The values that a file may write without their type, by the property's type. */
export const IMPLICIT_TYPES: Readonly<Record<string, ValueReader>> = {
	boolean: EXPLICIT_TYPES.Bool,
	number: readNumber,
	string: readString,
	ContentId: readString,
	Content: readString,
	Vector2: EXPLICIT_TYPES.Vector2,
	Vector3: EXPLICIT_TYPES.Vector3,
	Color3: EXPLICIT_TYPES.Color3,
	/** Position, then the rotation's rows. */
	CFrame: readNumbers("CFrame", 12),
};

function readString(written: unknown): string | undefined {
	return typeof written === "string" ? written : undefined;
}

function readNumber(written: unknown): number | undefined {
	return typeof written === "number" ? written : undefined;
}

function readInteger(written: unknown): number | undefined {
	return Number.isInteger(written) ? (written as number) : undefined;
}

function readNumbers(type: string, count: number): ValueReader {
	return (written) => {
		const value = numbers(written, count);
		return value && { type, value };
	};
}

/** Two pairs: `[[scale, offset], [scale, offset]]`, `[[minX, minY], [maxX, maxY]]`. */
function readNested(type: string): ValueReader {
	return (written) => {
		const value = numbers(Array.isArray(written) && written.length === 2 ? written.flat() : undefined, 4);
		return value && { type, value };
	};
}

function readExplicitCFrame(written: unknown): PropertyValue | undefined {
	if (typeof written !== "object" || written === null) return undefined;
	const { position, orientation } = written as { position?: unknown; orientation?: unknown };
	const place = numbers(position, 3);
	const rows = numbers(Array.isArray(orientation) ? orientation.flat() : undefined, 9);
	return place && rows && { type: "CFrame", value: [...place, ...rows] };
}

function numbers(written: unknown, count: number): number[] | undefined {
	if (!Array.isArray(written) || written.length !== count) return undefined;
	return written.every((item) => typeof item === "number") ? written : undefined;
}
