import { type Body, type Contact, outranks, type Party } from "./cluster-party";
import type { Breathe } from "server/rules/load/in-pieces";
import type { EntityId } from "server/rules/space/entity";
import { distanceBetween } from "server/rules/space/geometry";

/**
 * Makes parties of at most `maxMembers` out of a crowd that is too large for one. No party loses a member. Parties merge
 * where they fit, then they take in the nearest lone bodies, then the remaining bodies gather around those with the most
 * neighbours. So the bodies farthest from the middle are left over.
 */
export function growCrowd(contacts: ReadonlyArray<Contact>, maxMembers: number, breathe: Breathe): void {
	const ordered = nearestFirst(contacts, breathe);
	const neighbours = neighboursByBody(ordered);
	breathe();
	mergeFitting(
		ordered.filter(({ a, b }) => a.party.size() > 1 && b.party.size() > 1),
		maxMembers,
	);
	for (const party of rankedParties(neighbours)) {
		breathe();
		absorbLone(party, neighbours, maxMembers);
	}
	for (const seed of busiestFirst(neighbours)) {
		if (seed.party.size() > 1) continue;
		breathe();
		absorbLone(seed.party, neighbours, maxMembers);
	}
	breathe();
	mergeFitting(ordered, maxMembers);
}

type Neighbours = ReadonlyMap<Body, ReadonlyArray<Body>>;

function firstOf(pair: Contact): EntityId {
	return pair.a.id < pair.b.id ? pair.a.id : pair.b.id;
}

function secondOf(pair: Contact): EntityId {
	return pair.a.id < pair.b.id ? pair.b.id : pair.a.id;
}

function isNearer(a: Contact, b: Contact): boolean {
	if (a.distance !== b.distance) return a.distance < b.distance;
	const [firstA, firstB] = [firstOf(a), firstOf(b)];
	return firstA === firstB ? secondOf(a) < secondOf(b) : firstA < firstB;
}

/** Sorts by whole studs first: no sort takes long then, and a breath fits between two. */
function nearestFirst(contacts: ReadonlyArray<Contact>, breathe: Breathe): ReadonlyArray<Contact> {
	const byStuds = new Map<number, Array<Contact>>();
	let farthest = 0;
	for (const contact of contacts) {
		const studs = math.floor(contact.distance);
		farthest = math.max(farthest, studs);
		const known = byStuds.get(studs);
		if (known === undefined) byStuds.set(studs, [contact]);
		else known.push(contact);
	}
	const ordered = new Array<Contact>();
	for (let studs = 0; studs <= farthest; studs++) {
		const alike = byStuds.get(studs);
		if (alike === undefined) continue;
		breathe();
		for (const contact of alike.sort(isNearer)) ordered.push(contact);
	}
	return ordered;
}

function neighboursByBody(contacts: ReadonlyArray<Contact>): Neighbours {
	const neighbours = new Map<Body, Array<Body>>();
	const link = (from: Body, to: Body) => {
		const known = neighbours.get(from);
		if (known === undefined) neighbours.set(from, [to]);
		else known.push(to);
	};
	for (const { a, b } of contacts) {
		link(a, b);
		link(b, a);
	}
	return neighbours;
}

function mergeFitting(contacts: ReadonlyArray<Contact>, maxMembers: number): void {
	for (const { a, b } of contacts) {
		if (a.party === b.party || a.party.size() + b.party.size() > maxMembers) continue;
		const [winner, other] = outranks(a.party, b.party) ? [a.party, b.party] : [b.party, a.party];
		winner.absorb(other);
	}
}

/** The parties of two or more, in the order in which their clusters would survive a merge. */
function rankedParties(neighbours: Neighbours): ReadonlyArray<Party> {
	const parties = new Set<Party>();
	for (const [body] of neighbours) {
		if (body.party.size() > 1) parties.add(body.party);
	}
	return [...parties].sort(outranks);
}

function busiestFirst(neighbours: Neighbours): ReadonlyArray<Body> {
	const lone = new Array<{ body: Body; count: number }>();
	for (const [body, near] of neighbours) {
		if (body.party.size() === 1) lone.push({ body, count: near.size() });
	}
	lone.sort((a, b) => (a.count === b.count ? a.body.id < b.body.id : a.count > b.count));
	return lone.map(({ body }) => body);
}

/** Takes in its members' lone neighbours, the nearest to its centre first, until it is full. */
function absorbLone(party: Party, neighbours: Neighbours, maxMembers: number): void {
	const candidates = new Set<Body>();
	const addCandidates = (member: Body) => {
		for (const body of neighbours.get(member) ?? []) {
			if (body.party !== party && body.party.size() === 1) candidates.add(body);
		}
	};
	for (const member of party.members()) addCandidates(member);
	while (party.size() < maxMembers) {
		const nearest = nearestTo(party, candidates);
		if (nearest === undefined) return;
		candidates.delete(nearest);
		party.absorb(nearest.party);
		addCandidates(nearest);
	}
}

function nearestTo(party: Party, candidates: ReadonlySet<Body>): Body | undefined {
	const center = party.center();
	let nearest: Body | undefined;
	let least = math.huge;
	for (const body of candidates) {
		const distance = distanceBetween(body.position, center);
		const tie = distance === least && nearest !== undefined && body.id < nearest.id;
		if (distance < least || tie) [nearest, least] = [body, distance];
	}
	return nearest;
}
