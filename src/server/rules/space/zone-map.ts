import type { Point } from "./entity";
import { distanceBetween } from "./geometry";
import type { Sighting } from "./places";
import { type Zone, zoneDistance, zoneReach, zoneVolume } from "./zone-geometry";

interface Entry {
	readonly zone: Zone;
	/** Cubic studs. */
	readonly volume: number;
	/** Studs from its centre to its corners. */
	readonly reach: number;
}

/** The zones of one step. */
export class ZoneMap {
	private readonly names: ReadonlySet<string>;
	/** Smallest first; the name decides between equals, so the order in which zones came never does. */
	private readonly entries: ReadonlyArray<Entry>;

	/** @param sightStuds distance beyond which a zone makes no difference */
	constructor(
		zones: ReadonlyArray<Zone>,
		private readonly sightStuds: number,
	) {
		this.names = new Set(zones.map(({ name }) => name));
		this.entries = zones
			.map((zone) => ({ zone, volume: zoneVolume(zone), reach: zoneReach(zone) }))
			.sort((a, b) => (a.volume === b.volume ? a.zone.name < b.zone.name : a.volume < b.volume));
	}

	public has(name: string): boolean {
		return this.names.has(name);
	}

	/** The zones in sight of a position, smallest first. */
	public sightingsFrom(position: Point): ReadonlyArray<Sighting> {
		const sightings = new Array<Sighting>();
		for (const { zone, reach } of this.entries) {
			const limit = reach + this.sightStuds;
			// Most zones of a large town are far away.
			if (math.abs(position.x - zone.center.x) > limit || math.abs(position.z - zone.center.z) > limit)
				continue;
			if (distanceBetween(position, zone.center) > limit) continue;
			sightings.push({ zone, distance: zoneDistance(zone, position) });
		}
		return sightings;
	}
}
