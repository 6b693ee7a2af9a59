import { Players } from "@rbxts/services";
import type { Log } from "server/ports";
import { type Build, describeLook } from "server/rules/status/look";

/** A character that was described; the text is undefined if its look has changed since. */
interface Seen {
	text?: string;
	/** End with the character. */
	readonly connections: Array<RBXScriptConnection>;
}

function toColour({ R, G, B }: Color3) {
	return { r: R, g: G, b: B };
}

function buildOf(humanoid: Humanoid): Build {
	const description = humanoid.GetAppliedDescription();
	const { HeightScale, HeadColor, TorsoColor, LeftLegColor, Shirt, Pants, GraphicTShirt } = description;
	description.Destroy();
	return {
		heightScale: HeightScale,
		head: toColour(HeadColor),
		torso: Shirt === 0 && GraphicTShirt === 0 ? toColour(TorsoColor) : undefined,
		legs: Pants === 0 ? toColour(LeftLegColor) : undefined,
	};
}

function describe(character: Instance, log: Log): string {
	const humanoid = character.FindFirstChildOfClass("Humanoid");
	const [ok, build] = pcall(() => (humanoid === undefined ? undefined : buildOf(humanoid)));
	if (!ok) log.debug("cannot read a player's HumanoidDescription", { problem: tostring(build) });
	const accessories = character.GetChildren().filter((child) => child.IsA("Accessory"));
	return describeLook(
		ok ? build : undefined,
		accessories.map((accessory) => accessory.Name),
	);
}

/**
 * Describes a player's character in a phrase, from its HumanoidDescription and the names of its accessories. Does so once,
 * and again when they change.
 */
export function createPlayerAppearance(log: Log): (character: Instance) => string {
	const seen = new Map<Instance, Seen>();

	const forget = (character: Instance) => {
		seen.get(character)?.connections.forEach((connection) => connection.Disconnect());
		seen.delete(character);
	};
	// `Destroying` need not fire: whether the engine destroys a character that goes is a setting of the place's.
	const watchPlayer = (player: Player) => player.CharacterRemoving.Connect(forget);
	for (const player of Players.GetPlayers()) watchPlayer(player);
	Players.PlayerAdded.Connect(watchPlayer);
	Players.PlayerRemoving.Connect(({ Character }) => Character && forget(Character));

	const watch = (character: Instance): Seen => {
		const entry: Seen = { connections: [] };
		const onChild = (child: Instance) => {
			if (child.IsA("Accessory") || child.IsA("Humanoid")) entry.text = undefined;
		};
		const humanoid = character.FindFirstChildOfClass("Humanoid");
		const onDressed = () => {
			entry.text = undefined;
		};
		entry.connections.push(
			character.ChildAdded.Connect(onChild),
			character.ChildRemoved.Connect(onChild),
			character.Destroying.Once(() => forget(character)),
		);
		if (humanoid !== undefined) entry.connections.push(humanoid.ApplyDescriptionFinished.Connect(onDressed));
		seen.set(character, entry);
		return entry;
	};

	return (character) => {
		const entry = seen.get(character) ?? watch(character);
		entry.text ??= describe(character, log);
		return entry.text;
	};
}
