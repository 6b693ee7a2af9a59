import type { Failure } from "../backend.ts";
import { damageOf, summaryOf, type Damage } from "./error-summary.ts";

/** How a request to the App Server ended. */
export type Result<T> =
	| { readonly kind: "ok"; readonly value: T }
	/** The App Server answered that it did not or could not do it. The message is its own: log `reasonOf` instead. */
	| { readonly kind: "refused"; readonly message: string }
	/** It says that it did it, and it is not done. */
	| { readonly kind: "unverified"; readonly message: string }
	/** No answer in time: nobody knows whether it was done. */
	| { readonly kind: "timeout"; readonly message: string }
	/** No connection, or it was lost before the answer: nobody knows whether it was done. */
	| { readonly kind: "down"; readonly message: string };

export type Failed = Exclude<Result<never>, { kind: "ok" }>;

/** What may be logged of a failed request: our own words, and of the App Server's only what they are about. */
export function reasonOf(result: Failed): string {
	return result.kind === "refused" ? summaryOf(result.message) : result.message;
}

/** What the game is told about a failed request. */
export function failureOf(result: Failed): Failure {
	switch (result.kind) {
		case "refused":
		case "unverified":
			return { kind: "rejected", message: reasonOf(result) };
		case "timeout":
			return { kind: "timeout", message: result.message };
		case "down":
			return { kind: "backendUnavailable", message: result.message };
	}
}

/** What in the App Server's store kept it from doing what was asked. */
export function damageIn(result: Result<unknown>): Damage | undefined {
	return result.kind === "refused" ? damageOf(result.message) : undefined;
}
