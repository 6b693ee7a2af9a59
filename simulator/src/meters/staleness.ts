import { type Tier, TIERS } from "./truth/tiers.ts";

/** How far the memory of the NPCs of one tier was from the truth. */
export interface TierStaleness {
	/** Blocks looked at, once a second each. */
	readonly checks: number;
	/** Of these, what share was wrong. */
	readonly wrongShare: number;
	/** The longest time that any block was wrong while its NPC was in the tier, seconds. */
	readonly longestSeconds: number;
	/** Which one that was: `npc-3 group_members departure Visitor 2 at 61.2`. */
	readonly longest: string;
}

/** Counts wrong blocks, tier by tier. */
export class StalenessTally {
	private readonly tiers = new Map(
		TIERS.map((tier) => [tier, { checks: 0, wrong: 0, longestSeconds: 0, longest: "" }]),
	);

	/** One check of some blocks, `wrong` of which were wrong. */
	check(tier: Tier, blocks: number, wrong: number): void {
		const tally = this.tiers.get(tier)!;
		tally.checks += blocks;
		tally.wrong += wrong;
	}

	/** `what` was wrong from `from` to `to`, seconds. */
	wrong(tier: Tier, from: number, to: number, what: string): void {
		const tally = this.tiers.get(tier)!;
		if (to - from <= tally.longestSeconds) return;
		tally.longestSeconds = to - from;
		tally.longest = `${what} at ${from.toFixed(1)}`;
	}

	of(tier: Tier): TierStaleness {
		const { checks, wrong, longestSeconds, longest } = this.tiers.get(tier)!;
		const rounded = Math.round(longestSeconds * 1000) / 1000;
		return { checks, wrongShare: checks === 0 ? 0 : wrong / checks, longestSeconds: rounded, longest };
	}
}
