/** `connecting` until the first attempt succeeds or fails; `down` from a failure until the next success. */
export type LinkState = "connecting" | "up" | "down";

/** Whether a back end is in reach. */
export interface LinkStatus {
	readonly state: () => LinkState;
	/** One line for a person. */
	readonly detail: () => string;
}
