/** What the engine must know about Roblox's classes and enums, derived from `@rbxts/types`. */
export interface EngineSchema {
	readonly classes: Readonly<Record<string, ClassSchema>>;
	/** Item values by enum and item name. */
	readonly enums: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface ClassSchema {
	readonly super?: string;
	/** `game:GetService` finds it. */
	readonly service?: true;
	/** `Instance.new` makes it. */
	readonly creatable?: true;
	/** Its own members, without those of its ancestors. */
	readonly members: Readonly<Record<string, MemberSchema>>;
}

export interface MemberSchema {
	readonly kind: "property" | "method" | "event" | "callback";
	/** A property's type: `number`, `Vector3`, `Enum.Material`, `BasePart|nil`. */
	readonly type?: string;
	/** Scripts can only read it. */
	readonly readonly?: true;
	/** Scripts can only read it, but a place file sets it (`HttpService.HttpEnabled`). */
	readonly inPlaceFile?: true;
	readonly deprecated?: true;
}

/** A member of a class or of one of its ancestors. */
export function findMember(
	schema: EngineSchema,
	className: string,
	member: string,
): MemberSchema | undefined {
	for (let at = schema.classes[className]; at !== undefined; at = schema.classes[at.super ?? ""]) {
		if (Object.hasOwn(at.members, member)) return at.members[member];
	}
	return undefined;
}
