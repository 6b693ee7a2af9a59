import { decodeMetadata, MessageLabel } from "client/chat/message-metadata";
import { nameColor } from "client/chat/name-color";
import { escapeRichText } from "shared/text/text";

/** Roblox asks that players can tell throughout that they talk with an AI, so every NPC line bears the mark. */
const AI_MARK = "[AI]";
const QUIET_COLOR = "#9AA5B1";
/** Of the game's notices, name and text: nobody's name has it, and it is read on the chat window's dark background. */
const NOTICE_COLOR = "#BFD4FF";

function colored(color: string, richText: string): string {
	return `<font color="${color}">${richText}</font>`;
}

function speakerPrefix(label: MessageLabel): string {
	const name = escapeRichText(label.speaker);
	if (label.kind === "notice") return colored(NOTICE_COLOR, `[${name}]`);
	return `${colored(nameColor(label.speaker), name)} ${colored(QUIET_COLOR, AI_MARK)}:`;
}

/** A line that is about to appear in the chat window. */
export interface IncomingLine {
	readonly metadata: string;
	/** As it would appear: rich text, escaped already where it is ours. */
	readonly richText: string;
	/** A player sent it. Players choose their metadata, so none of theirs makes a line an NPC's. */
	readonly isPlayers: boolean;
}

/** How a line of ours appears. */
export interface LineStyle {
	/** What stands before it, as rich text. */
	readonly prefix: string;
	readonly richText: string;
}

/** Undefined for a line that is not ours to style. */
export function styleLine(line: IncomingLine): LineStyle | undefined {
	const label = line.isPlayers ? undefined : decodeMetadata(line.metadata);
	if (label === undefined) return undefined;
	const isNotice = label.kind === "notice";
	return {
		prefix: speakerPrefix(label),
		richText: isNotice ? colored(NOTICE_COLOR, `<i>${line.richText}</i>`) : line.richText,
	};
}
