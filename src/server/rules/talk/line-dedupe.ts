import { DEDUPE } from "server/constants/rules";
import type { EntityId } from "server/rules/space/entity";
import { charCount } from "shared/text/text";

/** Who reported a chat line: the text channel, or `Player.Chatted`. */
export type LineSource = "channel" | "chatted";

/** One report of a chat line. */
export interface ReportedLine {
	readonly source: LineSource;
	/** Only the channel knows it. The channel reports a line once for each recipient. */
	readonly messageId?: string;
	readonly speakerId: EntityId;
	readonly text: string;
}

/** Remembers the latest reports of each speaker. */
export interface LineDedupe {
	/** True for the first report of a line. */
	readonly accept: (line: ReportedLine, now: number) => boolean;
	readonly forget: (speakerId: EntityId) => void;
}

export interface DedupeOptions {
	/** Seconds within which the second report of a line arrives. */
	readonly windowSeconds: number;
	/** Message ids remembered for each speaker. */
	readonly maxIdsPerSpeaker: number;
}

interface Accepted {
	readonly source: LineSource;
	readonly text: string;
	readonly at: number;
}

interface Memory {
	/** Oldest first. */
	ids: ReadonlyArray<string>;
	/** Accepted lines that the other source has not reported yet. */
	unpaired: ReadonlyArray<Accepted>;
}

/** The platform may filter the text that one source sees: hashes stand for as many characters. */
function mayBeFiltered(a: string, b: string): boolean {
	const hashed = a.find("#", 1, true)[0] !== undefined || b.find("#", 1, true)[0] !== undefined;
	return hashed && charCount(a) === charCount(b);
}

/** Accepts each chat line once, whichever source reports it first, and however often. */
export function createLineDedupe(options: DedupeOptions = DEDUPE): LineDedupe {
	const memories = new Map<EntityId, Memory>();

	function memoryOf(speakerId: EntityId): Memory {
		const known = memories.get(speakerId);
		if (known !== undefined) return known;
		const created = { ids: [], unpaired: [] };
		memories.set(speakerId, created);
		return created;
	}

	function isKnownId(memory: Memory, messageId: string | undefined): boolean {
		if (messageId === undefined) return false;
		if (memory.ids.includes(messageId)) return true;
		const surplus = memory.ids.size() + 1 - options.maxIdsPerSpeaker;
		memory.ids = [...memory.ids.filter((_, index) => index >= surplus), messageId];
		return false;
	}

	/** Pairs a line with the oldest report of it from the other source. */
	function pair(memory: Memory, line: ReportedLine): boolean {
		const find = (isSame: (a: string, b: string) => boolean) =>
			memory.unpaired.findIndex((other) => other.source !== line.source && isSame(other.text, line.text));
		const exact = find((a, b) => a === b);
		const at = exact === -1 ? find(mayBeFiltered) : exact;
		if (at === -1) return false;
		memory.unpaired = memory.unpaired.filter((_, index) => index !== at);
		return true;
	}

	return {
		accept: (line, now) => {
			const memory = memoryOf(line.speakerId);
			memory.unpaired = memory.unpaired.filter(({ at }) => now - at <= options.windowSeconds);
			if (isKnownId(memory, line.messageId) || pair(memory, line)) return false;
			memory.unpaired = [...memory.unpaired, { source: line.source, text: line.text, at: now }];
			return true;
		},
		forget: (speakerId) => {
			memories.delete(speakerId);
		},
	};
}
