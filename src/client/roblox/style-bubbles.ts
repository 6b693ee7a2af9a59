import { TextChatService } from "@rbxts/services";
import { BUBBLES, THINKING_TEXT } from "shared/constants";

/**
 * Makes a typing bubble faint, because it stays above the answer for a while. The only signs of one are its text and that
 * no player sent it.
 */
export function bubbleLook(
	message: Pick<TextChatMessage, "Text" | "TextSource">,
): BubbleChatMessageProperties | undefined {
	if (message.TextSource !== undefined || message.Text !== THINKING_TEXT) return undefined;
	const properties = new Instance("BubbleChatMessageProperties");
	properties.BackgroundTransparency = BUBBLES.thinkingTransparency;
	properties.TailVisible = false;
	return properties;
}

/** The whole game has only one such callback: a second binding would replace this one. It must not yield. */
export function styleBubbles(): void {
	TextChatService.OnBubbleAdded = bubbleLook;
}
