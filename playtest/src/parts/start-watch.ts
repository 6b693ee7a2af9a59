import { setTimeout as sleep } from "node:timers/promises";
import { formatLocation } from "@townsfolk/headless";
import type { LogEvent } from "@townsfolk/headless";

/** Watches the place's log while it starts: an error then is a mistake in the place, and no play helps against it. */
export interface StartWatch {
	/** Takes a warning or an error of the start. False once the start is over. */
	readonly take: (event: LogEvent) => boolean;
	/**
	 * Waits until scripts had their first turn. Rejects with every error so far, a line each, after the warnings: these may
	 * name the cause.
	 * @param worldNow the world's clock, seconds: on a busy machine it has fewer frames in a second
	 */
	readonly settle: (worldNow: () => number) => Promise<void>;
	/** The warnings since the last call. */
	readonly warnings: () => ReadonlyArray<string>;
	readonly end: () => void;
}

/** A few frames: what scripts put off to "soon" has been done. */
const SETTLE_SECONDS = 0.2;

/** Seconds of this machine's clock after which a world that stands still is waited for no longer. */
const PATIENCE_SECONDS = 10;
const LOOK_SECONDS = 0.02;

/** How the place's log marks an error: Roblox lets no script log one without throwing it. */
const ERROR_MARK = "ERROR ";

export function createStartWatch(logFile: string): StartWatch {
	const errors: string[] = [];
	const warnings: string[] = [];
	let isOver = false;
	return {
		take: ({ level, message, source }) => {
			if (isOver) return false;
			const where = source === undefined ? "" : ` (${formatLocation(source)})`;
			if (level === "error") errors.push(message + where);
			else if (message.startsWith(ERROR_MARK)) errors.push(message.slice(ERROR_MARK.length));
			else warnings.push(message + where);
			return true;
		},
		settle: async (worldNow) => {
			const settledAt = worldNow() + SETTLE_SECONDS;
			const givenUpAt = performance.now() + PATIENCE_SECONDS * 1000;
			while (worldNow() < settledAt && performance.now() < givenUpAt) await sleep(LOOK_SECONDS * 1000);
			if (errors.length === 0) return;
			const list = [
				...warnings.map((warning) => `  ! ${warning}`),
				...errors.map((error) => `  ${error}`),
			].join("\n");
			throw new Error(`The place cannot start as it is:\n${list}\nThe log is ${logFile}`);
		},
		warnings: () => warnings.splice(0),
		end: () => (isOver = true),
	};
}
