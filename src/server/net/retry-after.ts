/** The header `Retry-After` (RFC 9110, 10.2.3): seconds, or a date. */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const DAY_SECONDS = 86400;

/** Days since 1970-01-01, Gregorian calendar. Counts years from March, so that a leap day is a year's last day. */
function daysSinceEpoch(year: number, month: number, day: number): number {
	const y = month <= 2 ? year - 1 : year;
	const monthFromMarch = (month + 9) % 12;
	const dayOfYear = math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
	const leapDays = math.floor(y / 4) - math.floor(y / 100) + math.floor(y / 400);
	return y * 365 + leapDays + dayOfYear - 719468;
}

/** Unix seconds of `Sun, 06 Nov 1994 08:49:37 GMT`; undefined for any other form. */
export function parseHttpDate(text: string): number | undefined {
	const [day, monthName, year, hour, minute, second] = text.match(
		"^%a+, (%d%d?) (%a%a%a) (%d%d%d%d) (%d%d):(%d%d):(%d%d) GMT$",
	);
	if (day === undefined) return undefined;
	const month = MONTHS.indexOf(monthName as string) + 1;
	if (month === 0) return undefined;
	const number = (part: unknown) => tonumber(part) ?? 0;
	const days = daysSinceEpoch(number(year), month, number(day));
	return days * DAY_SECONDS + number(hour) * 3600 + number(minute) * 60 + number(second);
}

/** Seconds to wait, never negative; undefined when the header says nothing that can be read. */
export function parseRetryAfter(text: string, unixNow: number): number | undefined {
	const seconds = text.match("^%s*(%d+%.?%d*)%s*$")[0];
	if (seconds !== undefined) return tonumber(seconds);
	const date = parseHttpDate(text);
	return date === undefined ? undefined : math.max(0, date - unixNow);
}
