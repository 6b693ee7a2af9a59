import type { DisplayEvent, PlayerHandle } from "@townsfolk/headless";
import { BUBBLES } from "../../src/shared/constants.ts";
import type { WrittenReply } from "@townsfolk/playtest";

/** The end of a turn, where the back end tells the gateway of it. */
export interface TurnEnd {
	readonly npcId: string;
	/** Of a failed turn. */
	readonly problem?: string;
}

/** A player, and the NPC that nobody else stands beside. */
export interface Seat {
	readonly player: PlayerHandle;
	readonly npcId: string;
	readonly npcName: string;
}

/** What is typed, and the sentences that the model answers with; no two lines and no two replies are the same. */
export interface Script {
	readonly line: string;
	readonly sentences: ReadonlyArray<string>;
}

/** When what happened, milliseconds of this process's monotonic clock. */
export interface ExchangeTimes {
	/** The player presses Enter. */
	readonly entered: number;
	/** The model has the request. */
	readonly requested: number;
	/** The model has written its first sentence, and its last. */
	readonly firstWritten: number;
	readonly allWritten: number;
	/** The turn is done: the gateway has the whole reply. */
	readonly arrived: number;
	/** The player sees the first sentence over the NPC's head. */
	readonly shown: number;
}

/** Follows lines from the player's Enter to the model and back to the player's screen. */
export interface Exchanges {
	/** Types the line. Rejects when the turn fails, or when not everything has happened in time. */
	readonly ask: (seat: Seat, script: Script) => Promise<ExchangeTimes>;
	/** What the model says to a line; undefined for a line of somebody else's. */
	readonly replyTo: (line: string | undefined) => string | undefined;
	readonly written: (written: WrittenReply) => void;
	readonly turnOver: (end: TurnEnd) => void;
	readonly displayed: (event: DisplayEvent) => void;
}

interface Open {
	readonly seat: Seat;
	readonly script: Script;
	readonly times: Partial<Record<keyof ExchangeTimes, number>>;
	readonly finish: (times: ExchangeTimes) => void;
	readonly fail: (error: Error) => void;
}

const MOMENTS = ["entered", "requested", "firstWritten", "allWritten", "arrived", "shown"] as const;
/** A round that takes longer has lost a message. */
const TIMEOUT_SECONDS = 20;
const NPC_BODIES = "Workspace.Npcs.";

export function createExchanges(): Exchanges {
	/** By the line: what is under way. */
	const open = new Map<string, Open>();

	/** Only the first time counts: a model may be asked twice for one line. */
	function note(exchange: Open | undefined, moment: keyof ExchangeTimes): void {
		if (exchange === undefined) return;
		exchange.times[moment] ??= performance.now();
		if (MOMENTS.every((name) => exchange.times[name] !== undefined))
			exchange.finish(exchange.times as ExchangeTimes);
	}

	function ask(seat: Seat, script: Script): Promise<ExchangeTimes> {
		return new Promise((resolve, reject) => {
			const { line } = script;
			const close = () => {
				clearTimeout(timer);
				open.delete(line);
			};
			const fail = (error: Error) => {
				close();
				reject(error);
			};
			const finish = (times: ExchangeTimes) => {
				close();
				resolve(times);
			};
			const exchange: Open = { seat, script, times: {}, finish, fail };
			const timer = setTimeout(() => {
				const missing = MOMENTS.filter((name) => exchange.times[name] === undefined).join(", ");
				fail(new Error(`“${line}”: not within ${TIMEOUT_SECONDS} s: ${missing}`));
			}, TIMEOUT_SECONDS * 1000);
			open.set(line, exchange);
			note(exchange, "entered");
			seat.player.chat(line).catch(fail);
		});
	}

	return {
		ask,
		replyTo: (line) => {
			const exchange = open.get(line ?? "");
			note(exchange, "requested");
			return exchange?.script.sentences.join(" ");
		},
		written: ({ turn, text, isWhole }) => {
			const exchange = open.get(turn.heard.at(-1)?.text ?? "");
			if (exchange === undefined) return;
			if (text.length >= exchange.script.sentences[0]!.length) note(exchange, "firstWritten");
			if (isWhole) note(exchange, "allWritten");
		},
		turnOver: ({ npcId, problem }) => {
			const exchange = [...open.values()].find(({ seat }) => seat.npcId === npcId);
			if (problem === undefined) note(exchange, "arrived");
			else exchange?.fail(new Error(`“${exchange.script.line}”: ${problem}`));
		},
		displayed: ({ kind, text, player, adornee }) => {
			if (kind !== "bubble" || adornee?.startsWith(NPC_BODIES) !== true) return;
			for (const exchange of open.values()) {
				if (exchange.seat.player.name === player && BUBBLES.aiMark + exchange.script.sentences[0] === text)
					note(exchange, "shown");
			}
		},
	};
}
