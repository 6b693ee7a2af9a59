/** What the client's chat needs from outside; `src/client/roblox` provides it. */

/** This client's console. */
export interface ClientLog {
	readonly warn: (message: string) => void;
}

/** The text channel behind the chat window. */
export interface ChatChannel {
	/** Only this player sees it, and Roblox does not filter it. It reads rich text, so `richText` is already escaped. */
	readonly displaySystemMessage: (richText: string, metadata: string) => void;
}

/** Finds the channel. */
export interface ChatChannels {
	readonly find: () => ChatChannel | undefined;
	/** Yields until the channel is there; undefined after `timeoutSeconds` without it. */
	readonly await: (timeoutSeconds: number) => ChatChannel | undefined;
}

/** Speech bubbles over NPCs. */
export interface BubbleDisplay {
	/** The part under an NPC's bubbles; undefined until its body has streamed in. */
	readonly findHead: (npcId: string) => BasePart | undefined;
	/** It reads rich text, so `richText` is already escaped. */
	readonly displayBubble: (head: BasePart, richText: string) => void;
}

/** Runs `callback` in its own thread, which may yield. */
export type Spawn = (callback: () => void) => void;

/** Runs `callback` once, after `seconds`. */
export type After = (seconds: number, callback: () => void) => void;
