import { findMember, type EngineSchema } from "../schema/types.ts";

/**
 * Properties that a place file keeps although scripts cannot see them, so `@rbxts/types` does not have them. The list holds
 * only those that this project has needed.
 */
const PLACE_ONLY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	Workspace: {
		FilteringEnabled: "boolean",
		PlayerCharacterDestroyBehavior: "Enum.PlayerCharacterDestroyBehavior",
		SignalBehavior: "Enum.SignalBehavior",
		StreamingMinRadius: "number",
		StreamingTargetRadius: "number",
	},
	Players: { MaxPlayers: "number" },
	Lighting: { Technology: "Enum.Technology" },
};

/**
 * Properties that scripts write but no file keeps: Rojo accepts them and the place file loses them. Source: the reflection
 * database of Rojo 7.5.
 */
const NOT_KEPT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	BasePart: {
		Position: "CFrame",
		Orientation: "CFrame",
		Rotation: "CFrame",
		AssemblyLinearVelocity: "",
		AssemblyAngularVelocity: "",
		Elasticity: "CustomPhysicalProperties",
		Friction: "CustomPhysicalProperties",
		LocalTransparencyModifier: "Transparency",
	},
	Model: { WorldPivot: "" },
	BaseScript: { Enabled: "Disabled" },
	Humanoid: { Health: "", Jump: "", PlatformStand: "", Sit: "", TargetPoint: "", WalkToPoint: "" },
	GuiObject: { BackgroundColor: "BackgroundColor3", BorderColor: "BorderColor3" },
	Sound: { Pitch: "PlaybackSpeed", MinDistance: "RollOffMinDistance" },
};

/** The type of a property that a project file may set, or the reason why it may not. */
export function placePropertyType(
	schema: EngineSchema,
	className: string,
	property: string,
): { type: string } | { refusal: string } {
	if (schema.classes[className] === undefined) return { refusal: `there is no class ${className}` };
	const placeOnly = findInherited(schema, PLACE_ONLY, className, property);
	if (placeOnly !== undefined) return { type: placeOnly };
	const instead = findInherited(schema, NOT_KEPT, className, property);
	if (instead !== undefined) {
		const advice = instead === "" ? "" : `; set ${instead}`;
		return { refusal: `${className}.${property} is not kept in a place file${advice}` };
	}
	const member = findMember(schema, className, property);
	if (member?.kind !== "property") return { refusal: `${className} has no property "${property}"` };
	if (member.readonly === true && member.inPlaceFile !== true)
		return { refusal: `${className}.${property} is read-only` };
	return { type: member.type ?? "unknown" };
}

function findInherited<T>(
	schema: EngineSchema,
	table: Readonly<Record<string, Readonly<Record<string, T>>>>,
	className: string,
	property: string,
): T | undefined {
	let at: string | undefined = className;
	while (at !== undefined) {
		const own = table[at];
		if (own !== undefined && Object.hasOwn(own, property)) return own[property];
		at = schema.classes[at]?.super;
	}
	return undefined;
}
