import type { ChatService } from "client/chat/chat-service";
import { SeenMessages } from "client/chat/seen-messages";
import type { BubbleDisplay, ClientLog } from "client/ports";
import { chunkText, escapeRichText } from "shared/core/text";
import { isNpcChatMessage, NpcChatMessage } from "shared/protocol/npc-chat-message";

/** Since the start of this client. */
export interface ReceiverCounts {
	readonly shown: number;
	readonly repeated: number;
	readonly malformed: number;
	/** Speech shown in the window only, because the NPC's model was not there. */
	readonly withoutModel: number;
}

export interface NpcChatReceiver {
	/** Takes what `NPCChatMessageEvent` carried: shows each message once, on both displays. */
	readonly receive: (payload: unknown) => void;
	readonly counts: () => ReceiverCounts;
}

export interface NpcChatReceiverDeps {
	readonly chat: ChatService;
	readonly bubbles: BubbleDisplay;
	readonly log: ClientLog;
}

export interface NpcChatReceiverOptions {
	readonly bubbleMaxChars: number;
	readonly rememberedMessages: number;
}

/** A server that sends nonsense sends it often: the first is logged, then every hundredth. */
const MALFORMED_LOG_INTERVAL = 100;

export function createNpcChatReceiver(
	deps: NpcChatReceiverDeps,
	options: NpcChatReceiverOptions,
): NpcChatReceiver {
	const seen = new SeenMessages(options.rememberedMessages);
	const counts = { shown: 0, repeated: 0, malformed: 0, withoutModel: 0 };

	const dropMalformed = () => {
		if (counts.malformed % MALFORMED_LOG_INTERVAL === 0)
			deps.log.warn(`dropped a malformed chat message (${counts.malformed + 1} in all)`);
		counts.malformed++;
	};

	const showBubbles = (message: NpcChatMessage) => {
		const head = deps.bubbles.findHead(message.npcId);
		if (head === undefined) {
			counts.withoutModel++;
			return;
		}
		for (const chunk of chunkText(message.text, options.bubbleMaxChars))
			deps.bubbles.displayBubble(head, escapeRichText(chunk));
	};

	return {
		receive: (payload) => {
			if (!isNpcChatMessage(payload)) return dropMalformed();
			if (!seen.add(payload.messageId)) {
				counts.repeated++;
				return;
			}
			counts.shown++;
			const { displayName, kind, text, messageId } = payload;
			if (kind === "thinking") return showBubbles(payload);
			deps.chat.sendTextMessage(deps.chat.createMessage(displayName, kind, text, messageId));
			if (kind === "speech") showBubbles(payload);
		},
		counts: () => table.clone(counts),
	};
}
