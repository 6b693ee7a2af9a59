import type { Log } from "server/ports";
import type { Point } from "server/rules/space/entity";
import type { Zone } from "server/rules/space/locations";
import { cleanZoneName } from "server/rules/space/places";
import { createTaggedParts } from "./tagged-parts";

function toZone(part: BasePart, name: string): Zone {
	const [x, y, z, r00, r01, r02, r10, r11, r12, r20, r21, r22] = part.CFrame.GetComponents();
	const { X, Y, Z } = part.Size;
	const rotation = [r00, r01, r02, r10, r11, r12, r20, r21, r22];
	return { name, center: { x, y, z }, size: { x: X, y: Y, z: Z }, rotation };
}

/** Seconds between two readings of the parts: a location that moves is rare. */
const READ_SECONDS = 1;

function isSame(a: Zone, b: Zone): boolean {
	const isSamePoint = (p: Point, q: Point) => p.x === q.x && p.y === q.y && p.z === q.z;
	if (a.name !== b.name || !isSamePoint(a.center, b.center) || !isSamePoint(a.size, b.size)) return false;
	return a.rotation?.every((value, index) => value === b.rotation?.[index]) === true;
}

/**
 * Makes zones of the parts tagged `Location`, anew once a second: parts may come, go and move at run time. A part without a
 * usable `LocationName` is ignored, with one warning. Returns the same array until a zone has changed.
 */
export function createLocationParts(log: Log, now: () => number): () => ReadonlyArray<Zone> {
	const eachPart = createTaggedParts("Location", log);
	let known: ReadonlyArray<Zone> = [];
	let readAt = -math.huge;

	const read = () => {
		const zones = new Array<Zone>();
		eachPart((part) => {
			const name = cleanZoneName(part.GetAttribute("LocationName"));
			if (name === undefined) return "its attribute LocationName is no usable name";
			zones.push(toZone(part, name));
			return undefined;
		});
		return zones;
	};

	return () => {
		const time = now();
		if (time - readAt < READ_SECONDS) return known;
		readAt = time;
		const zones = read();
		const isUnchanged =
			zones.size() === known.size() && zones.every((zone, index) => isSame(zone, known[index]));
		if (!isUnchanged) known = zones;
		return known;
	};
}
