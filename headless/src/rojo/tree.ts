/** A property's or attribute's value for the engine: plain JSON if that is unambiguous, otherwise with its type. */
export type PropertyValue = string | number | boolean | TypedValue;

export interface TypedValue {
	/** `Vector3`, `CFrame` (position, then the rotation's rows), `Color3` (0–1), `Enum`, `BrickColor`, … */
	readonly type: string;
	/** Numbers in the order of the type's constructor; an enum's full name. */
	readonly value: string | number | ReadonlyArray<number>;
}

/** An instance of the mounted project, as the engine takes it. */
export interface MountedInstance {
	name: string;
	className: string;
	properties: Record<string, PropertyValue>;
	attributes: Record<string, PropertyValue>;
	tags: string[];
	/** The key under which the script's code is registered. */
	source?: string;
	children: MountedInstance[];
}

/** The instance at `path` (names joined by `/`, starting below the root). Throws if there is none. */
export function findInstance(tree: MountedInstance, path: string): MountedInstance {
	let at = tree;
	for (const name of path.split("/")) {
		const child = at.children.find((candidate) => candidate.name === name);
		if (child === undefined)
			throw new Error(`the mounted tree has no ${path}: ${at.name} has no child ${name}`);
		at = child;
	}
	return at;
}

/** Sets an attribute of a mounted instance before the world starts, as a creator would in Studio. */
export function setAttribute(tree: MountedInstance, path: string, name: string, value: PropertyValue): void {
	findInstance(tree, path).attributes[name] = value;
}
