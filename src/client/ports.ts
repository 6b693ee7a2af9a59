/** What the client's chat needs from outside; `src/client/roblox` provides it. */

export interface ClientLog {
	readonly warn: (message: string) => void;
}

/** The text channel whose lines the chat window shows. */
export interface ChatChannel {
	/** Shown to this player only and not filtered by Roblox; reads rich text, so `richText` is escaped already. */
	readonly displaySystemMessage: (richText: string, metadata: string) => void;
}

export interface ChatChannels {
	readonly find: () => ChatChannel | undefined;
	/** Yields until the channel is there; undefined when it is not after `timeoutSeconds`. */
	readonly await: (timeoutSeconds: number) => ChatChannel | undefined;
}

export interface BubbleDisplay {
	/** The part above which an NPC's bubbles go; undefined while its model has not streamed in. */
	readonly findHead: (npcId: string) => BasePart | undefined;
	/** Reads rich text, so `richText` is escaped already. */
	readonly displayBubble: (head: BasePart, richText: string) => void;
}

/** Runs `callback` in a thread of its own, which may yield. */
export type Spawn = (callback: () => void) => void;

/** Runs `callback` once, `seconds` later. */
export type After = (seconds: number, callback: () => void) => void;
