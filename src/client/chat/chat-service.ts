import { type ChatMessage, type ChatMessageKind, encodeMetadata } from "client/chat/chat-message";
import type { ChatWindow } from "client/chat/chat-window";
import type { NoticeQueue } from "client/chat/notice-queue";
import { escapeRichText } from "shared/text/text";

/** The way for other code on this client to write into the chat window. */
export interface ChatService {
	/** @param text plain text; text from a player, an NPC or an outside server must be filtered already */
	readonly createMessage: (
		speaker: string,
		kind: ChatMessageKind,
		text: string,
		metadata: string,
	) => ChatMessage;
	/** Shows the message in this player's chat window; a notice may wait for its turn. */
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
