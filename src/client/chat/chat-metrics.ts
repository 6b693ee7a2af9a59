import { decodeMetadata } from "client/chat/message-metadata";
import type { IncomingLine } from "client/chat/message-style";

/** What is counted on a client, since its start. */
export interface ChatCounts {
	/** Lines that the chat window received, by whose they are; `OtherLines` are Roblox's own and other scripts'. */
	PlayerLines: number;
	NpcLines: number;
	NoticeLines: number;
	OtherLines: number;
	/** Messages from the server that were shown, each once: speech and notices. */
	Shown: number;
	/** Messages from the server that came again and were not shown again. */
	Repeated: number;
	Malformed: number;
	/** Speech shown in the window only, because the NPC's model was not there. */
	WithoutModel: number;
	/** Typing bubbles shown. */
	Thinking: number;
	/** Notices beyond what may wait. */
	NoticesDropped: number;
	/** Window lines and bubbles that Roblox refused to show. */
	WindowFailures: number;
	BubbleFailures: number;
}

export type ChatMetric = keyof ChatCounts;

export interface ChatMetrics {
	readonly count: (metric: ChatMetric) => void;
	readonly counts: () => Readonly<ChatCounts>;
}

/** @param onCount is told the new count */
export function createChatMetrics(
	onCount: (metric: ChatMetric, count: number) => void = () => {},
): ChatMetrics {
	const counts: ChatCounts = {
		PlayerLines: 0,
		NpcLines: 0,
		NoticeLines: 0,
		OtherLines: 0,
		Shown: 0,
		Repeated: 0,
		Malformed: 0,
		WithoutModel: 0,
		Thinking: 0,
		NoticesDropped: 0,
		WindowFailures: 0,
		BubbleFailures: 0,
	};
	for (const [metric, count] of pairs(counts)) onCount(metric, count);
	return {
		count: (metric) => {
			counts[metric] += 1;
			onCount(metric, counts[metric]);
		},
		counts: () => table.clone(counts),
	};
}

/** What a line that the chat window received counts as. */
export function metricOf(line: Pick<IncomingLine, "metadata" | "isPlayers">): ChatMetric {
	if (line.isPlayers) return "PlayerLines";
	const label = decodeMetadata(line.metadata);
	if (label === undefined) return "OtherLines";
	return label.kind === "notice" ? "NoticeLines" : "NpcLines";
}
