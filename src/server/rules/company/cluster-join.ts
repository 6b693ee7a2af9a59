import { growCrowd } from "./cluster-crowd";
import { displaceFarthest } from "./cluster-displace";
import type { ClusterOptions } from "./cluster-options";
import { type Body, type Contact, outranks, type Party } from "./cluster-party";
import { endGrace } from "./cluster-split";
import { distanceBetween } from "server/rules/space/geometry";

/** Bodies that a round has left alone look for company in the next; this many rounds are plenty for one step. */
const MAX_ROUNDS = 3;

/** Joins close parties as far as the cap allows; the farthest bodies stay out. */
export function joinParties(contacts: ReadonlyArray<Contact>, options: ClusterOptions): void {
	// Each crowd by itself: what happens in one must not depend on how many rounds another needs.
	for (const crowd of connectedContacts(contacts)) joinCrowd(crowd, options);
}

function joinCrowd(contacts: ReadonlyArray<Contact>, options: ClusterOptions): void {
	let all = contacts;
	for (let round = 1; round <= MAX_ROUNDS; round++) {
		const open = all.filter((contact) => canMatter(contact, options.maxMembers));
		const parted = endGraces(open, options);
		for (const crowd of connectedContacts(open)) joinConnected(crowd, options);
		const displaced = displaceFarthest(open, options);
		if (!parted && displaced.isEmpty()) return;
		all = [...all, ...contactsBetween(displaced, options.joinStuds)];
	}
}

function endGraces(contacts: ReadonlyArray<Contact>, options: ClusterOptions): boolean {
	let parted = false;
	for (const { a, b } of contacts) {
		if (endGrace(a.party, options)) parted = true;
		if (endGrace(b.party, options)) parted = true;
	}
	return parted;
}

/** False between two parties that are too large to merge, as in most contacts of a crowd. */
function canMatter({ a, b }: Contact, maxMembers: number): boolean {
	if (a.party === b.party) return false;
	const [sizeA, sizeB] = [a.party.size(), b.party.size()];
	return sizeA === 1 || sizeB === 1 || sizeA + sizeB <= maxMembers;
}

/** The contacts in groups: two are in one group if parties connect them, directly or over others. */
function connectedContacts(contacts: ReadonlyArray<Contact>): ReadonlyArray<ReadonlyArray<Contact>> {
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
	for (const { a, b } of contacts) {
		const [rootA, rootB] = [rootOf(a.party), rootOf(b.party)];
		if (rootA !== rootB) parents.set(rootB, rootA);
	}
	const byRoot = new Map<Party, Array<Contact>>();
	const connected = new Array<Array<Contact>>();
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

function joinConnected(contacts: ReadonlyArray<Contact>, options: ClusterOptions): void {
	const parties = new Set<Party>();
	for (const { a, b } of contacts) parties.add(a.party).add(b.party);
	let total = 0;
	for (const party of parties) total += party.size();
	if (total <= options.maxMembers) mergeAll([...parties]);
	else growCrowd(contacts, options.maxMembers);
}

function mergeAll(parties: ReadonlyArray<Party>): void {
	const winner = parties.reduce((best, party) => (outranks(party, best) ? party : best));
	for (const party of parties) {
		if (party !== winner) winner.absorb(party);
	}
}

function contactsBetween(bodies: ReadonlyArray<Body>, joinStuds: number): ReadonlyArray<Contact> {
	const contacts = new Array<Contact>();
	for (let i = 0; i < bodies.size(); i++) {
		for (let j = i + 1; j < bodies.size(); j++) {
			const distance = distanceBetween(bodies[i].position, bodies[j].position);
			if (distance < joinStuds) contacts.push({ a: bodies[i], b: bodies[j], distance });
		}
	}
	return contacts;
}
