import type {
	ChatDisplay,
	ChatPermission,
	ChatSource,
	FilterResult,
	PlayerLine,
	TalkPrompts,
	TextFilter,
} from "server/ports";
import type { NpcChatMessage } from "shared/npc-chat-message";

export interface FakeChatSource extends ChatSource {
	readonly emit: (line: PlayerLine) => void;
	readonly listenerCount: () => number;
}

export function createFakeChatSource(): FakeChatSource {
	const listeners = new Set<(line: PlayerLine) => void>();
	return {
		onLine: (callback) => {
			listeners.add(callback);
			return () => {
				listeners.delete(callback);
			};
		},
		listenerCount: () => listeners.size(),
		emit: (line) => {
			for (const listener of listeners) listener(line);
		},
	};
}

/** A line from the general channel. */
export function typed(userId: number, displayName: string, text: string, messageId: string): PlayerLine {
	return { messageId, userId, displayName, text };
}

export interface FakeTalkPrompts extends TalkPrompts {
	/** A player asks an NPC to talk. */
	readonly press: (npcId: string, userId: number) => void;
}

export function createFakeTalkPrompts(): FakeTalkPrompts {
	const listeners = new Set<(npcId: string, userId: number) => void>();
	return {
		onTalk: (callback) => {
			listeners.add(callback);
			return () => {
				listeners.delete(callback);
			};
		},
		press: (npcId, userId) => {
			for (const listener of listeners) listener(npcId, userId);
		},
	};
}

export interface FakeChatPermission extends ChatPermission {
	/** Whom it was asked about, in order. */
	readonly asked: ReadonlyArray<number>;
	/** From now on, what it says of a player; `unknown`: that nobody can say. */
	readonly become: (userId: number, mayChat: boolean | "unknown") => void;
}

/** Everybody may chat, unless told otherwise. */
export function createFakeChatPermission(): FakeChatPermission {
	const asked = new Array<number>();
	const answers = new Map<number, boolean | "unknown">();
	return {
		asked,
		ask: (userId, onAnswer) => {
			asked.push(userId);
			const answer = answers.get(userId) ?? true;
			onAnswer(answer === "unknown" ? undefined : answer);
		},
		become: (userId, mayChat) => answers.set(userId, mayChat),
	};
}

export interface FakeTextFilter extends TextFilter {
	readonly asked: ReadonlyArray<{ text: string; userId: number }>;
	/** From now on, what the filter makes of a text; undefined: nothing, until `answer`. */
	readonly become: (behaviour: ((text: string) => FilterResult) | undefined) => void;
	/** Answers the oldest request that still waits. */
	readonly answer: (result: FilterResult) => void;
}

/** Passes everything, unless told otherwise. */
export function createFakeTextFilter(): FakeTextFilter {
	const asked = new Array<{ text: string; userId: number }>();
	const waiting = new Array<(result: FilterResult) => void>();
	let behaviour: ((text: string) => FilterResult) | undefined = (text) => ({ kind: "ok", text });
	return {
		asked,
		filter: (text, userId, onResult) => {
			asked.push({ text, userId });
			if (behaviour !== undefined) onResult(behaviour(text));
			else waiting.push(onResult);
		},
		become: (newBehaviour) => {
			behaviour = newBehaviour;
		},
		answer: (result) => waiting.shift()?.(result),
	};
}

export interface FakeChatDisplay extends ChatDisplay {
	readonly shown: ReadonlyArray<NpcChatMessage & { readonly userId: number }>;
	/** The texts of one kind shown to a player, oldest first. */
	readonly textsFor: (userId: number, kind: "speech" | "notice") => ReadonlyArray<string>;
}

export function createFakeChatDisplay(): FakeChatDisplay {
	const shown = new Array<NpcChatMessage & { readonly userId: number }>();
	return {
		shown,
		show: (userId, message) => {
			shown.push({ ...message, userId });
		},
		textsFor: (userId, kind) =>
			shown.filter((line) => line.userId === userId && line.kind === kind).map((line) => line.text),
	};
}
