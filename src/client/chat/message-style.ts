import { decodeMetadata, MessageLabel } from "client/chat/message-metadata";
import { nameColor } from "client/chat/name-color";
import { escapeRichText } from "shared/core/text";

/** Roblox asks that players can tell throughout that they talk with an AI, so every NPC line bears the mark. */
const AI_MARK = "[AI]";
const QUIET_COLOR = "#9AA5B1";

function colored(color: string, richText: string): string {
	return `<font color="${color}">${richText}</font>`;
}

function speakerPrefix(label: MessageLabel): string {
	const name = escapeRichText(label.speaker);
	if (label.kind === "notice") return colored(QUIET_COLOR, `[${name}]`);
	return `${colored(nameColor(label.speaker), name)} ${colored(QUIET_COLOR, AI_MARK)}:`;
}

/** A line that is about to appear in the chat window. */
export interface IncomingLine {
	readonly metadata: string;
	/** A player sent it. Players choose their metadata, so none of theirs makes a line an NPC's. */
	readonly isPlayers: boolean;
}

/** What stands before a line in the chat window, as rich text; undefined for a line that is not ours to style. */
export function linePrefix(line: IncomingLine): string | undefined {
	const label = line.isPlayers ? undefined : decodeMetadata(line.metadata);
	return label && speakerPrefix(label);
}
