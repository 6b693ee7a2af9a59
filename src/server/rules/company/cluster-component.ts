import type { Bodies } from "./cluster-bodies";
import type { Body, Contact, Party } from "./cluster-party";
import { type Breathe, holdBreath } from "server/rules/load/in-pieces";

/** Bodies looked around between two breaths: a look round one finds dozens in a crowd. */
const BODIES_AT_ONCE = 12;

/** Bodies that can concern each other: parties and nearness connect them, directly or over others. */
export interface Component {
	readonly bodies: ReadonlySet<Body>;
	/** Those of different parties that are near enough to join. */
	readonly contacts: ReadonlyArray<Contact>;
}

/** The component of one body. It costs as much as it has bodies, however many there are elsewhere. */
export function componentOf(seed: Body, all: Bodies, breathe: Breathe = holdBreath): Component {
	const bodies = new Set<Body>([seed]);
	const contacts = new Array<Contact>();
	const unvisited = [seed];
	const parties = new Set<Party>();
	const reach = (body: Body) => {
		if (bodies.has(body)) return;
		bodies.add(body);
		unvisited.push(body);
	};
	let looked = 0;
	let body = unvisited.pop();
	while (body !== undefined) {
		const a = body;
		if (!parties.has(a.party)) {
			parties.add(a.party);
			for (const member of a.party.members()) reach(member);
		}
		all.forEachNear(a, (b, distance) => {
			reach(b);
			// Both find the pair; one counts it.
			if (a.party !== b.party && a.id < b.id) contacts.push({ a, b, distance });
		});
		looked += 1;
		if (looked % BODIES_AT_ONCE === 0) breathe();
		body = unvisited.pop();
	}
	return { bodies, contacts };
}
