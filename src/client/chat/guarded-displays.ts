import type { ChatMetric, ChatMetrics } from "client/chat/chat-metrics";
import type { BubbleDisplay, ChatChannel, ChatChannels, ClientLog } from "client/ports";

/** Where messages appear. */
export interface Displays {
	readonly bubbles: BubbleDisplay;
	readonly channels: ChatChannels;
}

/**
 * Makes displays that never throw. Roblox may refuse to show a line, for example if a player's chat is off or the place
 * has rebuilt the chat. Counts each refusal, logs the first of each display, and goes on.
 */
export function guardDisplays(displays: Displays, deps: { metrics: ChatMetrics; log: ClientLog }): Displays {
	const logged = new Set<ChatMetric>();

	const attempt = (metric: ChatMetric, what: string, action: () => void) => {
		const [ok, problem] = pcall(action);
		if (ok) return;
		deps.metrics.count(metric);
		if (logged.has(metric)) return;
		logged.add(metric);
		deps.log.warn(`cannot show ${what}: ${tostring(problem)}`);
	};

	const guardChannel = (channel: ChatChannel | undefined): ChatChannel | undefined =>
		channel && {
			displaySystemMessage: (richText, metadata) =>
				attempt("WindowFailures", "a line in the chat window", () =>
					channel.displaySystemMessage(richText, metadata),
				),
		};

	return {
		bubbles: {
			findHead: displays.bubbles.findHead,
			displayBubble: (head, richText) =>
				attempt("BubbleFailures", "a bubble", () => displays.bubbles.displayBubble(head, richText)),
			displayTyping: (head) => {
				let takeAway = () => {};
				attempt("BubbleFailures", "a typing bubble", () => {
					takeAway = displays.bubbles.displayTyping(head);
				});
				return takeAway;
			},
		},
		channels: {
			find: () => guardChannel(displays.channels.find()),
			await: (timeoutSeconds) => guardChannel(displays.channels.await(timeoutSeconds)),
		},
	};
}
