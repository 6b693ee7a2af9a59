import { CollectionService, Workspace } from "@rbxts/services";
import type { Log } from "server/ports";
import type { Zone } from "shared/core/locations";
import { cleanZoneName } from "shared/core/zone-name";

const TAG = "Location";

function toZone(part: BasePart, name: string): Zone {
	const [x, y, z, r00, r01, r02, r10, r11, r12, r20, r21, r22] = part.CFrame.GetComponents();
	const { X, Y, Z } = part.Size;
	const rotation = [r00, r01, r02, r10, r11, r12, r20, r21, r22];
	return { name, center: { x, y, z }, size: { x: X, y: Y, z: Z }, rotation };
}

/**
 * Zones from the parts tagged `Location`, as they stand at the call: parts may come, go and move at run time.
 * One without a usable `LocationName` is reported once and ignored.
 */
export function createLocationParts(log: Log): () => ReadonlyArray<Zone> {
	const reported = new Set<Instance>();
	CollectionService.GetInstanceRemovedSignal(TAG).Connect((instance) => {
		reported.delete(instance);
	});

	const report = (instance: Instance, problem: string) => {
		if (reported.has(instance)) return;
		reported.add(instance);
		log.warn(`${instance.GetFullName()} is tagged ${TAG} but ${problem}`);
	};

	return () => {
		const zones = new Array<Zone>();
		for (const instance of CollectionService.GetTagged(TAG)) {
			if (!instance.IsDescendantOf(Workspace)) continue;
			const name = cleanZoneName(instance.GetAttribute("LocationName"));
			if (!instance.IsA("BasePart")) report(instance, "is not a part");
			else if (name === undefined) report(instance, "its attribute LocationName is no usable name");
			else zones.push(toZone(instance, name));
		}
		return zones;
	};
}
