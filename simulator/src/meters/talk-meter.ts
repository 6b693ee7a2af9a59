import { THINKING_TEXT } from "../../../src/shared/constants.ts";
import type { DisplayEvent } from "@townsfolk/headless";
import type { TurnOutcome } from "../double/double-event.ts";
import type { GroundTruth, TrueEntity } from "./ground-truth.ts";
import { summarize, type Summary } from "../report/summary.ts";
import { readTurn, type TurnReading } from "./turn-reading.ts";

export interface TalkCounts {
	/** Lines that players typed, and how many of them an NPC could hear. */
	readonly lines: number;
	readonly heard: number;
	/** Turns that reached the back end, by their cause and by how they ended. */
	readonly sent: number;
	readonly byCause: Readonly<Record<TurnReading["cause"], number>>;
	readonly done: number;
	readonly cancelled: number;
	readonly failed: number;
	/** Turns for each line that was heard. */
	readonly callsPerLine: number;
	/** Sentences that were shown to anybody. */
	readonly shown: number;
	/** Sentences and whole replies that were withheld, by the reason in the game's log. */
	readonly withheld: Readonly<Record<string, number>>;
	/** NPC-to-NPC answers in a row. */
	readonly longestChain: number;
	/** Turns beyond two such answers, and second answers to one line of an NPC. */
	readonly cascades: number;
	/** Lines that one client displayed twice, in the window or as a bubble. */
	readonly shownTwice: number;
	/** Lines that an NPC heard and that none of its next two turns quotes or counts. */
	readonly lost: number;
	/** Bubbles on all clients together, without typing bubbles. */
	readonly bubbles: number;
	/** From a player's line to the next bubble that the same player sees, seconds. */
	readonly firstBubble: Summary;
}

/** A bubble later than this, seconds, belongs to something else. */
const ANSWER_SECONDS = 15;
/** Studs within which an NPC hears any speaker. */
const HEARING_STUDS = 18;
const EDGE_STUDS = 3;
/** The filter and the game's own clock may take this long until an NPC hears a line, seconds. */
const HEARING_SECONDS = 1;
/** The same words over the same head within this time are one line, seconds. */
const SAME_BUBBLE_SECONDS = 5;
const MAX_CHAIN = 2;

interface Untold {
	readonly text: string;
	readonly at: number;
	/** One turn said nothing of it. That turn may have been written before the line. */
	readonly isMissed?: boolean;
}

/** Counts talk, and how long players wait for an answer. */
export class TalkMeter {
	private lines = 0;
	private heard = 0;
	private readonly causes = { player: 0, npc: 0, own: 0 };
	private readonly ends = { done: 0, cancelled: 0, failed: 0 };
	private bubbles = 0;
	private lost = 0;
	private shownTwice = 0;
	private cascades = 0;
	private longestChain = 0;
	private readonly withheld = new Map<string, number>();
	private readonly waiting = new Map<string, number>();
	private readonly waits: number[] = [];
	/** By NPC, the lines that its next turns must tell of. */
	private readonly untold = new Map<string, Untold[]>();
	/** By NPC's display name: how many NPC-to-NPC answers led to its last turn. */
	private readonly depth = new Map<string, number>();
	private readonly answered = new Set<string>();
	private readonly shown = new Set<string>();
	private readonly windowIds = new Set<string>();
	private readonly lastBubble = new Map<string, number>();

	/** A player typed `text`, which nobody types again. */
	line(player: string, displayName: string, text: string, at: number, truth: GroundTruth | undefined): void {
		this.lines += 1;
		this.waiting.set(player, at);
		if (hearers(displayName, truth, HEARING_STUDS).length > 0) this.heard += 1;
		// Near the edge of earshot, one step decides whether the NPC hears the line.
		for (const { id } of hearers(displayName, truth, HEARING_STUDS - EDGE_STUDS))
			this.untold.set(id, [...(this.untold.get(id) ?? []), { text, at }]);
	}

