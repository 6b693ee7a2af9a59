/** An instance as a file or project node describes it, before its values are checked against the schema. */
export interface Snapshot {
	name: string;
	className: string;
	properties: Map<string, RawValue>;
	/** Rojo replaces attributes as a whole: the last file with attributes wins. */
	attributes: Map<string, RawValue>;
	/** The file that sets the class, for messages. */
	origin: string;
	script?: ScriptFile;
	/** Files that the instance depends on, in Rojo's order; some may not exist. */
	relevantPaths: string[];
	children: Snapshot[];
}

/** A value as it is written in a file. */
export interface RawValue {
	readonly value: unknown;
	readonly file: string;
}

export interface ScriptFile {
	readonly file: string;
	readonly text: string;
	/** Why the script cannot run here; undefined if it can. */
	readonly refusal?: string;
}

export function createSnapshot(name: string, className: string, origin: string): Snapshot {
	return {
		name,
		className,
		properties: new Map(),
		attributes: new Map(),
		origin,
		relevantPaths: [],
		children: [],
	};
}

/** Records the values of `entries`, which all come from `file`. */
export function rawValues(entries: Readonly<Record<string, unknown>>, file: string): Map<string, RawValue> {
	return new Map(Object.entries(entries).map(([key, value]) => [key, { value, file }]));
}

export function applyProperties(
	snapshot: Snapshot,
	properties: Readonly<Record<string, unknown>>,
	file: string,
): void {
	for (const [key, raw] of rawValues(properties, file)) snapshot.properties.set(key, raw);
}

export function applyAttributes(
	snapshot: Snapshot,
	attributes: Readonly<Record<string, unknown>>,
	file: string,
): void {
	if (Object.keys(attributes).length > 0) snapshot.attributes = rawValues(attributes, file);
}
