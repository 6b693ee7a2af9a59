import { enterDepth, type Zone, type ZoneDistance } from "./zone-geometry";
import { nearLabel, OUTDOORS } from "./zone-name";

/** Where somebody is: in a zone, near one, or neither. */
export interface Place {
	readonly kind: "in" | "near" | "outdoors";
	readonly name: string;
}

/** A zone as seen from where somebody stands. */
export interface Sighting {
	readonly zone: Zone;
	readonly distance: ZoneDistance;
}

/** The margins of zones, studs; see `LOCATIONS`. */
export interface PlaceOptions {
	readonly enterStuds: number;
	readonly leaveStuds: number;
	readonly nearStuds: number;
}

/** In no zone and near none. */
export const NOWHERE: Place = { kind: "outdoors", name: OUTDOORS };

/** As agents read it: `Cafe`, `near Cafe`, `Outdoors`. */
export function placeLabel(place: Place): string {
	return place.kind === "near" ? nearLabel(place.name) : place.name;
}

/** True if both are there and the same. */
export function samePlace(a: Place | undefined, b: Place): boolean {
	return a !== undefined && a.kind === b.kind && a.name === b.name;
}

/** Near the nearest zone, in it or not, or outdoors. */
export function placeOutside(sightings: ReadonlyArray<Sighting>, options: PlaceOptions): Place {
	let nearest: Sighting | undefined;
	for (const sighting of sightings) {
		if (sighting.distance.outside > options.nearStuds) continue;
		if (nearest === undefined || sighting.distance.outside < nearest.distance.outside) nearest = sighting;
	}
	return nearest !== undefined ? { kind: "near", name: nearest.zone.name } : NOWHERE;
}

/**
 * The place that a position alone tells. `sightings` come smallest zone first. To enter takes a little depth, so that
 * an edge is not crossed by chance; who `isAt` it already needs none.
 */
export function placeAt(sightings: ReadonlyArray<Sighting>, isAt: boolean, options: PlaceOptions): Place {
	const found = sightings.find(({ zone, distance }) => {
		if (distance.outside > 0) return false;
		return isAt || distance.depth >= enterDepth(zone, options.enterStuds);
	});
	return found !== undefined ? { kind: "in", name: found.zone.name } : placeOutside(sightings, options);
}

/** Studs to the nearest zone of a name; infinite if none is in sight. */
function studsTo(name: string, sightings: ReadonlyArray<Sighting>): number {
	let least = math.huge;
	for (const { zone, distance } of sightings) {
		if (zone.name === name) least = math.min(least, distance.outside);
	}
	return least;
}

/** True while a position that tells `target` gives no clear reason to leave `place` for it. */
export function placeHolds(
	place: Place,
	target: Place,
	sightings: ReadonlyArray<Sighting>,
	options: PlaceOptions,
): boolean {
	if (samePlace(place, target)) return true;
	if (place.kind === "outdoors") return false;
	const outside = studsTo(place.name, sightings);
	if (place.kind === "in") {
		// Inside both, the smaller one (which is the target) wins; past the edge, only a clear step out counts.
		return outside > 0 ? outside <= options.leaveStuds : target.kind !== "in";
	}
	if (target.kind === "in" || outside > options.nearStuds + options.leaveStuds) return false;
	return outside <= studsTo(target.name, sightings) + options.leaveStuds;
}
