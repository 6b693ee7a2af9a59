import type { Body } from "./cluster-party";
import { distanceBetween } from "./geometry";

/** The connected parts of some bodies (sorted by id), two of which are connected at `reachStuds` or less. */
export function connectedParts(bodies: ReadonlyArray<Body>, reachStuds: number): Array<Array<Body>> {
	const parts = new Array<Array<Body>>();
	let rest = [...bodies];
	while (!rest.isEmpty()) {
		const { part, others } = partOf(rest[0], rest, reachStuds);
		parts.push(part);
		rest = others;
	}
	return parts;
}

/** Who of `bodies` is connected to `first`, itself first, and who is not. */
function partOf(
	first: Body,
	bodies: ReadonlyArray<Body>,
	reachStuds: number,
): { readonly part: Array<Body>; readonly others: Array<Body> } {
	const part = [first];
	let others = bodies.filter((body) => body !== first);
	const waiting = [first];
	let body = waiting.pop();
	while (body !== undefined && !others.isEmpty()) {
		const { position } = body;
		const unreached = new Array<Body>();
		for (const other of others) {
			if (distanceBetween(position, other.position) > reachStuds) {
				unreached.push(other);
				continue;
			}
			part.push(other);
			waiting.push(other);
		}
		others = unreached;
		body = waiting.pop();
	}
	return { part, others };
}
