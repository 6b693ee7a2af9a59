import { decodeMetadata } from "client/chat/chat-message";
import type { IncomingLine } from "client/chat/message-style";

/** What a client has counted since its start. */
export interface ChatCounts {
	/** Lines that the chat window received, by their speakers; `OtherLines` are Roblox's own and other scripts'. */
	PlayerLines: number;
	NpcLines: number;
	NoticeLines: number;
	OtherLines: number;
	/** Messages from the server that the client showed: speech and notices. */
	Shown: number;
	/** Messages from the server that came again; the client does not show them again. */
	Repeated: number;
	/** Messages that the guard refused. */
	Malformed: number;
	/** Speech without a bubble, because the NPC's body was not there. */
	WithoutModel: number;
	/** Typing bubbles. */
	Thinking: number;
	/** Notices dropped because too many waited. */
	NoticesDropped: number;
	/** Window lines that Roblox refused to show. */
	WindowFailures: number;
	/** Bubbles that Roblox refused to show. */
	BubbleFailures: number;
}

export type ChatMetric = keyof ChatCounts;

/** Counts what the chat does. */
export interface ChatMetrics {
	readonly count: (metric: ChatMetric) => void;
	readonly counts: () => Readonly<ChatCounts>;
}

/** @param onCount gets each new count */
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

/** The metric for a line in the chat window. */
export function metricOf(line: Pick<IncomingLine, "metadata" | "isPlayers">): ChatMetric {
	if (line.isPlayers) return "PlayerLines";
	const label = decodeMetadata(line.metadata);
	if (label === undefined) return "OtherLines";
	return label.kind === "notice" ? "NoticeLines" : "NpcLines";
}
