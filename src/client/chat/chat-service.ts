import type { ChatMessage, ChatMessageKind } from "client/chat/chat-message";
import type { ChatWindow } from "client/chat/chat-window";
import { encodeMetadata } from "client/chat/message-metadata";
import type { NoticeQueue } from "client/chat/notice-queue";
import { escapeRichText } from "shared/text/text";

/** What else on this client may put into the chat window. */
export interface ChatService {
	/** @param text plain text, filtered already where it comes from a player, an NPC or an outside server */
	readonly createMessage: (
		speaker: string,
		kind: ChatMessageKind,
		text: string,
		metadata: string,
	) => ChatMessage;
	/** Puts the message into this player's chat window; a notice may have to wait for its turn. */
	readonly sendTextMessage: (message: ChatMessage) => void;
}

export interface ChatServiceDeps {
	readonly window: ChatWindow;
	readonly notices: NoticeQueue;
}

export function createChatService(deps: ChatServiceDeps): ChatService {
	return {
		createMessage: (speaker, kind, text, metadata) => table.freeze({ speaker, kind, text, metadata }),
		sendTextMessage: (message) => {
			const show = () => deps.window.display(escapeRichText(message.text), encodeMetadata(message));
			if (message.kind === "notice") deps.notices.push(show);
			else show();
		},
	};
}
