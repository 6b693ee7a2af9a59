import { TextChatService } from "@rbxts/services";
import { BUBBLES } from "shared/constants";

type Configuration = "BubbleChatConfiguration" | "ChatWindowConfiguration";

/** The server makes configurations that the place lacks: they may replicate after this client's start. */
function whenThere<T extends Configuration>(className: T, configure: (it: Instances[T]) => void): void {
	const existing = TextChatService.FindFirstChildOfClass(className);
	if (existing !== undefined) return configure(existing);
	const connection = TextChatService.ChildAdded.Connect((child) => {
		if (!child.IsA(className)) return;
		connection.Disconnect();
		configure(child as Instances[T]);
	});
}

/** Sets even the defaults: Roblox's documentation contradicts itself about that of `Enabled`. */
function configureBubbles(configuration: BubbleChatConfiguration): void {
	configuration.Enabled = true;
	configuration.MaxDistance = BUBBLES.maxDistanceStuds;
	configuration.MinimizeDistance = BUBBLES.minimizeDistanceStuds;
	configuration.BubbleDuration = BUBBLES.durationSeconds;
	configuration.MaxBubbles = BUBBLES.maxBubbles;
}

/** Sets up bubbles and the chat window, whatever the place file says, as soon as their configurations are here. */
export function configureChat(): void {
	whenThere("BubbleChatConfiguration", configureBubbles);
	whenThere("ChatWindowConfiguration", (configuration) => {
		configuration.Enabled = true;
	});
}
