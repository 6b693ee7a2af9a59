/**
 * Every tunable of the client, once, with its unit and its reason. Players receive this file.
 */

/** Speech bubbles, set by value on each client (`BubbleChatConfiguration`). */
export const BUBBLES = {
	/** Studs from the camera beyond which no bubble shows: Roblox's own default. */
	maxDistanceStuds: 100,
	/** Studs beyond which a bubble is an ellipsis: earshot, so that one reads what one could hear. */
	minimizeDistanceStuds: 40,
	/** Seconds that a bubble stays: time to read `maxChars` twice. */
	durationSeconds: 15,
	/** Bubbles over one head; the oldest goes. A typing bubble is one of them, and the first to go. */
	maxBubbles: 3,
	/** Background of a typing bubble, from 0 (solid) to 1; others have 0.1. It stays when the answer comes, so it is faint. */
	thinkingTransparency: 0.5,
	/** Characters of one bubble; longer text is cut at a sentence or a word. */
	maxChars: 120,
};

/** What a client keeps while it shows what NPCs say. */
export const CLIENT_CHAT = {
	/** Seconds that lines wait for the chat channel to replicate from the server. */
	channelTimeoutSeconds: 10,
	/** Lines that wait for it, at most. */
	maxWaitingLines: 50,
	/** Message ids remembered: minutes of talk, more than a reconnect repeats. */
	rememberedMessages: 500,
	/** Notices: five at once, then one every two seconds, so that they do not push the talk out of the window. */
	noticeRate: { ratePerSecond: 0.5, burst: 5 },
	/** Notices that wait for their turn, at most; more are dropped. */
	maxWaitingNotices: 10,
	/** Seconds to wait for the place's `ChatConfig`, which comes with the first of the place or not at all. */
	configTimeoutSeconds: 5,
};

/** What a typing bubble shows. No NPC says it: marks alone are silence. */
export const THINKING_TEXT = "…";