	turn(npcId: string, displayName: string, content: string, at: number): void {
		const reading = readTurn(content, displayName);
		this.causes[reading.cause] += 1;
		this.settle(npcId, reading, content, at);
		const from = reading.cause === "npc" ? reading.lastNpc! : undefined;
		const depth = from === undefined ? 0 : (this.depth.get(from.speaker) ?? 0) + 1;
		this.depth.set(displayName, depth);
		this.longestChain = Math.max(this.longestChain, depth);
		if (from === undefined) return;
		const line = `${from.speaker}: ${from.text}`;
		if (depth > MAX_CHAIN || this.answered.has(line)) this.cascades += 1;
		this.answered.add(line);
	}

	turnOver(outcome: TurnOutcome): void {
		this.ends[outcome] += 1;
	}

	/** A line of the game's log. */
	log(message: string): void {
		const reason = /^\[turn\] a sentence is withheld .*\breason=(\w+)/.exec(message)?.[1];
		const withdrawn = message.startsWith("[turn] a reply is withdrawn") ? "withdrawn" : undefined;
		const filtered = message.startsWith("[chat] an NPC's line is withheld") ? "filtered" : undefined;
		const kind = reason ?? withdrawn ?? filtered;
		if (kind !== undefined) this.withheld.set(kind, (this.withheld.get(kind) ?? 0) + 1);
	}

	display({ player, kind, text, adornee, metadata, time }: DisplayEvent, isNpcs: boolean): void {
		if (!isNpcs || text === THINKING_TEXT) return;
		if (kind === "window") {
			const id = metadata ?? text;
			this.shown.add(id);
			if (this.windowIds.has(`${player} ${id}`)) this.shownTwice += 1;
			this.windowIds.add(`${player} ${id}`);
			return;
		}
		this.bubbles += 1;
		const bubble = `${player} ${adornee} ${text}`;
		if (time - (this.lastBubble.get(bubble) ?? -Infinity) < SAME_BUBBLE_SECONDS) this.shownTwice += 1;
		this.lastBubble.set(bubble, time);
		const since = this.waiting.get(player);
		this.waiting.delete(player);
		if (since !== undefined && time - since <= ANSWER_SECONDS) this.waits.push(time - since);
	}

	result(): TalkCounts {
		const sent = this.causes.player + this.causes.npc + this.causes.own;
		return {
			lines: this.lines,
			heard: this.heard,
			sent,
			byCause: { ...this.causes },
			...this.ends,
			callsPerLine: sent / Math.max(1, this.heard),
			shown: this.shown.size,
			withheld: Object.fromEntries([...this.withheld].sort()),
			longestChain: this.longestChain,
			cascades: this.cascades,
			shownTwice: this.shownTwice,
			lost: this.lost,
			bubbles: this.bubbles,
			firstBubble: summarize(this.waits),
		};
	}

	/** A turn must quote what its NPC has heard, or count it among the earlier lines, the oldest first. */
	private settle(npcId: string, { earlier }: TurnReading, content: string, at: number): void {
		const lines = this.untold.get(npcId) ?? [];
		const missing = lines.filter(({ text }) => !content.includes(text));
		const due = missing.filter((line) => at - line.at > HEARING_SECONDS).slice(earlier);
		this.lost += due.filter(({ isMissed }) => isMissed === true).length;
		const fresh = missing.filter((line) => at - line.at <= HEARING_SECONDS);
		const late = due.filter(({ isMissed }) => isMissed !== true);
		this.untold.set(npcId, [...late.map((line) => ({ ...line, isMissed: true })), ...fresh]);
	}
}

function hearers(
	displayName: string,
	truth: GroundTruth | undefined,
	reach: number,
): ReadonlyArray<TrueEntity> {
	const speaker = truth?.entities.find(
		(entity) => entity.kind === "player" && entity.displayName === displayName,
	);
	if (speaker === undefined) return [];
	return truth!.entities.filter(
		({ kind, x, y, z }) => kind === "npc" && Math.hypot(x - speaker.x, y - speaker.y, z - speaker.z) <= reach,
	);
}
