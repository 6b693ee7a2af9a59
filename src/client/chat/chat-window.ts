import type { ChatChannel, ChatChannels, ClientLog, Spawn } from "client/ports";

export interface ChatWindow {
	/** Does not yield; lines appear in the order of the calls. `richText` is escaped already. */
	readonly display: (richText: string, metadata: string) => void;
}

export interface ChatWindowDeps {
	readonly channels: ChatChannels;
	readonly spawn: Spawn;
	readonly log: ClientLog;
}

export interface ChatWindowOptions {
	readonly channelTimeoutSeconds: number;
	/** Lines that wait for the channel; the oldest make room. */
	readonly maxWaitingLines: number;
}

interface Line {
	readonly richText: string;
	readonly metadata: string;
}

/**
 * The chat window's way in. The server makes the channel and it may replicate after the first lines: they wait for it,
 * and are dropped when it does not come. A later line tries again.
 */
export function createChatWindow(deps: ChatWindowDeps, options: ChatWindowOptions): ChatWindow {
	let waiting = new Array<Line>();
	let awaiting = false;

	const flush = (channel: ChatChannel | undefined) => {
		const lines = waiting;
		waiting = [];
		awaiting = false;
		if (channel === undefined) {
			const seconds = options.channelTimeoutSeconds;
			deps.log.warn(
				`no chat channel after ${seconds} s: ${lines.size()} line(s) are missing from the chat window`,
			);
			return;
		}
		for (const line of lines) channel.displaySystemMessage(line.richText, line.metadata);
	};

	return {
		display: (richText, metadata) => {
			const channel = awaiting ? undefined : deps.channels.find();
			if (channel !== undefined) return channel.displaySystemMessage(richText, metadata);
			if (waiting.size() === options.maxWaitingLines) waiting.shift();
			waiting.push({ richText, metadata });
			if (awaiting) return;
			awaiting = true;
			deps.spawn(() => flush(deps.channels.await(options.channelTimeoutSeconds)));
		},
	};
}
