import type { Log } from "server/ports";
import type { Zone } from "server/rules/space/locations";
import { type Breathe, InPieces } from "server/rules/load/in-pieces";
import { cleanZoneName } from "server/rules/space/places";
import { attributeProblem } from "server/rules/text/attribute-problem";
import { createTaggedParts } from "./tagged-parts";

export function toZone(part: BasePart, name: string): Zone {
	const [x, y, z, r00, r01, r02, r10, r11, r12, r20, r21, r22] = part.CFrame.GetComponents();
	const { X, Y, Z } = part.Size;
	const rotation = [r00, r01, r02, r10, r11, r12, r20, r21, r22];
	return { name, center: { x, y, z }, size: { x: X, y: Y, z: Z }, rotation };
}

/** Seconds between two readings of the parts: a location that moves is rare. */
const READ_SECONDS = 1;

/** Parts read at once, and seconds between two such readings: a large world has hundreds of locations. */
const PARTS_AT_ONCE = 16;
const PIECE_SECONDS = 0.1;

/** What `cleanZoneName` takes. */
const NAME_WANTED = 'a text that is not empty, "Outdoors" or "near …"';

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

function isSame(zones: ReadonlyArray<Zone>, known: ReadonlyArray<Zone>): boolean {
	return zones.size() === known.size() && zones.every((zone, index) => zone === known[index]);
}

/**
 * Makes zones of the parts tagged `Location`, anew once a second, a few parts at a time: parts may come, go and move at run time.
 * A part without a usable `LocationName` is ignored, with one warning. Returns the same array until a zone has changed.
 */
export function createLocationParts(log: Log, now: () => number): () => ReadonlyArray<Zone> {
	const eachPart = createTaggedParts("Location", log);
	const readings = new ZoneReadings();
	let known: ReadonlyArray<Zone> | undefined;
	let readAt = -math.huge;
	let pieceAt = -math.huge;
	let reading: InPieces | undefined;

	const read = (breathe: Breathe) => {
		const zones = new Array<Zone>();
		let count = 0;
		eachPart((part) => {
			if (count > 0 && count % PARTS_AT_ONCE === 0) breathe();
			count += 1;
			const zone = readings.read(part);
			if (zone === undefined) return attributeProblem("LocationName", part.GetAttributes(), NAME_WANTED);
			zones.push(zone);
			return undefined;
		});
		readings.end();
		if (known === undefined || !isSame(zones, known)) known = zones;
	};

	return () => {
		const time = now();
		if (reading === undefined && time - readAt >= READ_SECONDS) {
			readAt = time;
			reading = new InPieces(read);
		}
		if (reading !== undefined && time - pieceAt >= PIECE_SECONDS) {
			pieceAt = time;
			// Nobody can do without the first.
			if (reading.workWhile(() => known === undefined)) reading = undefined;
		}
		return known ?? [];
	};
}
