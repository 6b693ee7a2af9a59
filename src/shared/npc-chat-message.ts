import { t } from "@rbxts/t";

/** What `NPCChatMessageEvent` carries from the server to one client. */
export interface NpcChatMessage {
	/** Unique on this server; a client shows each id once. */
	readonly messageId: string;
	readonly npcId: string;
	readonly displayName: string;
	/** Filtered by the server, plain text: the client escapes it. */
	readonly text: string;
	/**
	 * `speech` is said by an NPC (bubble and window line); `notice` is said by the game (window line); `thinking` is an
	 * NPC whose answer is being written (a typing bubble alone, and `text` is `THINKING_TEXT`).
	 */
	readonly kind: "speech" | "notice" | "thinking";
}

export const isNpcChatMessage: t.check<NpcChatMessage> = t.strictInterface({
	messageId: t.string,
	npcId: t.string,
	displayName: t.string,
	text: t.string,
	kind: t.literal("speech", "notice", "thinking"),
});
