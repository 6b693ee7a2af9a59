import type { Failure } from "../backend.ts";

/** How a request to the App Server ended. */
export type Result<T> =
	| { readonly kind: "ok"; readonly value: T }
	/** The App Server answered that it did not or could not do it. */
	| { readonly kind: "refused"; readonly message: string }
	/** No answer in time: nobody knows whether it was done. */
	| { readonly kind: "timeout"; readonly message: string }
	/** No connection, or it was lost before the answer: nobody knows whether it was done. */
	| { readonly kind: "down"; readonly message: string };

export type Failed = Exclude<Result<never>, { kind: "ok" }>;

/** Longer messages of the App Server are cut, because they may quote whole requests. */
const MAX_MESSAGE_CHARS = 300;

/** Providers quote a key that they refuse. */
const KEY_LIKE = /\b(sk|pk|key|token|bearer)[-_ ][A-Za-z0-9._*-]{8,}/gi;

/** A message of the App Server made fit for the game's log: short, on one line and without keys. */
export function presentable(message: string): string {
	const line = message.replace(KEY_LIKE, "[redacted]").replace(/\s+/g, " ").trim();
	return line.length > MAX_MESSAGE_CHARS ? `${line.slice(0, MAX_MESSAGE_CHARS)}…` : line;
}

/** What the game is told about a failed request. */
export function failureOf(result: Failed): Failure {
	switch (result.kind) {
		case "refused":
			return { kind: "rejected", message: presentable(result.message) };
		case "timeout":
			return { kind: "timeout", message: result.message };
		case "down":
			return { kind: "backendUnavailable", message: result.message };
	}
}
