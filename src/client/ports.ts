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

/** Which of Roblox's own displays this player sees now. On consoles it is none. */
export interface ChatUi {
	readonly showsBubbles: () => boolean;
	/** A player may hide the window. */
	readonly showsWindow: () => boolean;
}

/** Finds NPCs' bodies. */
export interface Heads {
	/** The part under an NPC's bubbles; undefined until its body has streamed in. */
	readonly findHead: (npcId: string) => BasePart | undefined;
}

/** Speech bubbles over heads. */
export interface Bubbles {
	/** It reads rich text, so `richText` is already escaped. */
	readonly displayBubble: (head: BasePart, richText: string) => void;
	/** Shows that an answer is on its way. The returned function takes it away. */
	readonly displayTyping: (head: BasePart) => () => void;
}

/** Speech bubbles over NPCs. */
export type BubbleDisplay = Heads & Bubbles;

/** Lines at the edge of the screen. */
export interface CaptionDisplay {
	/** Shows these lines and no others, the oldest first; rich text. */
	readonly show: (lines: ReadonlyArray<string>) => void;
}

/** Runs `callback` in its own thread, which may yield. */
export type Spawn = (callback: () => void) => void;

/** Runs `callback` once, after `seconds`. */
export type After = (seconds: number, callback: () => void) => void;
