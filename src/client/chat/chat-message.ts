/** `speech` is said by an NPC, `notice` by the game. */
export type ChatMessageKind = "speech" | "notice";

/** One message for the chat window. */
export interface ChatMessage {
	/** The display name shown before the text. */
	readonly speaker: string;
	readonly kind: ChatMessageKind;
	/** Plain text. */
	readonly text: string;
	/** Travels with the line: the `messageId` it was made from. */
	readonly metadata: string;
}
