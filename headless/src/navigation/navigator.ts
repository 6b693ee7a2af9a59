import { init } from "recast-navigation";
import type { PathAnswer, PathRequest, SolidsChange } from "../host/protocol.ts";
import { findPath } from "./find-path.ts";
import { type Agent, type Area, NavTiles } from "./nav-tiles.ts";
import { solidMesh, type SolidMesh } from "./solid-mesh.ts";

/** Finds paths for PathfindingService, on what the engine has told of each peer's solid parts. */
export interface Navigator {
	/** A peer's solid parts that changed since the last call. */
	readonly update: (change: SolidsChange) => void;
	readonly find: (request: PathRequest) => PathAnswer;
	readonly destroy: () => void;
}

/** The highest step that the engine's walkers take is a little higher. */
const STEP_STUDS = 1;
/** A jump leads up 7.2 studs; a little is left for the landing. */
const JUMP_STUDS = 7;

const areaOf = ({ min, max }: SolidMesh): Area => ({ min: [min[0], min[2]], max: [max[0], max[2]] });

/** One peer's solid parts and its meshes, one for each kind of agent. */
class PeerMap {
	private readonly solids = new Map<number, SolidMesh>();
	private readonly meshes = new Map<string, NavTiles>();
	private knownBounds: Area | undefined;

	update({ set = [], removed = [] }: SolidsChange): void {
		this.knownBounds = undefined;
		for (const id of removed) this.replace(id, undefined);
		for (const solid of set) this.replace(solid.id, solidMesh(solid));
	}

	find(request: PathRequest): PathAnswer {
		const { id, radius, height, canJump } = request;
		const bounds = (this.knownBounds ??= this.bounds());
		const level = findPath(this.meshFor({ radius, height, climb: STEP_STUDS }), request, bounds);
		if (level !== undefined || !canJump) return { id, ...(level && { points: level }) };
		// "It attempts to avoid jumps."
		const points = findPath(this.meshFor({ radius, height, climb: JUMP_STUDS }), request, bounds);
		return { id, ...(points && { points, mayJump: true }) };
	}

	destroy(): void {
		for (const mesh of this.meshes.values()) mesh.destroy();
		this.meshes.clear();
	}

	private meshFor(agent: Agent): NavTiles {
		const key = JSON.stringify(agent);
		const mesh = this.meshes.get(key) ?? new NavTiles(agent, this.solids);
		this.meshes.set(key, mesh);
		return mesh;
	}

	private replace(id: number, next: SolidMesh | undefined): void {
		const before = this.solids.get(id);
		if (next === undefined) this.solids.delete(id);
		else this.solids.set(id, next);
		for (const solid of [before, next]) {
			if (solid === undefined) continue;
			for (const mesh of this.meshes.values()) mesh.forget(areaOf(solid));
		}
	}

	/** Of all solids: there is no path beyond. */
	private bounds(): Area {
		const all = [...this.solids.values()];
		const low = (axis: 0 | 2) => all.reduce((least, { min }) => Math.min(least, min[axis]), Infinity);
		const high = (axis: 0 | 2) => all.reduce((most, { max }) => Math.max(most, max[axis]), -Infinity);
		return { min: [low(0), low(2)], max: [high(0), high(2)] };
	}
}

/** Loads the library, once for the process. */
let loading: Promise<void> | undefined;

export async function createNavigator(): Promise<Navigator> {
	await (loading ??= init());
	const peers = new Map<string, PeerMap>();
	const mapOf = (peer: string): PeerMap => {
		const map = peers.get(peer) ?? new PeerMap();
		peers.set(peer, map);
		return map;
	};
	return {
		update: (change) => mapOf(change.peer).update(change),
		find: (request) => mapOf(request.peer).find(request),
		destroy: () => {
			for (const map of peers.values()) map.destroy();
			peers.clear();
		},
	};
}
