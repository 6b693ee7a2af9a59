import type { DoubleEvent } from "./backend-double.ts";
import type { GroundTruth } from "./ground-truth.ts";

export interface LineCounts {
	/** Lines that were typed beside an NPC: somebody has to answer. */
	readonly expected: number;
	/** Of these, that were quoted in no turn that ended well. */
	readonly lost: number;
}

interface TypedLine {
	readonly speaker: string;
	readonly text: string;
	readonly at: number;
	hasArrived: boolean;
}

/** Well within the distance at which a line that names nobody is for the nearest NPC, studs. */
const BESIDE_STUDS = 15;
/** What was said last may still be on its way at the end. */
const UNDER_WAY_SECONDS = 45;

/** `Alex says: "hello"`, with how long ago in between. */
const QUOTED = /^(.+?) (?:says|said earlier)[^"]*: "(.*)"$/gm;

/** Follows what players say into the turns that quote it. */
export class LineLedger {
	private readonly typed: TypedLine[] = [];
	private readonly contents = new Map<string, string>();

	/** A player typed `text`; `truth` is the newest look at the world. */
	line(speaker: string, text: string, truth: GroundTruth): void {
		const player = truth.entities.find(
			({ kind, displayName }) => kind === "player" && displayName === speaker,
		);
		if (player === undefined) return;
		const isBeside = truth.entities.some(
			({ kind, x, y, z }) =>
				kind === "npc" && Math.hypot(x - player.x, y - player.y, z - player.z) <= BESIDE_STUDS,
		);
		if (isBeside) this.typed.push({ speaker, text, at: truth.at, hasArrived: false });
	}

	backend(event: DoubleEvent): void {
		if (event.kind === "turn") this.contents.set(event.turnId, event.content);
		if (event.kind !== "turnOver" || !event.ok) return;
		for (const [, speaker, text] of (this.contents.get(event.turnId) ?? "").matchAll(QUOTED)) {
			// Of the same words, the newest are meant.
			const said = this.typed.filter((line) => line.speaker === speaker && line.text === text).at(-1);
			if (said !== undefined) said.hasArrived = true;
		}
	}

	/** Of what was said until shortly before `end`, seconds. */
	counts(end: number): LineCounts {
		const due = this.typed.filter(({ at }) => at < end - UNDER_WAY_SECONDS);
		return { expected: due.length, lost: due.filter(({ hasArrived }) => !hasArrived).length };
	}
}
