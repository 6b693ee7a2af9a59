import type { Bodies } from "./cluster-bodies";
import type { Body, Contact } from "./cluster-party";
import { type Breathe, holdBreath } from "server/rules/load/in-pieces";

/** Bodies looked around between two breaths: a look round one finds dozens in a crowd. */
const BODIES_AT_ONCE = 12;

/** Bodies that can concern each other: parties and nearness connect them, directly or over others. */
export interface Component {
	readonly bodies: ReadonlyArray<Body>;
	/** Those of different parties that are near enough to join. */
	readonly contacts: ReadonlyArray<Contact>;
}

/** The component of one body. It costs as much as it has bodies, however many there are elsewhere. */
export function componentOf(seed: Body, all: Bodies, breathe: Breathe = holdBreath): Component {
	const search = all.nextSearch();
	const bodies = new Array<Body>();
	const contacts = new Array<Contact>();
	const reach = (body: Body) => {
		if (body.foundBy === search) return;
		body.foundBy = search;
		bodies.push(body);
	};
	let a = seed;
	const meet = (b: Body, distance: number) => {
		if (distance >= all.joinStuds) return;
		if (b.foundBy !== search) reach(b);
		// Both find the pair; one counts it.
		if (a.party !== b.party && a.id < b.id) contacts.push({ a, b, distance });
	};
	reach(seed);
	let looked = 0;
	while (looked < bodies.size()) {
		a = bodies[looked];
		// The first of a party to be found leads to all of it.
		if (a.party.foundBy !== search) {
			a.party.foundBy = search;
			for (const member of a.party.members()) reach(member);
		}
		all.forEachAround(a, meet);
		looked += 1;
		if (looked % BODIES_AT_ONCE === 0) breathe();
	}
	return { bodies, contacts };
}
