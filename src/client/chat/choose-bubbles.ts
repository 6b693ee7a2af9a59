import type { Bubbles, ChatUi } from "client/ports";

/** Roblox's bubbles where the player sees them, else ours; never both. */
export function chooseBubbles(ui: Pick<ChatUi, "showsBubbles">, robloxs: Bubbles, ours: Bubbles): Bubbles {
	const chosen = () => (ui.showsBubbles() ? robloxs : ours);
	return {
		displayBubble: (head, richText) => chosen().displayBubble(head, richText),
		displayTyping: (head) => chosen().displayTyping(head),
	};
}
