import type { ClusterOptions } from "./cluster-options";
import { connectedParts } from "./cluster-parts";
import { type Body, type Contact, newParty, outranks, type Party } from "./cluster-party";
import { type Breathe, holdBreath } from "server/rules/load/in-pieces";
import type { Point } from "server/rules/space/entity";
import { distanceBetween } from "server/rules/space/geometry";

/** A full party that a newcomer may enter. */
interface Door {
	readonly party: Party;
	readonly center: Point;
	/** Studs from the newcomer to the centre. */
	readonly distance: number;
}

/**
 * Lets lone bodies into full parties if they are clearly nearer to the centre than one of the members. Returns the
 * members that had to leave for them; they are alone now.
 */
export function displaceFarthest(
	contacts: ReadonlyArray<Contact>,
	options: ClusterOptions,
	breathe: Breathe = holdBreath,
): ReadonlyArray<Body> {
	const waiting = new Map<Body, Set<Party>>();
	const note = (body: Body, other: Body) => {
		if (body.party.size() > 1 || other.party.size() < options.maxMembers) return;
		const known = waiting.get(body) ?? new Set<Party>();
		waiting.set(body, known.add(other.party));
	};
	for (const { a, b } of contacts) {
		note(a, b);
		note(b, a);
	}
	const newcomers = [...waiting].sort(([a], [b]) => a.id < b.id);
	const displaced = new Array<Body>();
	for (const [newcomer, parties] of newcomers) {
		breathe();
		const body = displaceOne(newcomer, [...parties], options);
		if (body !== undefined) displaced.push(body);
	}
	return displaced;
}

/** Tries only the party with the nearest centre. */
function displaceOne(
	newcomer: Body,
	parties: ReadonlyArray<Party>,
	options: ClusterOptions,
): Body | undefined {
	const doors = parties.map((party): Door => {
		const center = party.center();
		return { party, center, distance: distanceBetween(newcomer.position, center) };
	});
	const { party, center, distance } = doors.reduce((best, door) => (isNearer(door, best) ? door : best));
	for (const { body, distance: farness } of party.farthestFirst(center)) {
		if (farness <= distance + options.displaceStuds) return undefined;
		if (!staysConnected(party, body, newcomer, options.partStuds)) continue;
		party.remove(body);
		newParty([body]);
		party.absorb(newcomer.party);
		return body;
	}
	return undefined;
}

function isNearer(a: Door, b: Door): boolean {
	return a.distance === b.distance ? outranks(a.party, b.party) : a.distance < b.distance;
}

/** True if the members still reach each other after one has left and one has come. */
function staysConnected(party: Party, leaver: Body, newcomer: Body, reachStuds: number): boolean {
	const members = party.members().filter((body) => body !== leaver);
	return connectedParts([...members, newcomer], reachStuds).size() === 1;
}
