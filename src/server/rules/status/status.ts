import { STATUS } from "server/constants/rules";
import { clampUtf8, isBlank, stripControl, trim } from "shared/text/text";

/** What an NPC's `status` block says. */
export interface StatusFields {
	/** 0–100; 0 means dead. */
	readonly healthPercent: number;
	/** A location's name. */
	readonly location: string;
	readonly currentAction: string;
}

const UNKNOWN = "Unknown";

/** Whole percent from 0 to 100. A living NPC never rounds to 0; NaN is 0. */
export function wholePercent(healthPercent: number): number {
	if (!(healthPercent > 0)) return 0;
	return math.clamp(math.round(healthPercent), 1, 100);
}

/** One line, trimmed, capped, never empty. */
function clean(value: string): string {
	const text = trim(clampUtf8(stripControl(value), STATUS.maxValueChars));
	return isBlank(text) ? UNKNOWN : text;
}

function escape(value: string): string {
	return value.gsub("[\\|:]", "\\%0")[0];
}

/**
 * `health: 100 | location: Cafe | current_action: Idle`. A backslash goes before a `|`, `:` or `\` inside a value; line
 * breaks and control characters are spaces.
 */
export function formatStatus({ healthPercent, location, currentAction }: StatusFields): string {
	return [
		`health: ${wholePercent(healthPercent)}`,
		`location: ${escape(clean(location))}`,
		`current_action: ${escape(clean(currentAction))}`,
	].join(" | ");
}
