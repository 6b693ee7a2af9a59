import { LOCATIONS } from "server/constants/rules";
import type { Entity, EntityId } from "./entity";
import {
	NOWHERE,
	type Place,
	placeAt,
	placeHolds,
	placeLabel,
	type PlaceOptions,
	placeOutside,
	samePlace,
	type Sighting,
} from "./places";
import type { Zone } from "./zone-geometry";
import { ZoneMap } from "./zone-map";

export type { Zone } from "./zone-geometry";

/** An entity's location has changed. */
export interface LocationChange {
	readonly id: EntityId;
	/** Undefined at first sight. */
	readonly from: string | undefined;
	readonly to: string;
}

/** Keeps where all entities are from step to step. */
export interface LocationTracker {
	/** Call with all entities: missing ones are forgotten. `now` in seconds. */
	readonly step: (
		entities: ReadonlyArray<Entity>,
		zones: ReadonlyArray<Zone>,
		now: number,
	) => ReadonlyArray<LocationChange>;
	/** A zone's name, `near <name>`, or `Outdoors`; `Outdoors` for an unknown entity, too. */
	readonly locationOf: (id: EntityId) => string;
}

/** When a location changes. `LOCATIONS` has the numbers and their reasons. */
export interface LocationOptions extends PlaceOptions {
	/** Seconds that a new place must hold before it counts. */
	readonly dwellSeconds: number;
	/** Seconds after which an entity that keeps moving has left the place it started from. */
	readonly strayLimitSeconds: number;
}

interface Presence {
	place: Place;
	/** The place that its last position implied, and since when positions have implied it. */
	target?: Place;
	targetSince: number;
	/** Since when its place has not held any more. */
	awaySince?: number;
}

/** What an entity's position says at one step. */
interface Glance {
	readonly sightings: ReadonlyArray<Sighting>;
	/** The zone of its place does not exist any more. */
	readonly isGone: boolean;
	readonly now: number;
}

/** The place to change to, once it is time. */
function settle(
	presence: Presence,
	{ sightings, isGone, now }: Glance,
	options: LocationOptions,
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
	// An entity that runs from place to place settles in none, but has left the one it started from.
	const strayed = place.kind !== "outdoors" && now - presence.awaySince >= options.strayLimitSeconds;
	const outside = placeOutside(sightings, options);
	return strayed && !samePlace(place, outside) ? outside : undefined;
}

/** Tracks each entity's named place, without noise from walking along an edge. */
export function createLocationTracker(options: LocationOptions = LOCATIONS): LocationTracker {
	const presences = new Map<EntityId, Presence>();

	function stepOne({ id, position }: Entity, zones: ZoneMap, now: number): LocationChange | undefined {
		const sightings = zones.sightingsFrom(position);
		const presence = presences.get(id);
		if (presence === undefined) {
			const place = placeAt(sightings, true, options);
			presences.set(id, { place, targetSince: now });
			return { id, from: undefined, to: placeLabel(place) };
		}
		const isGone = presence.place.kind !== "outdoors" && !zones.has(presence.place.name);
		const place = settle(presence, { sightings, isGone, now }, options);
		if (place === undefined) return undefined;
		presences.set(id, { place, targetSince: now });
		return { id, from: placeLabel(presence.place), to: placeLabel(place) };
	}

	return {
		step: (entities, zones, now) => {
			const zoneMap = new ZoneMap(zones, options.nearStuds + options.leaveStuds);
			const changes = entities.mapFiltered((entity) => stepOne(entity, zoneMap, now));
			const here = new Set(entities.map(({ id }) => id));
			for (const [id] of presences) {
				if (!here.has(id)) presences.delete(id);
			}
			return changes;
		},
		locationOf: (id) => placeLabel(presences.get(id)?.place ?? NOWHERE),
	};
}
