import { createHash } from "node:crypto";

/** Everything that happened in a run, as one hash: two runs with the same hash went the same way. */
export interface EventLog {
	/** `parts` must not hold what is random by design: session ids and turn ids. */
	readonly add: (at: number, ...parts: ReadonlyArray<string | number>) => void;
	readonly digest: () => string;
}

/** Hexadecimal digits of the hash that are shown. */
const DIGITS = 16;

export function createEventLog(): EventLog {
	const hash = createHash("sha256");
	return {
		add: (at, ...parts) => void hash.update(`${at.toFixed(4)} ${JSON.stringify(parts)}\n`),
		digest: () => hash.copy().digest("hex").slice(0, DIGITS),
	};
}
