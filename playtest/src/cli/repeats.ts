/** Holds back a text that was shown a moment ago: an outage causes the same warning many times a second. */
export interface Repeats {
	/** The text to show now, with the number of repeats held back; undefined for nothing. */
	readonly filter: (text: string) => string | undefined;
}

export interface RepeatsOptions {
	readonly windowSeconds: number;
	/** Monotonic seconds. */
	readonly now: () => number;
}

export function createRepeats({ windowSeconds, now }: RepeatsOptions): Repeats {
	const shown = new Map<string, { at: number; heldBack: number }>();
	return {
		filter: (text) => {
			const last = shown.get(text);
			if (last !== undefined && now() - last.at < windowSeconds) {
				last.heldBack += 1;
				return undefined;
			}
			shown.set(text, { at: now(), heldBack: 0 });
			return last === undefined || last.heldBack === 0 ? text : `${text} (and ${last.heldBack} times before)`;
		},
	};
}
