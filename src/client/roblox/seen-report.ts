import { ReplicatedStorage } from "@rbxts/services";

/** Tells the server that the chat has delivered a line of this player's. Does nothing before the remote has replicated. */
export function createSeenReport(): () => void {
	return () => {
		const remote = ReplicatedStorage.FindFirstChild("Remotes")?.FindFirstChild("ChatLineSeenEvent");
		if (remote?.IsA("RemoteEvent") === true) remote.FireServer();
	};
}
