/** What became of a request. Decides whether it may be sent again. */
export type Outcome =
	| { readonly kind: "ok" }
	/** It never left, or nobody took the connection. */
	| { readonly kind: "unsent" }
	/** It never left, because the engine has too many under way. */
	| { readonly kind: "crowded" }
	/** No answer, or one that cannot be read. The host may have done it. */
	| { readonly kind: "lost" }
	/** The host is in trouble (5xx, 408). It may have done it. */
	| { readonly kind: "trouble" }
	/** Not done, because something else is under way at the host (409). */
	| { readonly kind: "busy" }
	/** Not done: too many requests (429). `turns`: only what uses up a quota is refused. */
	| {
			readonly kind: "limited";
			readonly retryAfterSeconds?: number;
			readonly scope: "all" | "turns";
	  }
	/** Not done. Sending the same again would not help. */
	| { readonly kind: "refused" };

/**
 * When a request may be sent again by itself. `always`: doing it twice does no harm (reads, block writes, deletions).
 * `untouched`: only if it was certainly not done. `unsent`: only if the host has not even looked at it. `never`: its caller
 * has to ask again.
 */
export type Repeat = "always" | "untouched" | "unsent" | "never";

const REPEATS: Readonly<Record<Repeat, ReadonlyArray<Outcome["kind"]>>> = {
	always: ["unsent", "crowded", "lost", "trouble", "busy", "limited"],
	untouched: ["unsent", "crowded", "busy", "limited"],
	unsent: ["unsent", "crowded", "limited"],
	never: [],
};

export function mayRepeat(policy: Repeat, outcome: Outcome): boolean {
	return REPEATS[policy].includes(outcome.kind);
}

/** Whether an outcome says that the host is down, or nearly. */
export function isHostFailure({ kind }: Outcome): boolean {
	return kind === "unsent" || kind === "lost" || kind === "trouble";
}
