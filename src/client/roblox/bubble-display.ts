import { TextChatService } from "@rbxts/services";
import type { Bubbles } from "client/ports";
import { THINKING_TEXT } from "shared/constants";

/**
 * Roblox has no call that takes a bubble away, but a bubble goes with what it hangs over. So a typing bubble hangs over an
 * attachment of its own.
 */
function displayOverAttachment(head: BasePart): (() => void) | undefined {
	const attachment = new Instance("Attachment");
	attachment.Name = "TypingBubble";
	attachment.Position = new Vector3(0, head.Size.Y / 2, 0);
	attachment.Parent = head;
	// The documentation names only parts and characters.
	const [ok] = pcall(() => TextChatService.DisplayBubble(attachment, THINKING_TEXT));
	if (ok) return () => attachment.Destroy();
	attachment.Destroy();
	return undefined;
}

/**
 * Roblox's own bubbles.
 *
 * @param bubbleSeconds seconds that a bubble stays
 */
export function createRobloxBubbles(bubbleSeconds: number): Bubbles {
	return {
		displayBubble: (head, richText) => TextChatService.DisplayBubble(head, richText),
		displayTyping: (head) => {
			const takeAway = displayOverAttachment(head);
			if (takeAway !== undefined) {
				task.delay(bubbleSeconds, takeAway);
				return takeAway;
			}
			TextChatService.DisplayBubble(head, THINKING_TEXT);
			return () => {};
		},
	};
}
