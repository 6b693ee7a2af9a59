import type { Change } from "../fleet/session-store.ts";

/** Keeps what a session must not lose, before it takes effect. */
export interface Journal {
	/** Calls `apply` once the change is kept; never, if the session is lost. Changes take effect in order. */
	readonly commit: (change: ChangeOf, apply: () => void) => void;
	/** A change that may be kept with the next one. */
	readonly later: (change: ChangeOf) => void;
	/** Resolves when nothing waits to be kept, or the session is lost; undefined if nothing waits now. */
	readonly pending: () => Promise<void> | undefined;
	/** Says that the session lives; finds out if it is lost. */
	readonly renew: () => void;
	/** Keeps everything once more. */
	readonly rewrite: () => void;
	/** The session is over: nothing of it is kept any more. Never rejects. */
	readonly remove: () => Promise<void>;
}

/** Makes the change, given the names of what is kept. */
export type ChangeOf = (names: () => Iterable<string>) => Change;

/** Of a gateway whose sessions end with its process. */
export const NO_JOURNAL: Journal = {
	commit: (_change, apply) => apply(),
	later: () => {},
	pending: () => undefined,
	renew: () => {},
	rewrite: () => {},
	remove: () => Promise.resolve(),
};
