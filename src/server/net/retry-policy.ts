/** What became of a request, as far as it decides whether to send it again. */
export type Outcome =
	| { readonly kind: "ok" }
	/** It never left, or nobody took the connection. */
	| { readonly kind: "unsent" }
	/** No answer, or one that cannot be read: it may have been done. */
	| { readonly kind: "lost" }
	/** The host is in trouble (5xx, 408): it may have been done. */
	| { readonly kind: "trouble" }
	/** Not done: something else is under way there that excludes it (409). */
	| { readonly kind: "busy" }
	/** Not done: too many (429). `turns`: only what costs a quota is refused. */
	| {
			readonly kind: "limited";
			readonly retryAfterSeconds?: number;
			readonly scope: "all" | "turns";
	  }
	/** Not done, and would not be if it were sent again as it is. */
	| { readonly kind: "refused" };

/**
 * When a request may be sent again by itself. `always`: it can be done twice without harm (reads, block writes,
 * deletions). `untouched`: only where it was certainly not done. `unsent`: only where the host has not even judged it.
 * `never`: whoever wants it asks anew.
 */
export type Repeat = "always" | "untouched" | "unsent" | "never";

const REPEATS: Readonly<Record<Repeat, ReadonlyArray<Outcome["kind"]>>> = {
	always: ["unsent", "lost", "trouble", "busy", "limited"],
	untouched: ["unsent", "busy", "limited"],
	unsent: ["unsent", "limited"],
	never: [],
};

export function mayRepeat(policy: Repeat, outcome: Outcome): boolean {
	return REPEATS[policy].includes(outcome.kind);
}

/** True for an outcome that speaks of the host's health: it is down, or nearly. */
export function isHostFailure({ kind }: Outcome): boolean {
	return kind === "unsent" || kind === "lost" || kind === "trouble";
}
