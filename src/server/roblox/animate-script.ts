import {
	ANIMATIONS_FOLDER,
	type AnimationName,
	R15_ANIMATIONS,
	R6_ANIMATIONS,
} from "shared/animation/animation-ids";

/** An asset's number, in any of the forms that Roblox writes it in. */
function assetNumber(id: string): string | undefined {
	const [digits] = id.match("(%d+)%D*$");
	return typeIs(digits, "string") ? digits : undefined;
}

function firstAnimation(animate: Instance, name: AnimationName): Animation | undefined {
	return animate.FindFirstChild(name)?.FindFirstChildOfClass("Animation");
}

/**
 * Takes Roblox's script `Animate` from a model: it never runs on an NPC. Keeps the animations of it that are the model's own
 * in a folder, where we look for them.
 */
export function removeAnimate(model: Model): void {
	const animate = model.FindFirstChild("Animate");
	if (animate === undefined || !animate.IsA("LuaSourceContainer")) return;
	const isR6 = model.FindFirstChildOfClass("Humanoid")?.RigType === Enum.HumanoidRigType.R6;
	const folder = new Instance("Folder");
	folder.Name = ANIMATIONS_FOLDER;
	for (const [name, ordinaryId] of pairs(isR6 ? R6_ANIMATIONS : R15_ANIMATIONS)) {
		const animation = firstAnimation(animate, name);
		if (animation === undefined || assetNumber(animation.AnimationId) === `${ordinaryId}`) continue;
		animation.Name = name;
		animation.Parent = folder;
	}
	animate.Destroy();
	if (folder.GetChildren().isEmpty()) folder.Destroy();
	else folder.Parent = model;
}
