/** Somebody has come up to an NPC and looks at it. */
export interface Notice {
	/** Seconds. */
	readonly since: number;
	/** When it was last looked at, seconds. */
	readonly lastAt: number;
}

export interface NoticeOptions {
	/** Seconds that an NPC waits for somebody who looks at it to speak. */
	readonly noticePatienceSeconds: number;
	/** Seconds for which it stands on after they have looked away. */
	readonly noticeHoldSeconds: number;
	/** Seconds of nobody looking after which it is patient again. */
	readonly noticeForgetSeconds: number;
}

/** Keeps count of how long an NPC has been looked at. */
export function noteOnlooker(
	notice: Notice | undefined,
	isLookedAt: boolean,
	now: number,
	options: NoticeOptions,
): Notice | undefined {
	if (notice === undefined || now - notice.lastAt >= options.noticeForgetSeconds) {
		return isLookedAt ? { since: now, lastAt: now } : undefined;
	}
	return isLookedAt ? { ...notice, lastAt: now } : notice;
}

/** True while an NPC stands still for whoever looks at it: not for ever, or anybody could keep it from its round. */
export function isWaiting(notice: Notice | undefined, now: number, options: NoticeOptions): boolean {
	if (notice === undefined) return false;
	const isPatient = now - notice.since < options.noticePatienceSeconds;
	return isPatient && now - notice.lastAt < options.noticeHoldSeconds;
}
