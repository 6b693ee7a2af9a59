import { TextChatService } from "@rbxts/services";
import type { ClientLog } from "client/ports";
import { BUBBLES } from "shared/constants";

/** Sets even the defaults: Roblox's documentation contradicts itself about that of `Enabled`. */
function configureBubbles(log: ClientLog): void {
	const configuration = TextChatService.FindFirstChildOfClass("BubbleChatConfiguration");
	if (configuration === undefined) return log.warn("TextChatService has no BubbleChatConfiguration");
	configuration.Enabled = true;
	configuration.MaxDistance = BUBBLES.maxDistanceStuds;
	configuration.MinimizeDistance = BUBBLES.minimizeDistanceStuds;
	configuration.BubbleDuration = BUBBLES.durationSeconds;
	configuration.MaxBubbles = BUBBLES.maxBubbles;
}

/** The AI mark and the notices appear in the window only. */
function configureWindow(log: ClientLog): void {
	const configuration = TextChatService.FindFirstChildOfClass("ChatWindowConfiguration");
	if (configuration === undefined) return log.warn("TextChatService has no ChatWindowConfiguration");
	configuration.Enabled = true;
}

/** Sets up bubbles and the chat window, whatever the place file says. */
export function configureChat(log: ClientLog): void {
	configureBubbles(log);
	configureWindow(log);
}
