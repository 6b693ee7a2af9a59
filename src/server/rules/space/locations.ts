import { LOCATIONS } from "server/constants/rules";
import type { Entity, EntityId, Point } from "./entity";
import { distanceBetween } from "./geometry";
import {
	NOWHERE,
	type Place,
	placeAt,
	placeHolds,
	placeLabel,
	placeOutside,
	samePlace,
	type Sighting,
} from "./places";
import { type Zone, zoneDistance, zoneReach, zoneVolume } from "./zone-geometry";

export { OUTDOORS } from "./zone-name";
export type { Zone } from "./zone-geometry";

/** Somebody is somewhere else now, by names. */
export interface LocationChange {
	readonly id: EntityId;
	/** Undefined when first seen. */
	readonly from: string | undefined;
	readonly to: string;
}

/** Keeps where everybody is from step to step. */
export interface LocationTracker {
	/** Call with everybody there is: who is missing is forgotten. `now` in seconds. */
	readonly step: (
		entities: ReadonlyArray<Entity>,
		zones: ReadonlyArray<Zone>,
		now: number,
	) => ReadonlyArray<LocationChange>;
	/** A zone's name, `near <name>`, or `Outdoors` (also for whom it does not know). */
	readonly locationOf: (id: EntityId) => string;
	readonly forget: (id: EntityId) => void;
}

/** The numbers of `LOCATIONS`. */
export type LocationOptions = Readonly<typeof LOCATIONS>;

interface Presence {
	place: Place;
	/** Where it seems to be going, and since when. */
	target?: Place;
	targetSince: number;
	/** Since when its place does not hold any more. */
	awaySince?: number;
}

/** The zones of one step. */
interface ZoneMap {
	readonly names: ReadonlySet<string>;
	/** Smallest first; the name decides between equals, so that the order in which they came never does. */
	readonly entries: ReadonlyArray<{ readonly zone: Zone; readonly volume: number; readonly reach: number }>;
}

function mapOf(zones: ReadonlyArray<Zone>): ZoneMap {
	const entries = zones.map((zone) => ({ zone, volume: zoneVolume(zone), reach: zoneReach(zone) }));
	entries.sort((a, b) => (a.volume === b.volume ? a.zone.name < b.zone.name : a.volume < b.volume));
	return { names: new Set(zones.map(({ name }) => name)), entries };
}

/** Says for each entity which named place it is in, without noise from walking along an edge. */
export function createLocationTracker(options: LocationOptions = LOCATIONS): LocationTracker {
	const presences = new Map<EntityId, Presence>();
	/** Farther than this, no zone makes a difference. */
	const sightStuds = options.nearStuds + options.leaveStuds;

	function sightingsFrom(position: Point, { entries }: ZoneMap): ReadonlyArray<Sighting> {
		const sightings = new Array<Sighting>();
		for (const { zone, reach } of entries) {
			if (distanceBetween(position, zone.center) > reach + sightStuds) continue;
			sightings.push({ zone, distance: zoneDistance(zone, position) });
		}
		return sightings;
	}

	/** The place to change to, if it is time to. */
	function settle(
		presence: Presence,
		sightings: ReadonlyArray<Sighting>,
		isGone: boolean,
		now: number,
	): Place | undefined {
		const { place } = presence;
		const target = placeAt(sightings, false, options);
		if (placeHolds(place, target, sightings, options)) {
			presence.target = undefined;
			presence.awaySince = undefined;
			return undefined;
		}
		presence.awaySince ??= now;
		if (!samePlace(presence.target, target)) {
			presence.target = target;
			presence.targetSince = now;
		}
		if (isGone || now - presence.targetSince >= options.dwellSeconds) return target;
		// Who runs from place to place settles nowhere, but is not where they set out either.
		const strayed = place.kind !== "outdoors" && now - presence.awaySince >= options.strayLimitSeconds;
		const outside = placeOutside(sightings, options);
		return strayed && !samePlace(place, outside) ? outside : undefined;
	}

	function stepOne({ id, position }: Entity, zones: ZoneMap, now: number): LocationChange | undefined {
		const sightings = sightingsFrom(position, zones);
		const presence = presences.get(id);
		if (presence === undefined) {
			const place = placeAt(sightings, true, options);
			presences.set(id, { place, targetSince: now });
			return { id, from: undefined, to: placeLabel(place) };
		}
		const isGone = presence.place.kind !== "outdoors" && !zones.names.has(presence.place.name);
		const place = settle(presence, sightings, isGone, now);
		if (place === undefined) return undefined;
		const from = placeLabel(presence.place);
		presences.set(id, { place, targetSince: now });
		return { id, from, to: placeLabel(place) };
	}

	return {
		step: (entities, zones, now) => {
			const zoneMap = mapOf(zones);
			const changes = entities.mapFiltered((entity) => stepOne(entity, zoneMap, now));
			const here = new Set(entities.map(({ id }) => id));
			for (const [id] of presences) {
				if (!here.has(id)) presences.delete(id);
			}
			return changes;
		},
		locationOf: (id) => placeLabel(presences.get(id)?.place ?? NOWHERE),
		forget: (id) => {
			presences.delete(id);
		},
	};
}
