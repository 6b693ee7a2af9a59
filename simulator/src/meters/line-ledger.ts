import type { DoubleEvent } from "../double/double-event.ts";
import type { GroundTruth } from "./ground-truth.ts";
import { earlierLinesIn } from "./turn-reading.ts";

export interface LineCounts {
	/** Lines that were typed beside an NPC: somebody has to answer. */
	readonly expected: number;
	/** Lines that no successful turn quotes or counts, although every NPC beside the speaker has had one since. */
	readonly lost: number;
	/** Lines that a turn only counts: "(3 earlier lines)". */
	readonly counted: number;
	/** Lines like the lost ones, but an NPC beside the speaker has had no turn since: its next turn will tell. */
	readonly waiting: number;
}

interface TypedLine {
	readonly speaker: string;
	readonly text: string;
	readonly at: number;
	/** NPCs beside the speaker, and those of them without a successful turn since. */
	readonly beside: ReadonlySet<string>;
	readonly untold: Set<string>;
	/** Whether a successful turn quotes it, or only counts it among the earlier lines. */
	told: "no" | "counted" | "quoted";
}

/** At this distance, studs, the nearest NPC certainly answers a line that names nobody. */
const BESIDE_STUDS = 15;
/** A line that is younger than this may still be on its way, seconds. */
const UNDER_WAY_SECONDS = 45;

/** `Alex says: "hello"`, with how long ago in between. */
const QUOTED = /^(.+?) (?:says|said earlier)[^"]*: "(.*)"$/gm;

/** Follows what players say into the turns that quote it. */
export class LineLedger {
	private readonly typed: TypedLine[] = [];
	private readonly turns = new Map<string, { readonly content: string; readonly at: number }>();

	/** A player typed `text`; `truth` is the newest look at the world. */
	line(speaker: string, text: string, truth: GroundTruth): void {
		const player = truth.entities.find(
			({ kind, displayName }) => kind === "player" && displayName === speaker,
		);
		if (player === undefined) return;
		const beside = truth.entities.filter(
			({ kind, x, y, z }) =>
				kind === "npc" && Math.hypot(x - player.x, y - player.y, z - player.z) <= BESIDE_STUDS,
		);
		if (beside.length === 0) return;
		const ids = beside.map(({ id }) => id);
		this.typed.push({
			speaker,
			text,
			at: truth.at,
			beside: new Set(ids),
			untold: new Set(ids),
			told: "no",
		});
	}

	backend(event: DoubleEvent, at: number): void {
		if (event.kind === "turn") this.turns.set(event.turnId, { content: event.content, at });
		if (event.kind !== "turnOver" || event.outcome !== "done") return;
		const turn = this.turns.get(event.turnId);
		if (turn === undefined) return;
		// The NPC may not have heard the newest lines when the turn was written.
		for (const line of this.typed) if (line.at < turn.at - UNDER_WAY_SECONDS) line.untold.delete(event.npcId);
		for (const [, speaker, text] of turn.content.matchAll(QUOTED)) {
			// The newest line with these words is meant.
			const said = this.typed.filter((line) => line.speaker === speaker && line.text === text).at(-1);
			if (said !== undefined) said.told = "quoted";
		}
		let earlier = earlierLinesIn(turn.content);
		for (const line of this.typed) {
			if (earlier === 0) break;
			if (line.told !== "no" || !line.beside.has(event.npcId) || line.at > turn.at) continue;
			line.told = "counted";
			earlier -= 1;
		}
	}

	/** Counts lines that were said until shortly before `end`, seconds. */
	counts(end: number): LineCounts {
		const due = this.typed.filter(({ at }) => at < end - UNDER_WAY_SECONDS);
		const missing = due.filter(({ told }) => told === "no");
		const lost = missing.filter(({ untold }) => untold.size === 0).length;
		const counted = due.filter(({ told }) => told === "counted").length;
		return { expected: due.length, lost, counted, waiting: missing.length - lost };
	}
}
