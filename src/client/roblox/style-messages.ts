import { TextChatService } from "@rbxts/services";
import { linePrefix } from "client/chat/message-prefix";

/**
 * Puts the speaker before each of our lines. The callback belongs to the whole game: a second binding would replace this
 * one, and a callback that yields breaks the chat.
 */
export function styleMessages(): void {
	TextChatService.OnIncomingMessage = (message) => {
		const isPlayers = message.TextSource !== undefined;
		const prefix = linePrefix({ metadata: message.Metadata, isPlayers });
		if (prefix === undefined) return undefined;
		const properties = new Instance("TextChatMessageProperties");
		properties.PrefixText = prefix;
		return properties;
	};
}
