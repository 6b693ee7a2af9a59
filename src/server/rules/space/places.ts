import { LOCATIONS } from "server/constants/rules";
import { enterDepth, type Zone, type ZoneDistance } from "./zone-geometry";
import { clampUtf8, isBlank, stripControl, trim } from "shared/text/text";

/** The location of an entity that is in no zone and near none. */
const OUTDOORS = "Outdoors";
const NEAR = "near ";

/** Where an entity is: in a zone, near one, or neither. */
export interface Place {
	readonly kind: "in" | "near" | "outdoors";
	readonly name: string;
}

/** A zone as seen from a position. */
export interface Sighting {
	readonly zone: Zone;
	readonly distance: ZoneDistance;
}

/** The margins of zones. `LOCATIONS` has the numbers and their reasons. */
export interface PlaceOptions {
	/** Studs inside a zone's edge before an entity enters it. */
	readonly enterStuds: number;
	/** Studs past a zone's edge before an entity leaves it. */
	readonly leaveStuds: number;
	/** Studs from a zone within which an entity is `near` it. */
	readonly nearStuds: number;
}

/** In no zone and near none. */
export const NOWHERE: Place = { kind: "outdoors", name: OUTDOORS };

/** As agents read it: `Cafe`, `near Cafe`, `Outdoors`. */
export function placeLabel(place: Place): string {
	return place.kind === "near" ? NEAR + place.name : place.name;
}

/**
 * The zone's name that a part's `LocationName` gives. Undefined if it is no text, empty, or reads like a location that
 * the rules make up themselves.
 */
export function cleanZoneName(raw: unknown): string | undefined {
	if (!typeIs(raw, "string")) return undefined;
	const name = trim(clampUtf8(stripControl(raw), LOCATIONS.maxNameChars));
	if (isBlank(name)) return undefined;
	const lower = name.lower();
	return lower === OUTDOORS.lower() || lower.sub(1, NEAR.size()) === NEAR ? undefined : name;
}

/** True if both are defined and the same. */
export function samePlace(a: Place | undefined, b: Place): boolean {
	return a !== undefined && a.kind === b.kind && a.name === b.name;
}

/** Near the nearest zone, even from inside it; outdoors if none is near. */
export function placeOutside(sightings: ReadonlyArray<Sighting>, options: PlaceOptions): Place {
	let nearest: Sighting | undefined;
	for (const sighting of sightings) {
		if (sighting.distance.outside > options.nearStuds) continue;
		if (nearest === undefined || sighting.distance.outside < nearest.distance.outside) nearest = sighting;
	}
	return nearest !== undefined ? { kind: "near", name: nearest.zone.name } : NOWHERE;
}

/**
 * The place that a position alone implies. `sightings` come smallest zone first. Entering takes a little depth, so that
 * nobody crosses an edge by chance; at `isFirstSight` an entity is already there and needs none.
 */
export function placeAt(
	sightings: ReadonlyArray<Sighting>,
	isFirstSight: boolean,
	options: PlaceOptions,
): Place {
	const found = sightings.find(({ zone, distance }) => {
		if (distance.outside > 0) return false;
		return isFirstSight || distance.depth >= enterDepth(zone, options.enterStuds);
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

/** True while a position that implies `target` is no clear reason to leave `place` for it. */
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
		// Inside both, the smaller zone (which is the target) wins. Past the edge only a clear step out counts.
		return outside > 0 ? outside <= options.leaveStuds : target.kind !== "in";
	}
	if (target.kind === "in" || outside > options.nearStuds + options.leaveStuds) return false;
	return outside <= studsTo(target.name, sightings) + options.leaveStuds;
}
