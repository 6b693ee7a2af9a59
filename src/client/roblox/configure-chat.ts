import { TextChatService } from "@rbxts/services";
import type { ClientLog } from "client/ports";
import { BUBBLES } from "shared/constants";

/** Sets what bubbles look like by value: Roblox's documentation contradicts itself about the default of `Enabled`. */
export function configureBubbles(log: ClientLog): void {
	const configuration = TextChatService.FindFirstChildOfClass("BubbleChatConfiguration");
	if (configuration === undefined) return log.warn("TextChatService has no BubbleChatConfiguration");
	configuration.Enabled = true;
	configuration.MaxDistance = BUBBLES.maxDistanceStuds;
	configuration.MinimizeDistance = BUBBLES.minimizeDistanceStuds;
	configuration.BubbleDuration = BUBBLES.durationSeconds;
	configuration.MaxBubbles = BUBBLES.maxBubbles;
}
