import { TextChatService } from "@rbxts/services";
import type { ChatChannel, ChatChannels } from "client/ports";

/** The server makes it if `TextChatService.CreateDefaultTextChannels` is on. */
const CHANNELS_FOLDER = "TextChannels";
const CHANNEL_NAME = "RBXGeneral";

function toPort(instance: Instance | undefined): ChatChannel | undefined {
	if (instance === undefined || !instance.IsA("TextChannel")) return undefined;
	return {
		displaySystemMessage: (richText, metadata) => instance.DisplaySystemMessage(richText, metadata),
	};
}

/** Looks for the chat window's general channel. Never makes one: that is the server's job. */
export function createChatChannels(): ChatChannels {
	return {
		find: () => toPort(TextChatService.FindFirstChild(CHANNELS_FOLDER)?.FindFirstChild(CHANNEL_NAME)),
		await: (timeoutSeconds) => {
			const deadline = os.clock() + timeoutSeconds;
			const folder = TextChatService.WaitForChild(CHANNELS_FOLDER, timeoutSeconds);
			return toPort(folder?.WaitForChild(CHANNEL_NAME, math.max(0, deadline - os.clock())));
		},
	};
}
