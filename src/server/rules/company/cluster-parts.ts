import type { Body } from "./cluster-party";
import type { Point } from "server/rules/space/entity";

/** The connected parts of some bodies (sorted by id). Two bodies at most `reachStuds` apart are connected. */
export function connectedParts(bodies: ReadonlyArray<Body>, reachStuds: number): Array<Array<Body>> {
	const reachSquared = reachStuds * reachStuds;
	const parts = new Array<Array<Body>>();
	// This runs for every cluster at every step, so one list shrinks: a new list for each body would cost more.
	const unreached = [...bodies];
	while (!unreached.isEmpty()) {
		const part = [unreached.remove(0) as Body];
		// The part grows during the walk: every body near a member is a member.
		for (let at = 0; at < part.size() && !unreached.isEmpty(); at++) {
			moveNear(part[at].position, reachSquared, unreached, part);
		}
		parts.push(part);
	}
	return parts;
}

/** Moves the bodies near `position` to `part`; the others keep their order. */
function moveNear(position: Point, reachSquared: number, unreached: Array<Body>, part: Array<Body>): void {
	const { x, y, z } = position;
	const count = unreached.size();
	let kept = 0;
	for (let index = 0; index < count; index++) {
		const body = unreached[index];
		const other = body.position;
		const dx = x - other.x;
		const dy = y - other.y;
		const dz = z - other.z;
		if (dx * dx + dy * dy + dz * dz <= reachSquared) {
			part.push(body);
			continue;
		}
		unreached[kept] = body;
		kept += 1;
	}
	for (let index = count; index > kept; index--) unreached.pop();
}
