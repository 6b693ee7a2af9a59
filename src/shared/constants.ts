/**
 * Every tunable of the client, once, with its unit and its reason. Players receive this file.
 */

/** Speech bubbles; each client sets them in `BubbleChatConfiguration`. */
export const BUBBLES = {
	/** Studs from the camera beyond which no bubble shows: Roblox's own default. */
	maxDistanceStuds: 100,
	/**
	 * Studs from the camera beyond which a bubble shrinks to an ellipsis: earshot (40), and as far as a camera usually is
	 * behind its player, so that players read what they could hear.
	 */
	minimizeDistanceStuds: 60,
	/** Seconds that a bubble stays: time to read `maxChars` twice. */
	durationSeconds: 15,
	/** Bubbles over one head; the oldest goes first. A typing bubble is none of them: it hangs over an attachment of its own. */
	maxBubbles: 3,
	/** Background of a typing bubble, from 0 (solid) to 1; others have 0.1. Faint, because the NPC's last reply may still hang there. */
	thinkingTransparency: 0.5,
	/** Rich text before the words of every bubble of an NPC's: Roblox demands that players can always tell an AI. */
	aiMark: '<font color="#5B6672">[AI]</font> ',
	/** Characters of one bubble, without the mark; longer text goes into several, cut at a sentence or a word. */
	maxChars: 120,
};

/** Limits of the chat on a client. */
export const CLIENT_CHAT = {
	/** Seconds that lines wait for the chat channel to replicate from the server. */
	channelTimeoutSeconds: 10,
	/** Lines that wait for the channel, at most. */
	maxWaitingLines: 50,
	/** Seconds between two reports to the server that the chat has delivered a line of this player's. */
	ownLineReportSeconds: 5,
	/** Message ids to remember: minutes of talk, more than a reconnect repeats. */
	rememberedMessages: 500,
	/** Five notices at once, then one every two seconds: they must not push the talk out of the window. */
	noticeRate: { ratePerSecond: 0.5, burst: 5 },
	/** Notices that wait for their turn, at most; the client drops more. */
	maxWaitingNotices: 10,
	/** Seconds after `game.Loaded` that the chat UI may take to appear. What is displayed before is lost. */
	uiTimeoutSeconds: 5,
	/** Seconds between two looks at whether the player sees the chat window; no event tells. */
	uiLookSeconds: 0.25,
	/** Seconds to wait for the place's `ChatConfig`: it arrives with the place's first instances, or there is none. */
	configTimeoutSeconds: 5,
};

/** Animation of NPCs that the server leaves to clients. */
export const CLIENT_ANIMATION = {
	/** Studs within which a player sees whether somebody moves their legs. */
	radiusStuds: 120,
	/** Seconds between two looks at who is that near. */
	lookSeconds: 1,
	/** Seconds between two looks at how a body moves. */
	stepSeconds: 0.1,
};

/** Lines at the edge of the screen, for players who do not see the chat window. */
export const CAPTIONS = {
	/** At once; the oldest makes room. */
	maxLines: 3,
	/** Seconds for which a line stays: at least this, and a child's time to read each character, up to a limit. */
	leastSeconds: 6,
	secondsPerChar: 0.1,
	mostSeconds: 30,
	/** Pixels of the text, and of a console's, which is read from a couch. */
	textSize: 20,
	consoleTextSize: 32,
};

/** The text of a typing bubble. No NPC ever says it: marks alone count as silence. */
export const THINKING_TEXT = "…";

/** Roblox demands that players can always tell that they talk with an AI: every NPC's line and name has this mark. */
export const AI_MARK = "[AI]";
