import type { FailureKind } from "../../wire.ts";
import type { Failure } from "../backend.ts";

/** What is broken in a back end's store. A broken conversation or memory stays broken; a disk gets room again. */
export type Damage = "conversation" | "memory" | "disk";

/** The back end answered that it did not or could not do it. */
export interface Refused {
	readonly kind: "refused";
	/** Its own text, which may quote players: log `reason` instead. */
	readonly message: string;
	/** What it is about, in our own words. */
	readonly reason: string;
	/** What the game is told; `rejected` if absent. */
	readonly failure?: FailureKind;
	/** What it asks for is not there. */
	readonly isMissing?: boolean;
	/** What in the back end's store kept it from doing it. */
	readonly damage?: Damage;
}

/** How a request to a back end ended. */
export type Result<T> =
	| { readonly kind: "ok"; readonly value: T }
	| Refused
	/** It says that it did it, and it is not done. */
	| { readonly kind: "unverified"; readonly message: string }
	/** No answer in time, or none that can be read: nobody knows whether it was done. */
	| { readonly kind: "timeout"; readonly message: string }
	/** The back end is out of reach. */
	| { readonly kind: "down"; readonly message: string };

export type Failed = Exclude<Result<never>, { kind: "ok" }>;

/** What may be logged of a failed request: our own words, and of the back end's only what they are about. */
export function reasonOf(result: Failed): string {
	return result.kind === "refused" ? result.reason : result.message;
}

/** What the game is told about a failed request. */
export function failureOf(result: Failed): Failure {
	switch (result.kind) {
		case "refused":
			return { kind: result.failure ?? "rejected", message: result.reason };
		case "unverified":
			return { kind: "rejected", message: result.message };
		case "timeout":
			return { kind: "timeout", message: result.message };
		case "down":
			return { kind: "backendUnavailable", message: result.message };
	}
}

/** What in the back end's store kept it from doing what was asked. */
export function damageIn(result: Result<unknown>): Damage | undefined {
	return result.kind === "refused" ? result.damage : undefined;
}
