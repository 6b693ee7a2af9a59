import { type ChatMessage, type ChatMessageKind, encodeMetadata } from "client/chat/chat-message";
import type { ChatWindow } from "client/chat/chat-window";
import { styleLine } from "client/chat/message-style";
import type { NoticeQueue } from "client/chat/notice-queue";
import type { ChatUi } from "client/ports";
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
	/**
	 * Shows the message in this player's chat window; a notice may wait for its turn. A player who does not see the window gets
	 * a caption, unless the message has a bubble.
	 */
	readonly sendTextMessage: (message: ChatMessage, hasBubble?: boolean) => void;
}

export interface ChatServiceDeps {
	readonly window: ChatWindow;
	/** `text`: what there is to read of it. */
	readonly addCaption: (richText: string, text: string) => void;
	readonly notices: NoticeQueue;
	readonly ui: Pick<ChatUi, "showsWindow">;
}

export function createChatService({ window, addCaption, notices, ui }: ChatServiceDeps): ChatService {
	const show = (message: ChatMessage, hasBubble: boolean) => {
		const richText = escapeRichText(message.text);
		const metadata = encodeMetadata(message);
		if (ui.showsWindow()) return window.display(richText, metadata);
		if (hasBubble) return;
		const style = styleLine({ metadata, richText, isPlayers: false });
		if (style !== undefined) addCaption(`${style.prefix} ${style.richText}`, message.text);
	};
	return {
		createMessage: (speaker, kind, text, metadata) => table.freeze({ speaker, kind, text, metadata }),
		sendTextMessage: (message, hasBubble = false) => {
			if (message.kind === "notice") notices.push(() => show(message, hasBubble));
			else show(message, hasBubble);
		},
	};
}
