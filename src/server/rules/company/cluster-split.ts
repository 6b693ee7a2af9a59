import { connectedParts } from "./cluster-parts";
import type { ClusterOptions } from "./cluster-options";
import { type Body, newParty, type Party } from "./cluster-party";

/** When members part. */
type SplitOptions = Pick<ClusterOptions, "partStuds" | "graceSeconds">;

/** Steps come a fraction of the grace apart, and a rounding error must not make one miss its end. */
const ROUNDING_SECONDS = 1e-3;

/** True if `a`, rather than `b`, is the part that stays. */
function isMain(a: ReadonlyArray<Body>, b: ReadonlyArray<Body>): boolean {
	if (a.size() !== b.size()) return a.size() > b.size();
	const steady = (part: ReadonlyArray<Body>) => part.filter((body) => body.apartSince === undefined).size();
	if (steady(a) !== steady(b)) return steady(a) > steady(b);
	// The first body of a part is its first by id.
	return a[0].id < b[0].id;
}

/**
 * Since when all members have been out of reach of a part that was not the main one until now. Undefined if the part holds
 * members of the last main part: those who are out of its reach have left it only now.
 */
function apartFrom(main: ReadonlyArray<Body>): number | undefined {
	let since = -math.huge;
	for (const { apartSince } of main) {
		if (apartSince === undefined) return undefined;
		since = math.max(since, apartSince);
	}
	return since;
}

/**
 * Parts members from a party that have been out of reach of its main part for the whole grace. They stay together as far
 * as they reach each other. Returns those who have parted.
 */
export function splitParty(party: Party, now: number, options: SplitOptions): ReadonlyArray<Body> {
	const parts = connectedParts(party.members(), options.partStuds);
	const main = parts.reduce((best, part) => (isMain(part, best) ? part : best));
	// The main part may become the smaller one while a grace runs. Its members have been apart for as long as the others.
	const since = apartFrom(main) ?? now;
	for (const body of main) body.apartSince = undefined;
	if (parts.size() === 1) return [];
	const leaving = new Array<Body>();
	for (const body of party.members()) {
		if (main.includes(body)) continue;
		body.apartSince ??= since;
		if (now - body.apartSince >= options.graceSeconds - ROUNDING_SECONDS) leaving.push(body);
	}
	part(party, leaving, options);
	return leaving;
}

/**
 * Parts members at once that are out of reach. The grace lets them come back; but if others join the party meanwhile, it
 * would put bodies together that are far from each other. True if any member parted.
 */
export function endGrace(party: Party, options: SplitOptions): boolean {
	const apart = party.members().filter((body) => body.apartSince !== undefined);
	if (apart.isEmpty()) return false;
	part(party, apart, options);
	return true;
}

function part(party: Party, leaving: ReadonlyArray<Body>, options: SplitOptions): void {
	for (const body of leaving) party.remove(body);
	for (const together of connectedParts(leaving, options.partStuds)) newParty(together);
}
