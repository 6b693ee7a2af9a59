/** A rule that the engine is held to: what Roblox does, who says so, and what a script of ours must then give. */
export interface Probe {
	readonly what: string;
	/**
	 * Where Roblox's documentation says so: classes, datatypes, enums and libraries by name, guides by their path; `EXP`: the
	 * published source of its chat UI.
	 */
	readonly source: string;
	readonly expected: unknown;
}
