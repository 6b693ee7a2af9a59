import type { Spread } from "./recent-values";

/** What a request is about, the most urgent first. A `departure` is a group that somebody has just left. */
export const REQUEST_CLASSES = [
	"turn",
	"actionResult",
	"departure",
	"group",
	"status",
	"housekeeping",
] as const;

export type RequestClass = (typeof REQUEST_CLASSES)[number];

/** What has become of one class since the start. */
export interface ClassStats {
	/** Now. */
	readonly waiting: number;
	/** Replaced by a newer one before they were sent. */
	readonly merged: number;
	/** Repeats not counted. */
	readonly sent: number;
	readonly retried: number;
	/** By reason. */
	readonly dropped: Readonly<Record<string, number>>;
	/** From the wish to the sending, in the last minutes. */
	readonly waitSeconds: Spread;
}

/** What a way to Letta has done with what it was given. */
export interface RequestStats {
	readonly classes: Readonly<Record<RequestClass, ClassStats>>;
	/** HTTP requests in the last minute, and how many there may be. */
	readonly lastMinute: number;
	readonly budget: number;
}
