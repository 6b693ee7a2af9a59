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

/** Keeps where all entities are. */
export interface LocationTracker {
	/** To be called when an entity comes or moves, when zones change, and while it is unsettled. `now` in seconds. */
	readonly see: (
		entity: Pick<Entity, "id" | "position">,
		zones: ZoneMap,
		now: number,
	) => LocationChange | undefined;
	/** True while time alone may change the entity's location. */
	readonly isUnsettled: (id: EntityId) => boolean;
	/** The entity is not there any more: when it comes back, it comes anew. */
	readonly forget: (id: EntityId) => void;
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
	readonly place: Place;
	readonly label: string;
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

	const enter = (id: EntityId, place: Place, now: number): string => {
		const label = placeLabel(place);
		presences.set(id, { place, label, targetSince: now });
		return label;
	};

	return {
		see: ({ id, position }, zones, now) => {
			const sightings = zones.sightingsFrom(position);
			const presence = presences.get(id);
			if (presence === undefined) {
				return { id, from: undefined, to: enter(id, placeAt(sightings, true, options), now) };
			}
			const isGone = presence.place.kind !== "outdoors" && !zones.has(presence.place.name);
			const place = settle(presence, { sightings, isGone, now }, options);
			return place && { id, from: presence.label, to: enter(id, place, now) };
		},
		isUnsettled: (id) => presences.get(id)?.awaySince !== undefined,
		forget: (id) => {
			presences.delete(id);
		},
		locationOf: (id) => presences.get(id)?.label ?? placeLabel(NOWHERE),
	};
}

/** The map of the zones for a tracker with these options. */
export function mapZones(zones: ReadonlyArray<Zone>, options: LocationOptions = LOCATIONS): ZoneMap {
	return new ZoneMap(zones, options.nearStuds + options.leaveStuds);
}
