import type { Repeat } from "server/net/retry-policy";

/** One operation of Letta's REST API: what is sent, and how its answer is read. */
export interface Operation<T> {
	readonly method: "GET" | "POST" | "PATCH" | "DELETE";
	readonly path: string;
	readonly body?: unknown;
	/** Undefined for an answer that cannot be used. */
	readonly read: (value: unknown) => T | undefined;
	readonly repeat: Repeat;
	/** Seconds for the answer; `CLOUD.timeoutSeconds` if absent. */
	readonly timeoutSeconds?: number;
}

/** For an operation whose answer says nothing: it is enough that there is one. */
export const accept = (_: unknown): true => true;
