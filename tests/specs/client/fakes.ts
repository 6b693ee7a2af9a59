import { createChatMetrics } from "client/chat/chat-metrics";
import { createChatService } from "client/chat/chat-service";
import { createNpcChatReceiver } from "client/chat/npc-chat-receiver";
import type { ChatChannel, ClientLog } from "client/ports";
import { BUBBLES } from "shared/constants";

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

export interface Bubble {
	readonly head: BasePart;
	/** Without the AI mark. */
	readonly richText: string;
	readonly isMarked: boolean;
}

/** What stands after the AI mark; undefined without the mark. */
export function afterMark(richText: string): string | undefined {
	const { aiMark } = BUBBLES;
	return richText.sub(1, aiMark.size()) === aiMark ? richText.sub(aiMark.size() + 1) : undefined;
}

const OPTIONS = { bubbleMaxChars: 40, bubbleSeconds: 15, rememberedMessages: 100, showsThinking: true };

/** The chat of a client that sees the NPCs named in `present`, with all that was displayed, in order. */
export function fakeClient(present: ReadonlyArray<string>, options: Partial<typeof OPTIONS> = {}) {
	const heads = new Map<string, BasePart>();
	for (const npcId of present) heads.set(npcId, new Instance("Part"));
	const lines = new Array<WindowLine>();
	const bubbles = new Array<Bubble>();
	/** `window …`, `caption …`, `bubble …` without the AI mark, `typing` and `typing gone`, as they came. */
	const shown = new Array<string>();
	const ui = { window: true };
	const log = fakeLog();
	const metrics = createChatMetrics();
	const time = { now: 100 };
	const window = {
		display: (richText: string, metadata: string) => {
			lines.push({ richText, metadata });
			shown.push(`window ${richText}`);
		},
	};
	const notices = { push: (show: () => void) => show() };
	const receiver = createNpcChatReceiver(
		{
			chat: createChatService({
				window,
				notices,
				addCaption: (_, text) => shown.push(`caption ${text}`),
				ui: { showsWindow: () => ui.window },
			}),
			bubbles: {
				findHead: (npcId) => heads.get(npcId),
				displayBubble: (head, richText) => {
					const text = afterMark(richText) ?? richText;
					bubbles.push({ head, richText: text, isMarked: text !== richText });
					shown.push(`bubble ${text}`);
				},
				displayTyping: (head) => {
					bubbles.push({ head, richText: "…", isMarked: false });
					shown.push("typing");
					return () => shown.push("typing gone");
				},
			},
			metrics,
			log,
			now: () => time.now,
		},
		{ ...OPTIONS, ...options },
	);
	return { heads, lines, bubbles, shown, log, metrics, time, ui, receiver };
}
