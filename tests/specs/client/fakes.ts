import type { ChatChannel, ClientLog } from "client/ports";

export interface WindowLine {
	readonly richText: string;
	readonly metadata: string;
}

/** A channel that writes down what it was asked to display. */
export interface FakeChannel extends ChatChannel {
	readonly lines: Array<WindowLine>;
}

export function fakeChannel(): FakeChannel {
	const lines = new Array<WindowLine>();
	return { lines, displaySystemMessage: (richText, metadata) => lines.push({ richText, metadata }) };
}

export interface FakeLog extends ClientLog {
	readonly warnings: Array<string>;
}

export function fakeLog(): FakeLog {
	const warnings = new Array<string>();
	return { warnings, warn: (message) => warnings.push(message) };
}
