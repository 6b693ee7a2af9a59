/** `speech` is an NPC's line, `notice` the game's. */
export type ChatMessageKind = "speech" | "notice";

/** One message for the chat window. */
export interface ChatMessage {
	/** The display name before the text. */
	readonly speaker: string;
	readonly kind: ChatMessageKind;
	/** Plain text. */
	readonly text: string;
	/** Travels with the line: the `messageId` of the server's message. */
	readonly metadata: string;
}

/** What a line's metadata says of it. */
export interface MessageLabel {
	readonly speaker: string;
	readonly kind: ChatMessageKind;
	readonly metadata: string;
}

const PATTERN = "^townsfolk:(%l+):(%d+):(.*)$";

function isKind(value: unknown): value is ChatMessageKind {
	return value === "speech" || value === "notice";
}

/**
 * A message's label as a line's metadata: one string, and the only thing about the speaker that reaches the styling
 * callback. Its form is `townsfolk:<kind>:<bytes of the speaker's name>:<speaker><metadata>`; the length makes any name
 * safe.
 */
export function encodeMetadata(message: ChatMessage): string {
	return `townsfolk:${message.kind}:${message.speaker.size()}:${message.speaker}${message.metadata}`;
}

/** Undefined for every line that is not from this place: players' lines and Roblox's own system messages. */
export function decodeMetadata(text: string): MessageLabel | undefined {
	const [kind, size, rest] = text.match(PATTERN);
	const speakerBytes = tonumber(size);
	if (!isKind(kind) || speakerBytes === undefined || !typeIs(rest, "string")) return undefined;
	if (rest.size() < speakerBytes) return undefined;
	return { kind, speaker: rest.sub(1, speakerBytes), metadata: rest.sub(speakerBytes + 1) };
}
