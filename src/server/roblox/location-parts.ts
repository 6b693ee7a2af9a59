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

/** Seconds between two readings of the parts: a location that moves is rare. */
const READ_SECONDS = 1;

/** What a part's zone was made of. */
interface Reading {
	readonly cframe: CFrame;
	readonly size: Vector3;
	readonly rawName: unknown;
	readonly zone: Zone;
}

/** Reads parts again and again. A part that has not changed gives the same zone. */
class ZoneReadings {
	private last = new Map<BasePart, Reading>();
	private present = new Map<BasePart, Reading>();

	/** Undefined for a part without a usable name. */
	public read(part: BasePart): Zone | undefined {
		const { CFrame: cframe, Size: size } = part;
		const rawName = part.GetAttribute("LocationName");
		const before = this.last.get(part);
		if (before?.cframe === cframe && before.size === size && before.rawName === rawName) {
			this.present.set(part, before);
			return before.zone;
		}
		const name = cleanZoneName(rawName);
		if (name === undefined) return undefined;
		const zone = toZone(part, name);
		this.present.set(part, { cframe, size, rawName, zone });
		return zone;
	}

	/** All parts have been read. */
	public end(): void {
		this.last = this.present;
		this.present = new Map();
	}
}

/**
 * Makes zones of the parts tagged `Location`, anew once a second: parts may come, go and move at run time. A part without a
 * usable `LocationName` is ignored, with one warning. Returns the same array until a zone has changed.
 */
export function createLocationParts(log: Log, now: () => number): () => ReadonlyArray<Zone> {
	const eachPart = createTaggedParts("Location", log);
	const readings = new ZoneReadings();
	let known: ReadonlyArray<Zone> = [];
	let readAt = -math.huge;

	const read = () => {
		const zones = new Array<Zone>();
		eachPart((part) => {
			const zone = readings.read(part);
			if (zone === undefined) return "its attribute LocationName is no usable name";
			zones.push(zone);
			return undefined;
		});
		readings.end();
		return zones;
	};

	return () => {
		const time = now();
		if (time - readAt < READ_SECONDS) return known;
		readAt = time;
		const zones = read();
		const isUnchanged = zones.size() === known.size() && zones.every((zone, index) => zone === known[index]);
		if (!isUnchanged) known = zones;
		return known;
	};
}
