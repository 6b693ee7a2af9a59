/** A player has come up to an NPC and looks at it. */
export interface LookedAt {
	/** Seconds. */
	readonly since: number;
	/** When a player last looked at it, seconds. */
	readonly lastAt: number;
}

/** How patient an NPC is with an onlooker. `BEHAVIOUR` has the numbers and their reasons. */
export interface OnlookerOptions {
	/** Seconds that an NPC waits for an onlooker to speak. */
	readonly onlookerPatienceSeconds: number;
	/** Seconds for which it stands on after the onlooker has looked away. */
	readonly onlookerHoldSeconds: number;
	/** Seconds without an onlooker after which it is patient again. */
	readonly onlookerForgetSeconds: number;
}

/** Keeps count of how long players have looked at an NPC. */
export function noteOnlooker(
	lookedAt: LookedAt | undefined,
	hasOnlooker: boolean,
	now: number,
	options: OnlookerOptions,
): LookedAt | undefined {
	if (lookedAt === undefined || now - lookedAt.lastAt >= options.onlookerForgetSeconds) {
		return hasOnlooker ? { since: now, lastAt: now } : undefined;
	}
	return hasOnlooker ? { ...lookedAt, lastAt: now } : lookedAt;
}

/** True while an NPC stands still for an onlooker. Its patience ends, or anybody could keep it from its round. */
export function isWaiting(lookedAt: LookedAt | undefined, now: number, options: OnlookerOptions): boolean {
	if (lookedAt === undefined) return false;
	const isPatient = now - lookedAt.since < options.onlookerPatienceSeconds;
	return isPatient && now - lookedAt.lastAt < options.onlookerHoldSeconds;
}
