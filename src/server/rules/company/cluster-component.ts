import type { Bodies } from "./cluster-bodies";
import type { Body, Contact, Party } from "./cluster-party";

/** Bodies that can concern each other: parties and nearness connect them, directly or over others. */
export interface Component {
	readonly bodies: ReadonlySet<Body>;
	/** All contacts that are near enough to join. */
	readonly contacts: ReadonlyArray<Contact>;
}

/** The component of one body. It costs as much as it has bodies, however many there are elsewhere. */
export function componentOf(seed: Body, all: Bodies): Component {
	const bodies = new Set<Body>([seed]);
	const contacts = new Array<Contact>();
	const unvisited = [seed];
	const parties = new Set<Party>();
	const reach = (body: Body) => {
		if (bodies.has(body)) return;
		bodies.add(body);
		unvisited.push(body);
	};
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
			if (a.id < b.id) contacts.push({ a, b, distance });
		});
		body = unvisited.pop();
	}
	return { bodies, contacts };
}
