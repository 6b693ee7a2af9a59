import { Players, ReplicatedStorage } from "@rbxts/services";
import type { ChatDisplay } from "server/ports";

/** Sends lines to clients through the RemoteEvent `NPCChatMessageEvent` of the place file. */
export function createChatDisplay(): ChatDisplay {
	const remote = ReplicatedStorage.FindFirstChild("Remotes")?.FindFirstChild("NPCChatMessageEvent");
	assert(
		remote?.IsA("RemoteEvent"),
		"ReplicatedStorage.Remotes.NPCChatMessageEvent is missing from the place",
	);
	return {
		show: (userId, message) => {
			const player = Players.GetPlayerByUserId(userId);
			if (player !== undefined) remote.FireClient(player, message);
		},
	};
}
