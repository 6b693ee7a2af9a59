import type { Point } from "./entity";

/** A named box in the world. */
export interface Zone {
	readonly name: string;
	readonly center: Point;
	/** Full extents, studs, along the box's own axes. */
	readonly size: Point;
	/** Nine numbers, the rows of its rotation matrix, as `CFrame:GetComponents` gives them after the position; none if not turned. */
	readonly rotation?: ReadonlyArray<number>;
}

/** How a point lies to a zone's edge. */
export interface ZoneDistance {
	/** Studs to the box, 0 inside. */
	readonly outside: number;
	/** Studs to the nearest face from inside, 0 outside. */
	readonly depth: number;
}

/** The point along the box's own axes, from its centre. */
function toLocal(zone: Zone, point: Point): Point {
	const x = point.x - zone.center.x;
	const y = point.y - zone.center.y;
	const z = point.z - zone.center.z;
	const r = zone.rotation;
	if (r === undefined) return { x, y, z };
	// A rotation's inverse is its transpose: rows become columns.
	return {
		x: x * r[0] + y * r[3] + z * r[6],
		y: x * r[1] + y * r[4] + z * r[7],
		z: x * r[2] + y * r[5] + z * r[8],
	};
}

/** Studs outside (positive) or inside (negative) the box's two faces on one axis. */
function beyondFace(coordinate: number, size: number): number {
	return math.abs(coordinate) - size / 2;
}

/** How far outside or inside a zone a point is. */
export function zoneDistance(zone: Zone, point: Point): ZoneDistance {
	const inBox = toLocal(zone, point);
	const x = beyondFace(inBox.x, zone.size.x);
	const y = beyondFace(inBox.y, zone.size.y);
	const z = beyondFace(inBox.z, zone.size.z);
	const nearestFace = math.max(x, y, z);
	if (nearestFace <= 0) return { outside: 0, depth: -nearestFace };
	const [ox, oy, oz] = [math.max(x, 0), math.max(y, 0), math.max(z, 0)];
	return { outside: math.sqrt(ox * ox + oy * oy + oz * oz), depth: 0 };
}

/** Cubic studs. */
export function zoneVolume(zone: Zone): number {
	return zone.size.x * zone.size.y * zone.size.z;
}

/** Studs from a zone's centre to its corners: no point of it is farther away. */
export function zoneReach({ size }: Zone): number {
	return math.sqrt(size.x * size.x + size.y * size.y + size.z * size.z) / 2;
}

/** The depth at which an entity counts as inside: `enterStuds`, or less in a zone too thin for that. */
export function enterDepth(zone: Zone, enterStuds: number): number {
	return math.min(enterStuds, math.min(zone.size.x, zone.size.y, zone.size.z) / 4);
}

/** Half of the box's extents along the world's axes. */
function halfExtents({ size, rotation: r }: Zone): Point {
	const [x, y, z] = [size.x / 2, size.y / 2, size.z / 2];
	if (r === undefined) return { x, y, z };
	const along = (row: number) => math.abs(r[row]) * x + math.abs(r[row + 1]) * y + math.abs(r[row + 2]) * z;
	return { x: along(0), y: along(3), z: along(6) };
}

/** Studs between two zones, 0 if they touch. Of zones that are turned, between the upright boxes round them. */
export function zoneGap(a: Zone, b: Zone): number {
	const [halfA, halfB] = [halfExtents(a), halfExtents(b)];
	const gap = (axis: "x" | "y" | "z") =>
		math.max(math.abs(a.center[axis] - b.center[axis]) - halfA[axis] - halfB[axis], 0);
	return math.sqrt(gap("x") ** 2 + gap("y") ** 2 + gap("z") ** 2);
}
