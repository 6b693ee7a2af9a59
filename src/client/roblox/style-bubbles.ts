import { TextChatService } from "@rbxts/services";
import { BUBBLES, THINKING_TEXT } from "shared/constants";

/**
 * How a bubble looks that does not look like all: a typing bubble is faint, because it stays above the answer for a while.
 * All that a bubble says of itself is its text, and that no player sent it.
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

/** The callback belongs to the whole game: a second binding would replace this one, and it must not yield. */
export function styleBubbles(): void {
	TextChatService.OnBubbleAdded = bubbleLook;
}
