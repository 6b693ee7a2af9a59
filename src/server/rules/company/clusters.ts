import { CLUSTERS } from "server/constants/rules";
import { joinParties } from "./cluster-join";
import type { ClusterOptions } from "./cluster-options";
import { type Body, type Cluster, type Contact, newParty } from "./cluster-party";
import { splitParty } from "./cluster-split";
import type { Entity, EntityId, Point } from "server/rules/space/entity";
import { distanceBetween } from "server/rules/space/geometry";
import { SpatialGrid } from "server/rules/space/spatial-grid";

export type { ClusterOptions } from "./cluster-options";
export type { Cluster } from "./cluster-party";

/** An entity is in another cluster than before; undefined means in none. */
export interface ClusterChange {
	readonly id: EntityId;
	readonly from: string | undefined;
	readonly to: string | undefined;
}

/** Somebody, and how far away. */
export interface Near {
	readonly id: EntityId;
	/** Studs. */
	readonly distance: number;
}

/** Keeps who is together from step to step. */
export interface ClusterTracker {
	/**
	 * Call with everybody there is, in any order. Who is in `goneIds` is out at once; who is merely missing stays for
	 * the grace. `now` in seconds.
	 */
	readonly step: (
		entities: ReadonlyArray<Entity>,
		now: number,
		goneIds?: ReadonlyArray<EntityId>,
	) => ReadonlyArray<ClusterChange>;
	/** Undefined for who is alone. */
	readonly clusterOf: (id: EntityId) => Cluster | undefined;
	/** The other members of its cluster, nearest first. */
	readonly neighboursOf: (id: EntityId) => ReadonlyArray<EntityId>;
	/** Everybody within a distance of a point at the last step, nearest first, in one cluster or not. */
	readonly within: (point: Point, radiusStuds: number) => ReadonlyArray<Near>;
}

function isFinite(point: Point): boolean {
	// NaN and the infinities are the numbers that do not give 0 when taken from themselves.
	return point.x - point.x === 0 && point.y - point.y === 0 && point.z - point.z === 0;
}

function byDistance(a: Near, b: Near): boolean {
	return a.distance === b.distance ? a.id < b.id : a.distance < b.distance;
}

/** Says who is together: the one calculation of nearness that every other rule builds on. */
export function createClusterTracker(options: ClusterOptions = CLUSTERS): ClusterTracker {
	const bodies = new Map<EntityId, Body>();
	const grid = new SpatialGrid<Body>(options.joinStuds);
	/** Sorted by id, so that nothing depends on the order of a sample; undefined when somebody came or went. */
	let sorted: ReadonlyArray<Body> | undefined;
	/** The cluster that each entity was last reported in. */
	const reported = new Map<EntityId, string>();
	let lastNumber = 0;
	const nextNumber = () => ++lastNumber;

	function inOrder(): ReadonlyArray<Body> {
		sorted ??= [...bodies].map(([, body]) => body).sort((a, b) => a.id < b.id);
		return sorted;
	}

	function create(id: EntityId, position: Point, now: number): Body {
		const body = { id, position, seenAt: now } as Body;
		newParty([body]);
		bodies.set(id, body);
		sorted = undefined;
		return body;
	}

	function remove(body: Body): void {
		body.party.remove(body);
		bodies.delete(body.id);
		grid.remove(body);
		sorted = undefined;
	}

	function update(entities: ReadonlyArray<Entity>, now: number): void {
		for (const { id, position } of entities) {
			if (!isFinite(position)) continue;
			const body = bodies.get(id) ?? create(id, position, now);
			body.position = position;
			body.seenAt = now;
			grid.put(body);
		}
	}

	function removeGone(goneIds: ReadonlyArray<EntityId>, now: number): void {
		for (const id of goneIds) {
			const body = bodies.get(id);
			if (body !== undefined) remove(body);
		}
		for (const body of inOrder()) {
			const missing = now - body.seenAt;
			// Nobody new joins who is not there; who was in company may be back within the grace.
			if (missing > 0) grid.remove(body);
			if (missing > 0 && (body.party.size() === 1 || missing >= options.graceSeconds)) remove(body);
		}
	}

	function splitAll(now: number): void {
		for (const body of inOrder()) {
			const { party } = body;
			// Once for each party: at the first of its members.
			if (party.size() > 1 && party.members()[0] === body) splitParty(party, now, options);
		}
	}

	function findContacts(): ReadonlyArray<Contact> {
		const contacts = new Array<Contact>();
		grid.forEachNeighbours((a, b) => {
			if (a.party === b.party) return;
			const distance = distanceBetween(a.position, b.position);
			if (distance < options.joinStuds) contacts.push({ a, b, distance });
		});
		return contacts;
	}

	/** New clusters are numbered in the order of their first members. */
	function publish(): ReadonlyArray<ClusterChange> {
		const changes = new Array<ClusterChange>();
		const report = (id: EntityId, to: string | undefined) => {
			const from = reported.get(id);
			if (from === to) return;
			if (to === undefined) reported.delete(id);
			else reported.set(id, to);
			changes.push({ id, from, to });
		};
		for (const { id, party } of inOrder()) {
			party.publish(nextNumber);
			report(id, party.cluster()?.id);
		}
		for (const [id] of reported) {
			if (!bodies.has(id)) report(id, undefined);
		}
		return changes.sort((a, b) => a.id < b.id);
	}

	return {
		step: (entities, now, goneIds = []) => {
			update(entities, now);
			removeGone(goneIds, now);
			splitAll(now);
			joinParties(findContacts(), options);
			return publish();
		},
		clusterOf: (id) => bodies.get(id)?.party.cluster(),
		neighboursOf: (id) => {
			const body = bodies.get(id);
			if (body === undefined) return [];
			const others = body.party.members().filter((other) => other !== body);
			return others
				.map((other) => ({ id: other.id, distance: distanceBetween(body.position, other.position) }))
				.sort(byDistance)
				.map((near) => near.id);
		},
		within: (point, radiusStuds) => {
			const found = new Array<Near>();
			grid.forEachWithin(point, radiusStuds, (body, distance) => found.push({ id: body.id, distance }));
			return found.sort(byDistance);
		},
	};
}
