/** How long an NPC stands between two walks. */
export interface Rest {
	readonly minSeconds: number;
	readonly maxSeconds: number;
}

/** When a rest of random length that begins now ends, seconds. `random` is uniform in [0, 1). */
export function restFrom(now: number, rest: Rest, random: () => number): number {
	return now + rest.minSeconds + random() * (rest.maxSeconds - rest.minSeconds);
}
