import type { NavMeshQuery } from "recast-navigation";
import type { PathRequest, Triple } from "../host/protocol.ts";
import { type Area, type NavTiles, TILE_STUDS } from "./nav-tiles.ts";

/** A detour may lead this far round the two ends: first near by, then all that a path may span. */
const DETOUR_STUDS = [TILE_STUDS, 4 * TILE_STUDS, 20 * TILE_STUDS];
/** How far from the end of a way its nearest point may be. */
const NEAREST_STUDS = 12;
/** Where a path may leave one straight line for the next. */
const CUT_STUDS = 6;
const MAX_POLYGONS = 2048;
const MAX_POINTS = 1024;

const toVector = ([x, y, z]: Triple) => ({ x, y, z });

/** The point on the mesh that a walker at `point`, or above it, stands on; undefined if there is none in reach. */
function nearest(query: NavMeshQuery, point: Triple, radius: number, height: number) {
	const halfExtents = { x: radius, y: height, z: radius };
	const found = query.findNearestPoly(toVector(point), { halfExtents });
	if (!found.success || found.nearestRef === 0) return undefined;
	const { nearestRef: ref, nearestPoint: at } = found;
	return Math.hypot(at.x - point[0], at.z - point[2]) <= radius ? { ref, at } : undefined;
}

function pathThrough(query: NavMeshQuery, request: PathRequest): Triple[] | undefined {
	const { radius, height, isNearest } = request;
	const from = nearest(query, request.from, radius, height);
	const to = nearest(query, request.to, isNearest === true ? NEAREST_STUDS : radius, height);
	if (from === undefined || to === undefined) return undefined;
	const { polys } = query.findPath(from.ref, to.ref, from.at, to.at, { maxPathPolys: MAX_POLYGONS });
	// A search that does not arrive gives the way to what is nearest.
	const last = polys.size > 0 ? polys.get(polys.size - 1) : 0;
	const goal =
		last === to.ref || isNearest !== true ? to.at : query.closestPointOnPoly(last, to.at).closestPoint;
	const straight =
		last === to.ref || isNearest === true
			? query.findStraightPath(from.at, goal, polys, { maxStraightPathPoints: MAX_POINTS })
			: undefined;
	polys.destroy();
	if (straight === undefined || !straight.success) return undefined;
	const points = Array.from({ length: straight.straightPathCount }, (_, index): Triple => {
		const at = (axis: number) => straight.straightPath.get(index * 3 + axis);
		return [at(0), at(1), at(2)];
	});
	for (const array of [straight.straightPath, straight.straightPathFlags, straight.straightPathRefs])
		array.destroy();
	return points;
}

/** How far the straight line from `from` stays on the mesh: the index of the last of `points` that it reaches. */
function lastInSight(
	query: NavMeshQuery,
	from: Triple,
	points: ReadonlyArray<Triple>,
	after: number,
): number {
	const { nearestRef, nearestPoint } = query.findNearestPoly(toVector(from));
	for (let index = points.length - 1; index > after; index--) {
		if (nearestRef === 0) break;
		const { success, t } = query.raycast(nearestRef, nearestPoint, toVector(points[index]!));
		if (success && t > 1) return index;
	}
	return after;
}

/** Points along a line, `spacing` studs apart, without its first. */
function between(from: Triple, to: Triple, spacing: number): Triple[] {
	const length = Math.hypot(to[0] - from[0], to[1] - from[1], to[2] - from[2]);
	return Array.from({ length: Math.max(Math.ceil(length / spacing), 1) }, (_, index) => {
		const share = Math.min(((index + 1) * spacing) / length, 1);
		const at = (axis: 0 | 1 | 2) => from[axis] + (to[axis] - from[axis]) * share;
		return length === 0 ? to : [at(0), at(1), at(2)];
	});
}

/** Cuts corners: the mesh's search goes from polygon to polygon and makes a bend where none is needed. */
function shortened(query: NavMeshQuery, corners: ReadonlyArray<Triple>): Triple[] {
	if (corners.length <= 2) return [...corners];
	const points = corners.flatMap((to, index) =>
		index === 0 ? [to] : between(corners[index - 1]!, to, CUT_STUDS),
	);
	const kept: Triple[] = points.slice(0, 1);
	for (let at = 0; at < points.length - 1;) {
		at = lastInSight(query, points[at]!, points, at + 1);
		kept.push(points[at]!);
	}
	return kept;
}

/** The mesh's height at a point of a path. */
function onMesh(query: NavMeshQuery, [x, y, z]: Triple, height: number): Triple {
	const halfExtents = { x: 0.5, y: height, z: 0.5 };
	const { nearestRef, nearestPoint } = query.findNearestPoly({ x, y, z }, { halfExtents });
	return nearestRef === 0 ? [x, y, z] : [x, nearestPoint.y, z];
}

/** Adds points between the corners, `spacing` studs apart. */
function spaced(
	query: NavMeshQuery,
	corners: ReadonlyArray<Triple>,
	{ spacing, height }: PathRequest,
): Triple[] {
	if (spacing === undefined) return [...corners];
	return corners.flatMap((to, index) => {
		if (index === 0) return [to];
		const points = between(corners[index - 1]!, to, spacing);
		return [...points.slice(0, -1).map((point) => onMesh(query, point, height)), to];
	});
}

function areaRound({ from, to }: PathRequest, studs: number): Area {
	const low = (axis: 0 | 2) => Math.min(from[axis], to[axis]) - studs;
	const high = (axis: 0 | 2) => Math.max(from[axis], to[axis]) + studs;
	return { min: [low(0), low(2)], max: [high(0), high(2)] };
}

/** The waypoints of the shortest path, on the ground; undefined if there is none. `bounds` are those of all solids. */
export function findPath(tiles: NavTiles, request: PathRequest, bounds: Area): Triple[] | undefined {
	for (const studs of DETOUR_STUDS) {
		const { min, max } = areaRound(request, studs);
		const isNew = tiles.build({
			min: [Math.max(min[0], bounds.min[0]), Math.max(min[1], bounds.min[1])],
			max: [Math.min(max[0], bounds.max[0]), Math.min(max[1], bounds.max[1])],
		});
		if (!isNew && studs !== DETOUR_STUDS[0]) continue;
		const points = pathThrough(tiles.query(), request);
		if (points !== undefined) return spaced(tiles.query(), shortened(tiles.query(), points), request);
	}
	return undefined;
}
