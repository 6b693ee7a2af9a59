import { slipsBetween } from "./slips";

/** From these lengths on, one slip and two slips leave a name recognizable. */
const ONE_SLIP_LETTERS = 3;
const TWO_SLIPS_LETTERS = 8;

function slipsAllowed(name: string): number {
	if (name.size() < ONE_SLIP_LETTERS) return 0;
	return name.size() < TWO_SLIPS_LETTERS ? 1 : 2;
}

function isUtf8(text: string): boolean {
	return typeIs(utf8.len(text)[0], "number");
}

/** The name that a creator most likely meant by `written`. Undefined if none is near. Case does not count. */
export function nearestName(written: string, names: ReadonlyArray<string>): string | undefined {
	if (!isUtf8(written)) return undefined;
	let nearest: string | undefined;
	let least = math.huge;
	for (const name of names) {
		if (!isUtf8(name)) continue;
		const allowed = slipsAllowed(name);
		const slips = slipsBetween(written.lower(), name.lower(), allowed);
		if (slips <= allowed && slips < least) [nearest, least] = [name, slips];
	}
	return nearest;
}

/** ` (did you mean NAME?)`, or nothing. */
export function didYouMean(written: string, names: ReadonlyArray<string>): string {
	const nearest = nearestName(written, names);
	return nearest === undefined ? "" : ` (did you mean ${nearest}?)`;
}
