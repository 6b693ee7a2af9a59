import type { ChatMessage, ChatMessageKind } from "client/chat/chat-message";

/**
 * A line in the chat window carries one string of metadata, and it is all that the styling callback sees of who
 * spoke. Form: `townsfolk:<kind>:<bytes of the speaker's name>:<speaker><metadata>`. The length makes any name safe.
 */

/** What the styling callback needs to know of a line. */
export interface MessageLabel {
	readonly speaker: string;
	readonly kind: ChatMessageKind;
	readonly metadata: string;
}

const PATTERN = "^townsfolk:(%l+):(%d+):(.*)$";

function isKind(value: unknown): value is ChatMessageKind {
	return value === "speech" || value === "notice";
}

export function encodeMetadata(message: ChatMessage): string {
	return `townsfolk:${message.kind}:${message.speaker.size()}:${message.speaker}${message.metadata}`;
}

/** Undefined for every line that this place did not write: players' lines and Roblox's own system messages. */
export function decodeMetadata(text: string): MessageLabel | undefined {
	const [kind, size, rest] = text.match(PATTERN);
	const speakerBytes = tonumber(size);
	if (!isKind(kind) || speakerBytes === undefined || !typeIs(rest, "string")) return undefined;
	if (rest.size() < speakerBytes) return undefined;
	return { kind, speaker: rest.sub(1, speakerBytes), metadata: rest.sub(speakerBytes + 1) };
}
