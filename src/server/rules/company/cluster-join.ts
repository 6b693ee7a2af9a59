import { growCrowd } from "./cluster-crowd";
import { displaceFarthest } from "./cluster-displace";
import type { ClusterOptions } from "./cluster-options";
import { type Body, type Contact, outranks, type Party } from "./cluster-party";
import { endGrace } from "./cluster-split";
import { type Breathe, holdBreath } from "server/rules/load/in-pieces";
import { distanceBetween } from "server/rules/space/geometry";

/** Bodies that a round has left alone look for company in the next; this many rounds are plenty for one step. */
const MAX_ROUNDS = 3;

/** Contacts gone through between two breaths. */
export const CONTACTS_AT_ONCE = 256;

/**
 * Joins close parties as far as the cap allows; the farthest bodies stay out. Takes the contacts of one crowd or of several:
 * a round changes nothing in a crowd that has needed no more, so how many rounds another one needs makes no difference.
 */
export function joinParties(
	contacts: ReadonlyArray<Contact>,
	options: ClusterOptions,
	breathe: Breathe = holdBreath,
): void {
	if (contacts.isEmpty()) return;
	let all = contacts;
	for (let round = 1; round <= MAX_ROUNDS; round++) {
		const open = contactsThatMatter(all, options.maxMembers, breathe);
		const parted = endGraces(open, options);
		for (const crowd of connectedContacts(open, breathe)) joinConnected(crowd, options, breathe);
		const displaced = displaceFarthest(open, options, breathe);
		if (!parted && displaced.isEmpty()) return;
		all = [...all, ...contactsBetween(displaced, options.joinStuds)];
	}
}

function contactsThatMatter(
	contacts: ReadonlyArray<Contact>,
	maxMembers: number,
	breathe: Breathe,
): ReadonlyArray<Contact> {
	const open = new Array<Contact>();
	let seen = 0;
	for (const contact of contacts) {
		if (canMatter(contact, maxMembers)) open.push(contact);
		seen += 1;
		if (seen % CONTACTS_AT_ONCE === 0) breathe();
	}
	return open;
}

function endGraces(contacts: ReadonlyArray<Contact>, options: ClusterOptions): boolean {
	const parties = new Set<Party>();
	for (const { a, b } of contacts) {
		parties.add(a.party);
		parties.add(b.party);
	}
	let parted = false;
	for (const party of parties) if (endGrace(party, options)) parted = true;
	return parted;
}

/** False between two parties that are too large to merge, as in most contacts of a crowd. */
function canMatter({ a, b }: Contact, maxMembers: number): boolean {
	if (a.party === b.party) return false;
	const [sizeA, sizeB] = [a.party.size(), b.party.size()];
	return sizeA === 1 || sizeB === 1 || sizeA + sizeB <= maxMembers;
}

/** The contacts in groups: two are in one group if parties connect them, directly or over others. */
function connectedContacts(
	contacts: ReadonlyArray<Contact>,
	breathe: Breathe,
): ReadonlyArray<ReadonlyArray<Contact>> {
	const parents = new Map<Party, Party>();
	const rootOf = (party: Party): Party => {
		let root = party;
		let parent = parents.get(root);
		while (parent !== undefined) {
			root = parent;
			parent = parents.get(root);
		}
		if (root !== party) parents.set(party, root);
		return root;
	};
	let seen = 0;
	for (const { a, b } of contacts) {
		const [rootA, rootB] = [rootOf(a.party), rootOf(b.party)];
		if (rootA !== rootB) parents.set(rootB, rootA);
		seen += 1;
		if (seen % CONTACTS_AT_ONCE === 0) breathe();
	}
	const byRoot = new Map<Party, Array<Contact>>();
	const connected = new Array<Array<Contact>>();
	breathe();
	for (const pair of contacts) {
		const root = rootOf(pair.a.party);
		const known = byRoot.get(root);
		if (known !== undefined) {
			known.push(pair);
			continue;
		}
		const created = [pair];
		byRoot.set(root, created);
		connected.push(created);
	}
	return connected;
}

function joinConnected(contacts: ReadonlyArray<Contact>, options: ClusterOptions, breathe: Breathe): void {
	const parties = new Set<Party>();
	for (const { a, b } of contacts) parties.add(a.party).add(b.party);
	let total = 0;
	for (const party of parties) total += party.size();
	if (total <= options.maxMembers) mergeAll([...parties]);
	else growCrowd(contacts, options.maxMembers, breathe);
}

function mergeAll(parties: ReadonlyArray<Party>): void {
	const winner = parties.reduce((best, party) => (outranks(party, best) ? party : best));
	for (const party of parties) {
		if (party !== winner) winner.absorb(party);
	}
}

/** All pairs that are near enough to join, also of one party. */
export function contactsBetween(bodies: ReadonlyArray<Body>, joinStuds: number): ReadonlyArray<Contact> {
	const contacts = new Array<Contact>();
	for (let i = 0; i < bodies.size(); i++) {
		for (let j = i + 1; j < bodies.size(); j++) {
			const distance = distanceBetween(bodies[i].position, bodies[j].position);
			if (distance < joinStuds) contacts.push({ a: bodies[i], b: bodies[j], distance });
		}
	}
	return contacts;
}
