import { CLUSTERS } from "server/constants/rules";
import type { Cluster } from "server/rules/company/clusters";
import { joinParties } from "server/rules/company/cluster-join";
import type { ClusterOptions } from "server/rules/company/cluster-options";
import { type Body, type Contact, newParty } from "server/rules/company/cluster-party";
import { splitParty } from "server/rules/company/cluster-split";
import type { Entity, EntityId, Point } from "server/rules/space/entity";
import { distanceBetween } from "server/rules/space/geometry";

/** Every body, moved to where its entity is in every step. */
class AllBodies {
	private readonly byId = new Map<EntityId, Body>();

	constructor(private readonly options: ClusterOptions) {}

	public get(id: EntityId): Body | undefined {
		return this.byId.get(id);
	}

	/** Sorted by id. */
	public inOrder(): ReadonlyArray<Body> {
		return [...this.byId].map(([, body]) => body).sort((a, b) => a.id < b.id);
	}

	public update(entities: ReadonlyArray<Entity>, now: number): void {
		for (const { id, position } of entities) {
			const body = this.byId.get(id) ?? this.create(id, position);
			body.position = position;
			body.seenAt = now;
		}
	}

	/** Those in `goneIds` at once, missing ones after the grace or when they are alone. */
	public removeGone(goneIds: ReadonlyArray<EntityId>, now: number): void {
		for (const body of this.inOrder()) {
			const missing = now - body.seenAt;
			const isOver = body.party.size() === 1 || missing >= this.options.graceSeconds;
			if (!goneIds.includes(body.id) && (missing <= 0 || !isOver)) continue;
			body.party.remove(body);
			this.byId.delete(body.id);
		}
	}

	/** Every two that are near enough to join and there now. */
	public contacts(now: number): ReadonlyArray<Contact> {
		const here = this.inOrder().filter(({ seenAt }) => seenAt === now);
		const contacts = new Array<Contact>();
		here.forEach((a, index) => {
			for (let other = index + 1; other < here.size(); other++) {
				const b = here[other];
				const distance = distanceBetween(a.position, b.position);
				if (a.party !== b.party && distance < this.options.joinStuds) contacts.push({ a, b, distance });
			}
		});
		return contacts;
	}

	private create(id: EntityId, position: Point): Body {
		const body = { id, position, seenAt: 0 } as Body;
		newParty([body]);
		this.byId.set(id, body);
		return body;
	}
}

/** Clusters by a full step: every body against every other, every time. The reference for the incremental ones. */
export class FullClusters {
	private readonly bodies: AllBodies;
	private lastNumber = 0;

	constructor(private readonly options: ClusterOptions = CLUSTERS) {
		this.bodies = new AllBodies(options);
	}

	public step(entities: ReadonlyArray<Entity>, now: number, goneIds: ReadonlyArray<EntityId>): void {
		const { bodies, options } = this;
		bodies.update(entities, now);
		bodies.removeGone(goneIds, now);
		for (const body of bodies.inOrder()) {
			const { party } = body;
			// Once for each party: at its first member.
			if (party.size() > 1 && party.members()[0] === body) splitParty(party, now, options);
		}
		joinParties(bodies.contacts(now), options);
		for (const { party } of bodies.inOrder()) party.publish(() => ++this.lastNumber);
	}

	public clusterOf(id: EntityId): Cluster | undefined {
		return this.bodies.get(id)?.party.cluster();
	}
}
