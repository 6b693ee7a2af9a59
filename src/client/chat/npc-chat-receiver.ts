import { BUBBLES } from "shared/constants";
import type { ChatMetrics } from "client/chat/chat-metrics";
import type { ChatService } from "client/chat/chat-service";
import { SeenMessages } from "client/chat/seen-messages";
import { ThinkingNpcs } from "client/chat/thinking-npcs";
import type { BubbleDisplay, ClientLog } from "client/ports";
import { chunkText, escapeRichText } from "shared/text/text";
import { isNpcChatMessage, NpcChatMessage } from "shared/npc-chat-message";

/** Shows what the server sends. */
export interface NpcChatReceiver {
	/** Takes what `NPCChatMessageEvent` carried. Shows each message once: in the window, as bubbles, or both. */
	readonly receive: (payload: unknown) => void;
}

export interface NpcChatReceiverDeps {
	readonly chat: ChatService;
	readonly bubbles: BubbleDisplay;
	readonly metrics: ChatMetrics;
	readonly log: ClientLog;
	/** Monotonic seconds. */
	readonly now: () => number;
}

export interface NpcChatReceiverOptions {
	/** Characters of one bubble. */
	readonly bubbleMaxChars: number;
	/** Seconds that a bubble stays. */
	readonly bubbleSeconds: number;
	/** Message ids to remember. */
	readonly rememberedMessages: number;
	/** Whether an NPC has a typing bubble while its answer is on its way. */
	readonly showsThinking: boolean;
}

/** A broken server sends many malformed messages, so the log gets the first and then every hundredth. */
const MALFORMED_LOG_INTERVAL = 100;

export function createNpcChatReceiver(
	deps: NpcChatReceiverDeps,
	options: NpcChatReceiverOptions,
): NpcChatReceiver {
	const { metrics, bubbles } = deps;
	const seen = new SeenMessages(options.rememberedMessages);
	const thinking = new ThinkingNpcs(options.bubbleSeconds);

	const dropMalformed = () => {
		metrics.count("Malformed");
		const { Malformed } = metrics.counts();
		if (Malformed % MALFORMED_LOG_INTERVAL === 1)
			deps.log.warn(`dropped a malformed chat message (${Malformed} in all)`);
	};

	const showThinking = (npcId: string) => {
		const head = options.showsThinking ? bubbles.findHead(npcId) : undefined;
		if (head === undefined) return;
		thinking.begin(npcId, deps.now(), () => {
			metrics.count("Thinking");
			return bubbles.displayTyping(head);
		});
	};

	const showLine = (
		{ displayName, text, messageId }: NpcChatMessage,
		kind: "speech" | "notice",
		hasBubble: boolean,
	) => {
		metrics.count("Shown");
		deps.chat.sendTextMessage(deps.chat.createMessage(displayName, kind, text, messageId), hasBubble);
	};

	const showSpeech = (message: NpcChatMessage) => {
		const { npcId, text } = message;
		const head = bubbles.findHead(npcId);
		showLine(message, "speech", head !== undefined);
		thinking.end(npcId);
		if (head === undefined) return metrics.count("WithoutModel");
		for (const chunk of chunkText(text, options.bubbleMaxChars))
			bubbles.displayBubble(head, BUBBLES.aiMark + escapeRichText(chunk));
	};

	return {
		receive: (payload) => {
			if (!isNpcChatMessage(payload)) return dropMalformed();
			if (!seen.add(payload.messageId)) return metrics.count("Repeated");
			if (payload.kind === "thinking") return showThinking(payload.npcId);
			if (payload.kind === "speech") showSpeech(payload);
			else showLine(payload, payload.kind, false);
		},
	};
}
