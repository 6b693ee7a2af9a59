import { LOCATIONS } from "../constants";
import type { Entity, EntityId, Point } from "./entity";
import { enterDepth, type Zone, type ZoneDistance, zoneDistance, zoneVolume } from "./zone-geometry";
import { nearLabel, OUTDOORS } from "./zone-name";

export { OUTDOORS } from "./zone-name";
export type { Zone } from "./zone-geometry";

/** Somebody is somewhere else now, by names. */
export interface LocationChange {
	readonly id: EntityId;
	/** Undefined when first seen. */
	readonly from: string | undefined;
	readonly to: string;
}

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

export type LocationOptions = Readonly<typeof LOCATIONS>;

/** In a zone, near one, or neither. */
interface Place {
	readonly kind: "in" | "near" | "outdoors";
	readonly name: string;
}

interface Presence {
	place: Place;
	/** Where it seems to be going, and since when. */
	next?: Place;
	nextSince: number;
	/** Since when its place does not hold any more. */
	awaySince?: number;
}

interface Sighting {
	readonly zone: Zone;
	readonly distance: ZoneDistance;
}

const NOWHERE: Place = { kind: "outdoors", name: OUTDOORS };

function label(place: Place): string {
	return place.kind === "near" ? nearLabel(place.name) : place.name;
}

function same(a: Place | undefined, b: Place): boolean {
	return a !== undefined && a.kind === b.kind && a.name === b.name;
}

/** Smallest first; the name decides between equals, so that the order of the zones never does. */
function bySize(zones: ReadonlyArray<Zone>): ReadonlyArray<Zone> {
	const keyed = zones.map((zone) => ({ zone, volume: zoneVolume(zone) }));
	keyed.sort((a, b) => (a.volume === b.volume ? a.zone.name < b.zone.name : a.volume < b.volume));
	return keyed.map(({ zone }) => zone);
}

/** Says for each entity which named place it is in, without noise from walking along an edge. */
export function createLocationTracker(options: LocationOptions = LOCATIONS): LocationTracker {
	const presences = new Map<EntityId, Presence>();

	/** The place that the position alone tells, entering a zone only at `minDepth` of its edge's margin (0 or 1). */
	function placeAt(sightings: ReadonlyArray<Sighting>, minDepth: 0 | 1): Place {
		const zone = sightings.find(
			({ zone, distance }) =>
				distance.outside === 0 && distance.depth >= minDepth * enterDepth(zone, options.enterStuds),
		);
		return zone !== undefined ? { kind: "in", name: zone.zone.name } : outsidePlace(sightings);
	}

	function outsidePlace(sightings: ReadonlyArray<Sighting>): Place {
		let nearest: Sighting | undefined;
		for (const sighting of sightings) {
			if (sighting.distance.outside > options.nearStuds) continue;
			if (nearest === undefined || sighting.distance.outside < nearest.distance.outside) {
				nearest = sighting;
			}
		}
		return nearest !== undefined ? { kind: "near", name: nearest.zone.name } : NOWHERE;
	}

	/** True while the position gives no reason to leave `place` for `target`. */
	function holds(place: Place, target: Place, sightings: ReadonlyArray<Sighting>): boolean {
		if (same(place, target)) return true;
		if (place.kind === "outdoors") return false;
		let outside = math.huge;
		for (const { zone, distance } of sightings) {
			if (zone.name === place.name) outside = math.min(outside, distance.outside);
		}
		if (place.kind === "in") {
			// Inside both, the smaller one (which is the target) wins; past the edge, only a clear step out counts.
			return outside > 0 ? outside <= options.leaveStuds : target.kind !== "in";
		}
		if (target.kind === "in") return false;
		if (outside > options.nearStuds + options.leaveStuds) return false;
		const targetOutside = sightings.reduce(
			(least, { zone, distance }) => (zone.name === target.name ? math.min(least, distance.outside) : least),
			math.huge,
		);
		return outside <= targetOutside + options.leaveStuds;
	}

	/** The place to change to, if it is time to. */
	function settle(presence: Presence, sightings: ReadonlyArray<Sighting>, now: number): Place | undefined {
		const target = placeAt(sightings, 1);
		if (holds(presence.place, target, sightings)) {
			presence.next = undefined;
			presence.awaySince = undefined;
			return undefined;
		}
		presence.awaySince ??= now;
		if (!same(presence.next, target)) {
			presence.next = target;
			presence.nextSince = now;
		}
		const gone =
			presence.place.kind !== "outdoors" && !sightings.some(({ zone }) => zone.name === presence.place.name);
		if (gone || now - presence.nextSince >= options.dwellSeconds) return target;
		// Who runs from place to place settles nowhere, but is not where they set out either.
		const strayed = now - presence.awaySince >= options.strayLimitSeconds;
		const stray = outsidePlace(sightings);
		return strayed && presence.place.kind !== "outdoors" && !same(presence.place, stray) ? stray : undefined;
	}

	function stepOne(
		id: EntityId,
		position: Point,
		zones: ReadonlyArray<Zone>,
		now: number,
	): LocationChange | undefined {
		const sightings = zones.map((zone) => ({ zone, distance: zoneDistance(zone, position) }));
		const presence = presences.get(id);
		if (presence === undefined) {
			const place = placeAt(sightings, 0);
			presences.set(id, { place, nextSince: now });
			return { id, from: undefined, to: label(place) };
		}
		const place = settle(presence, sightings, now);
		if (place === undefined) return undefined;
		const from = label(presence.place);
		presence.place = place;
		presence.next = undefined;
		presence.awaySince = undefined;
		return { id, from, to: label(place) };
	}

	return {
		step: (entities, zones, now) => {
			const sorted = bySize(zones);
			const changes = new Array<LocationChange>();
			const seen = new Set<EntityId>();
			for (const entity of entities) {
				seen.add(entity.id);
				const change = stepOne(entity.id, entity.position, sorted, now);
				if (change !== undefined) changes.push(change);
			}
			for (const [id] of presences) {
				if (!seen.has(id)) presences.delete(id);
			}
			return changes;
		},
		locationOf: (id) => label(presences.get(id)?.place ?? NOWHERE),
		forget: (id) => {
			presences.delete(id);
		},
	};
}
