import type { ClusterOptions } from "./cluster-options";
import { type Body, newParty } from "./cluster-party";
import type { EntityId, Point } from "server/rules/space/entity";
import { SpatialGrid } from "server/rules/space/spatial-grid";

function isFinite(point: Point): boolean {
	// NaN and the infinities are the numbers that do not give 0 when taken from themselves.
	return point.x - point.x === 0 && point.y - point.y === 0 && point.z - point.z === 0;
}

/** All bodies, where they are, and which of them have changed. */
export class Bodies {
	/** They lost a member of their party. */
	private readonly bereft = new Set<Body>();
	/** They came or moved, or time may have changed them. */
	private readonly touched = new Set<Body>();
	public readonly byId = new Map<EntityId, Body>();
	private readonly grid: SpatialGrid<Body>;
	/** They keep their company for the grace, because they may be back within it. */
	private readonly missing = new Set<Body>();

	public readonly joinStuds: number;
	private searches = 0;

	constructor(private readonly options: Pick<ClusterOptions, "joinStuds" | "graceSeconds">) {
		this.joinStuds = options.joinStuds;
		this.grid = new SpatialGrid(options.joinStuds);
	}

	public get(id: EntityId): Body | undefined {
		return this.byId.get(id);
	}

	/** A number by which a search marks what it has found. */
	public nextSearch(): number {
		this.searches += 1;
		return this.searches;
	}

	/** A body that has to be settled: first those that lost somebody. */
	public nextTouched(): Body | undefined {
		const [bereft] = next(this.bereft);
		return (bereft ?? next(this.touched)[0]) as Body | undefined;
	}

	public isBereft(): boolean {
		return !this.bereft.isEmpty();
	}

	public touch(body: Body): void {
		this.touched.add(body);
	}

	public settled(body: Body): void {
		this.touched.delete(body);
		this.bereft.delete(body);
	}

	/** Moves a body to where its entity is; a new one starts alone. `now` in seconds. */
	public see(id: EntityId, position: Point, now: number): void {
		if (!isFinite(position)) return this.miss(id, now);
		const body = this.byId.get(id) ?? this.create(id, position);
		body.position = position;
		this.missing.delete(body);
		this.grid.put(body);
		this.touched.add(body);
	}

	/** The entity was last seen at `seenAt`, seconds. Nobody new joins it, and it leaves after the grace. */
	public miss(id: EntityId, seenAt: number): void {
		const body = this.byId.get(id);
		if (body === undefined || this.missing.has(body)) return;
		body.seenAt = seenAt;
		this.missing.add(body);
		this.grid.remove(body);
	}

	/** Its company is settled before everybody else. */
	public remove(id: EntityId): void {
		const body = this.byId.get(id);
		if (body !== undefined) this.takeOut(body, this.bereft);
	}

	private takeOut(body: Body, touched: Set<Body>): void {
		const { id, party } = body;
		party.remove(body);
		for (const other of party.members()) touched.add(other);
		this.byId.delete(id);
		this.grid.remove(body);
		this.missing.delete(body);
		this.settled(body);
	}

	/** Removes missing bodies after the grace, and those without company at once. */
	public dropMissing(now: number): void {
		for (const body of [...this.missing]) {
			const isOver = now - body.seenAt >= this.options.graceSeconds;
			if (body.party.size() === 1 || isOver) this.takeOut(body, this.touched);
		}
	}

	/** Nobody new joins a body that is missing. */
	public isMissing(body: Body): boolean {
		return this.missing.has(body);
	}

	/** Calls back for every body around one that is there, itself too. At `joinStuds`, it is not near enough to join. */
	public forEachAround(body: Body, callback: (other: Body, distance: number) => void): void {
		if (!this.missing.has(body)) this.grid.forEachWithin(body.position, this.joinStuds, callback);
	}

	private create(id: EntityId, position: Point): Body {
		const body = { id, position, seenAt: 0 } as Body;
		newParty([body]);
		this.byId.set(id, body);
		return body;
	}
}
