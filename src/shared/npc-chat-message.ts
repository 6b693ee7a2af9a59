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
	 * `speech`: an NPC's line (bubble and window line). `notice`: the game's line (window line). `thinking`: an NPC's answer
	 * is on its way (typing bubble; `text` is `THINKING_TEXT`).
	 */
	readonly kind: "speech" | "notice" | "thinking";
}

/** Guards what the event carried. */
export const isNpcChatMessage: t.check<NpcChatMessage> = t.strictInterface({
	messageId: t.string,
	npcId: t.string,
	displayName: t.string,
	text: t.string,
	kind: t.literal("speech", "notice", "thinking"),
});
