import { STATUS } from "server/constants/rules";
import { clampUtf8, isBlank, stripControl, trim } from "shared/text/text";

/** What an NPC's `status` block says. */
export interface StatusFields {
	/** Whole percent, 0–100; 0 means dead. */
	readonly healthPercent: number;
	/** A location's name. */
	readonly location: string;
	readonly currentAction: string;
	/** Further keys, after the three fixed ones, in this order. */
	readonly extra?: ReadonlyArray<readonly [key: string, value: string]>;
}

const FIXED_KEYS = ["health", "location", "current_action"];
const UNKNOWN = "Unknown";
const SEPARATOR = " | ";

/** Whole percent from 0 to 100. What still lives is never rounded to 0, and what is no number is 0. */
export function wholePercent(healthPercent: number): number {
	if (!(healthPercent > 0)) return 0;
	return math.clamp(math.round(healthPercent), 1, 100);
}

/** As a value stands in a status before escaping: one line, trimmed, capped, never empty. */
export function cleanStatusValue(value: string): string {
	const clean = trim(clampUtf8(stripControl(value), STATUS.maxValueChars));
	return isBlank(clean) ? UNKNOWN : clean;
}

function cleanKey(key: string): string {
	return clampUtf8(stripControl(key).lower().gsub("[^%w]+", "_")[0], STATUS.maxKeyChars);
}

function escape(value: string): string {
	return value.gsub("[\\|:]", "\\%0")[0];
}

/**
 * `health: 100 | location: Cafe | current_action: Idle`, then the further keys. A `|`, `:` or `\` inside a value is
 * escaped by a backslash; line breaks and control characters are spaces.
 */
export function formatStatus(fields: StatusFields): string {
	const parts = [
		`health: ${wholePercent(fields.healthPercent)}`,
		`location: ${escape(cleanStatusValue(fields.location))}`,
		`current_action: ${escape(cleanStatusValue(fields.currentAction))}`,
	];
	const used = new Set(FIXED_KEYS);
	for (const [rawKey, value] of fields.extra ?? []) {
		const key = cleanKey(rawKey);
		if (isBlank(key) || used.has(key) || used.size() >= FIXED_KEYS.size() + STATUS.maxExtraKeys) continue;
		used.add(key);
		parts.push(`${key}: ${escape(cleanStatusValue(value))}`);
	}
	return parts.join(SEPARATOR);
}

/** What `formatStatus` wrote, or undefined for a text that it cannot have written. */
export function parseStatus(text: string): StatusFields | undefined {
	const parsed = splitEscaped(text).mapFiltered(parsePair);
	const [health, location, action] = parsed;
	if (health?.[0] !== "health" || location?.[0] !== "location" || action?.[0] !== "current_action") {
		return undefined;
	}
	const healthPercent = tonumber(health[1]);
	if (healthPercent === undefined || healthPercent !== wholePercent(healthPercent)) return undefined;
	const extra = parsed.filter((_, index) => index >= FIXED_KEYS.size());
	const fields = { healthPercent, location: location[1], currentAction: action[1] };
	return extra.isEmpty() ? fields : { ...fields, extra };
}

/** The `key: value` parts, still escaped: cut at each `|` that no backslash precedes. */
function splitEscaped(text: string): ReadonlyArray<string> {
	const parts = new Array<string>();
	let from = 1;
	let index = 1;
	while (index <= text.size()) {
		const char = text.sub(index, index);
		if (char === "|") {
			parts.push(text.sub(from, index - 1));
			from = index + 1;
		}
		index += char === "\\" ? 2 : 1;
	}
	parts.push(text.sub(from));
	return parts;
}

function parsePair(part: string): readonly [key: string, value: string] | undefined {
	const [key, value] = part.match("^%s*([%w_]+): (.-)%s*$");
	if (key === undefined) return undefined;
	return [key as string, (value as string).gsub("\\(.)", "%1")[0]];
}
