import { THINKING_TEXT } from "shared/constants";
import { Trove } from "@rbxts/trove";
import type {
	ChatDisplay,
	ChatSource,
	Clock,
	Log,
	PlayerLine,
	Switch,
	TextFilter,
	WorldView,
} from "server/ports";
import { SERVER } from "server/constants/operations";
import { TURN } from "server/constants/rules";
import { isCrisis } from "server/rules/talk/crisis";
import { type EntityId, playerEntityId, userIdOf } from "server/rules/space/entity";
import { createLineDedupe } from "server/rules/talk/line-dedupe";
import { isFilteredAway } from "server/rules/talk/speech-gate";
import { clampUtf8, isBlank, stripControl } from "shared/text/text";
import { type NpcChatMessage } from "shared/npc-chat-message";
import { AiNotice } from "./ai-notice";
import type { InboundLimits } from "./inbound-limits";
import { createSerialQueue, type SerialQueue } from "./serial-queue";

/** A player's line as the rest of the server may know it: filtered, and once. */
export interface FilteredLine {
	readonly userId: number;
	readonly entityId: EntityId;
	readonly displayName: string;
	readonly text: string;
}

/** Something that an NPC wants to say. */
export interface Speech {
	readonly npcId: string;
	readonly displayName: string;
	readonly text: string;
	/** The user ids of those who would hear it at the moment of the call. */
	readonly listeners: () => ReadonlyArray<number>;
}

export interface ChatServiceDeps {
	readonly clock: Clock;
	readonly log: Log;
	readonly source: ChatSource;
	readonly filter: TextFilter;
	readonly display: ChatDisplay;
	readonly world: Pick<WorldView, "onGone">;
	readonly switch: Switch;
	readonly inbound: InboundLimits;
}

export interface ChatServiceOptions {
	/** Told in private to a player who speaks of hurting themselves. */
	readonly crisisText: string;
}

export interface ChatService {
	/** From now on players' lines come to `onLine`, each player's in their order. */
	readonly start: (onLine: (line: FilteredLine) => void) => void;
	/** Shows an NPC's line to its listeners once it is filtered; one NPC's lines keep their order. */
	readonly say: (speech: Speech) => void;
	/** Shows a typing bubble over an NPC that is about to answer; nothing where nobody would see it. */
	readonly think: (speech: Speech) => void;
	/** Tells a player, the first time, that the conversation is with an AI. */
	readonly giveNotice: (userId: number, npcId: string, displayName: string) => void;
	/** The player's lines that are still to be filtered reach nobody. */
	readonly forgetPlayer: (userId: number) => void;
	readonly destroy: () => void;
}

/** Bytes of a line in which words of self-harm are looked for: more than anybody can type. */
const CRISIS_BYTES = 1000;

function startOf(text: string): string {
	return clampUtf8(stripControl(text.sub(1, CRISIS_BYTES)), TURN.maxLineChars);
}

/** Players' text in and NPCs' text out, both through the text filter; what it does not pass reaches nobody. */
export function createChatService(deps: ChatServiceDeps, options: ChatServiceOptions): ChatService {
	const { clock, log, filter, display } = deps;
	const dedupe = createLineDedupe();
	const notice = new AiNotice();
	const playerQueues = new Map<number, SerialQueue>();
	const npcQueues = new Map<string, SerialQueue>();
	const trove = new Trove();
	let lastMessage = 0;

	const queueOf = <K>(queues: Map<K, SerialQueue>, key: K) => {
		const queue = queues.get(key) ?? createSerialQueue(SERVER.maxWaitingForFilter);
		queues.set(key, queue);
		return queue;
	};

	/** `onText` only for text that may be passed on; `onOver` always, afterwards. */
	const filtered = (
		what: string,
		text: string,
		userId: number,
		onText: (text: string) => void,
		onOver: () => void,
	) => {
		filter.filter(text, userId, (result) => {
			if (result.kind === "failed")
				log.warn(`${what} is withheld: the text filter failed`, { problem: result.message });
			else if (isBlank(result.text) || isFilteredAway(result.text))
				log.info(`${what} is withheld: the text filter left nothing of it`);
			else if (deps.switch.isOn()) onText(result.text);
			onOver();
		});
	};

	/** One message is the same one for all who are shown it. */
	const withId = (message: Omit<NpcChatMessage, "messageId">): NpcChatMessage => {
		lastMessage += 1;
		return { messageId: `line-${lastMessage}`, ...message };
	};

	const giveNotice = (userId: number, npcId: string, displayName: string) => {
		const text = notice.take(userId, displayName);
		if (text !== undefined)
			display.show(userId, withId({ npcId, displayName: "Notice", text, kind: "notice" }));
	};

	/** No model and no NPC hears of it. The text is the operator's, fixed, and needs no filter. */
	const giveHelp = (userId: number) => {
		log.info("a line got the crisis answer");
		const text = options.crisisText;
		display.show(userId, withId({ npcId: "", displayName: "Notice", text, kind: "notice" }));
	};

	const onPlayerLine = (line: PlayerLine, onLine: (line: FilteredLine) => void) => {
		const entityId = playerEntityId(line.userId);
		const { source, messageId, userId, displayName } = line;
		const isNew = dedupe.accept(
			{ source, messageId: messageId === "" ? undefined : messageId, speakerId: entityId, text: line.text },
			clock.now(),
		);
		if (!isNew) return;
		// Before all limits, and whether or not NPCs are switched on: nobody types too fast to be helped.
		if (isCrisis(startOf(line.text))) return giveHelp(userId);
		const text = deps.inbound.accept(userId, line.text);
		if (text === undefined || !deps.switch.isOn()) return;
		const queue = queueOf(playerQueues, userId);
		// Once the player is forgotten, the queue is another.
		const isKnown = () => playerQueues.get(userId) === queue;
		const accepted = queue.push((onDone) =>
			filtered(
				"a player's line",
				text,
				userId,
				(clean) => isKnown() && onLine({ userId, entityId, displayName, text: clean }),
				onDone,
			),
		);
		if (!accepted) log.warn("a player's line is dropped: too many wait for the text filter", { userId });
	};

	const forgetPlayer = (userId: number) => {
		dedupe.forget(playerEntityId(userId));
		notice.forget(userId);
		playerQueues.delete(userId);
	};

	return {
		start: (onLine) => {
			trove.add(deps.source.onLine((line) => onPlayerLine(line, onLine)));
			trove.add(
				deps.world.onGone((id) => {
					const userId = userIdOf(id);
					if (userId !== undefined) forgetPlayer(userId);
				}),
			);
		},
		say: ({ npcId, displayName, text, listeners }) => {
			const accepted = queueOf(npcQueues, npcId).push((onDone) => {
				// The filter wants a user on this server, as the one for whom the text is made.
				const forUser = listeners()[0];
				if (forUser === undefined) return onDone();
				const showAll = (clean: string) => {
					const message = withId({ npcId, displayName, text: clean, kind: "speech" });
					for (const userId of listeners()) {
						giveNotice(userId, npcId, displayName);
						display.show(userId, message);
					}
				};
				filtered("an NPC's line", text, forUser, showAll, onDone);
			});
			if (!accepted) log.warn("an NPC's line is dropped: too many wait for the text filter", { npcId });
		},
		think: ({ npcId, displayName, listeners }) => {
			const message = withId({ npcId, displayName, text: THINKING_TEXT, kind: "thinking" });
			for (const userId of listeners()) display.show(userId, message);
		},
		giveNotice,
		forgetPlayer,
		destroy: () => trove.destroy(),
	};
}
