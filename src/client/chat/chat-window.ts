import type { ChatChannel, ChatChannels, ClientLog, Spawn } from "client/ports";

/** Puts lines into the chat window. */
export interface ChatWindow {
	/** Does not yield. Lines appear in the order of the calls. `richText` is already escaped. */
	readonly display: (richText: string, metadata: string) => void;
}

export interface ChatWindowDeps {
	readonly channels: ChatChannels;
	readonly spawn: Spawn;
	readonly log: ClientLog;
}

export interface ChatWindowOptions {
	readonly channelTimeoutSeconds: number;
	/** Lines that wait for the channel, at most; the oldest make room. */
	readonly maxWaitingLines: number;
}

interface Line {
	readonly richText: string;
	readonly metadata: string;
}

/**
 * Displays lines in the server's chat channel. The channel may replicate after the first lines: they wait for it. If it
 * does not come in time they are dropped, and the next line tries again.
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
				`no chat channel after ${seconds} s: dropped ${lines.size()} line(s) for the chat window`,
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
