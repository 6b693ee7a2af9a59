import type { Named } from "./address";

/** An NPC that heard the line and could answer it. */
export interface Candidate extends Named {
	/** Studs from the speaker. */
	readonly distance: number;
	/** Cosine of the angle between where the speaker looks and the NPC: 1 faced, -1 behind; 0 if unknown. */
	readonly facing?: number;
	/** 0 (speaks when spoken to) to 1; 0.5 if undefined. */
	readonly talkativeness?: number;
	/** It thinks of an answer for somebody else. */
	readonly isBusy?: boolean;
}

/** All in studs. */
export interface NearestOptions {
	/** How far the speaker may be from an NPC that nobody named. */
	readonly nearestStuds: number;
	/** What facing an NPC squarely is worth. */
	readonly facingBonusStuds: number;
	/** How far a fully talkative NPC is ahead of a silent one. */
	readonly talkativenessBonusStuds: number;
	/** How much farther away a busy NPC seems. */
	readonly busyPenaltyStuds: number;
}

const talkativenessOf = ({ talkativeness }: Candidate) => talkativeness ?? 0.5;

/** Studs, as they feel to the speaker. */
function feltDistance(candidate: Candidate, options: NearestOptions): number {
	const facing = math.clamp(candidate.facing ?? 0, 0, 1) * options.facingBonusStuds;
	const talkative = talkativenessOf(candidate) * options.talkativenessBonusStuds;
	const busy = candidate.isBusy === true ? options.busyPenaltyStuds : 0;
	return candidate.distance - facing - talkative + busy;
}

/** The NPC that a line is for if it names nobody; the first by id where two are as near. */
export function nearestCandidate(
	candidates: ReadonlyArray<Candidate>,
	options: NearestOptions,
): Candidate | undefined {
	let best: Candidate | undefined;
	let bestFelt = math.huge;
	for (const candidate of candidates) {
		if (talkativenessOf(candidate) <= 0 || candidate.distance > options.nearestStuds) continue;
		const felt = feltDistance(candidate, options);
		if (best !== undefined && (felt > bestFelt || (felt === bestFelt && candidate.id > best.id))) continue;
		best = candidate;
		bestFelt = felt;
	}
	return best;
}
