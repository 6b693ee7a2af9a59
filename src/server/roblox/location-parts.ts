import type { Log } from "server/ports";
import type { Zone } from "server/rules/space/locations";
import { cleanZoneName } from "server/rules/space/places";
import { createTaggedParts } from "./tagged-parts";

function toZone(part: BasePart, name: string): Zone {
	const [x, y, z, r00, r01, r02, r10, r11, r12, r20, r21, r22] = part.CFrame.GetComponents();
	const { X, Y, Z } = part.Size;
	const rotation = [r00, r01, r02, r10, r11, r12, r20, r21, r22];
	return { name, center: { x, y, z }, size: { x: X, y: Y, z: Z }, rotation };
}

/**
 * Makes zones of the parts tagged `Location`, anew at each call: parts may come, go and move at run time. A part without
 * a usable `LocationName` is ignored, with one warning.
 */
export function createLocationParts(log: Log): () => ReadonlyArray<Zone> {
	const eachPart = createTaggedParts("Location", log);
	return () => {
		const zones = new Array<Zone>();
		eachPart((part) => {
			const name = cleanZoneName(part.GetAttribute("LocationName"));
			if (name === undefined) return "its attribute LocationName is no usable name";
			zones.push(toZone(part, name));
			return undefined;
		});
		return zones;
	};
}
