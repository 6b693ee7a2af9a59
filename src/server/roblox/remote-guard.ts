import { ReplicatedStorage } from "@rbxts/services";

/** Only the server sends through these. */
const SEND_ONLY = ["NPCChatMessageEvent"];

/**
 * Listens to the remotes that no honest client fires, and drops what comes. Roblox queues what nobody listens to, and
 * complains when the queue is full.
 *
 * @param onFired gets nothing of what the client sent, so that it can do no harm
 */
export function guardRemotes(onFired: (userId: number) => void): void {
	const remotes = ReplicatedStorage.FindFirstChild("Remotes");
	for (const name of SEND_ONLY) {
		const remote = remotes?.FindFirstChild(name);
		if (remote?.IsA("RemoteEvent") !== true) continue;
		remote.OnServerEvent.Connect((player) => onFired(player.UserId));
	}
}
