import { decodeMetadata, MessageLabel } from "client/chat/chat-message";
import { nameColor } from "client/chat/name-color";
import { AI_MARK } from "shared/constants";
import { escapeRichText } from "shared/text/text";

const QUIET_COLOR = "#9AA5B1";
/** For notices, name and text. No speaker's name has it, and it is readable on the chat window's dark background. */
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
	/** Rich text as it would appear; the text of our lines is already escaped. */
	readonly richText: string;
	/** True if a player sent it. Players choose their metadata, so theirs never makes a line an NPC's. */
	readonly isPlayers: boolean;
}

/** How one of our lines appears. */
export interface LineStyle {
	/** Rich text before the line. */
	readonly prefix: string;
	readonly richText: string;
}

/** Undefined for a line that is not ours. */
export function styleLine(line: IncomingLine): LineStyle | undefined {
	const label = line.isPlayers ? undefined : decodeMetadata(line.metadata);
	if (label === undefined) return undefined;
	const isNotice = label.kind === "notice";
	return {
		prefix: speakerPrefix(label),
		richText: isNotice ? colored(NOTICE_COLOR, `<i>${line.richText}</i>`) : line.richText,
	};
}
