import { ReplicatedStorage } from "@rbxts/services";

/** By these only the server speaks. */
const SEND_ONLY = ["NPCChatMessageEvent"];

/**
 * Listens to the remotes that no honest client fires, only to drop what comes: Roblox keeps what nobody listens to in a
 * queue and complains when it is full.
 *
 * @param onFired does not look at what was sent, so it cannot be hurt by it
 */
export function guardRemotes(onFired: (userId: number) => void): void {
	const remotes = ReplicatedStorage.FindFirstChild("Remotes");
	for (const name of SEND_ONLY) {
		const remote = remotes?.FindFirstChild(name);
		if (remote?.IsA("RemoteEvent") !== true) continue;
		remote.OnServerEvent.Connect((player) => onFired(player.UserId));
	}
}
