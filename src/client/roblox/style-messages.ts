import { TextChatService } from "@rbxts/services";
import { styleLine } from "client/chat/message-style";

/**
 * Puts the speaker before each of our lines, and the game's colour on notices. The whole game has only one such callback:
 * a second binding would replace this one. A callback that yields breaks the chat.
 */
export function styleMessages(): void {
	TextChatService.OnIncomingMessage = (message) => {
		const isPlayers = message.TextSource !== undefined;
		const style = styleLine({ metadata: message.Metadata, richText: message.Text, isPlayers });
		if (style === undefined) return undefined;
		const properties = new Instance("TextChatMessageProperties");
		properties.PrefixText = style.prefix;
		properties.Text = style.richText;
		return properties;
	};
}
