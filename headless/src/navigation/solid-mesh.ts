import type { Solid, Triple } from "../host/protocol.ts";

/** A solid's surface. */
export interface SolidMesh {
	readonly vertices: ReadonlyArray<Triple>;
	/** Indices of `vertices`, three for each triangle, which turns left as seen from outside. */
	readonly triangles: ReadonlyArray<Triple>;
	readonly min: Triple;
	readonly max: Triple;
}

/** A convex body round the origin, with sides of length 2. */
interface Figure {
	readonly vertices: ReadonlyArray<Triple>;
	/** Each face's vertices, in order round it. */
	readonly faces: ReadonlyArray<ReadonlyArray<number>>;
}

const ROUND_SIDES = 12;
const BALL_RINGS = 6;

const BLOCK: Figure = {
	vertices: [-1, 1].flatMap((x) => [-1, 1].flatMap((y) => [-1, 1].map((z): Triple => [x, y, z]))),
	faces: [
		[0, 1, 3, 2],
		[4, 5, 7, 6],
		[0, 1, 5, 4],
		[2, 3, 7, 6],
		[0, 2, 6, 4],
		[1, 3, 7, 5],
	],
};

/** It rises from the lower edge in front (-Z) to the upper edge at the back. */
const WEDGE: Figure = {
	vertices: [-1, 1].flatMap((x): Triple[] => [
		[x, -1, -1],
		[x, -1, 1],
		[x, 1, 1],
	]),
	faces: [
		[0, 1, 2],
		[3, 4, 5],
		[0, 1, 4, 3],
		[1, 2, 5, 4],
		[0, 2, 5, 3],
	],
};

const circle = (radius: number, x: number): Triple[] =>
	Array.from({ length: ROUND_SIDES }, (_, index) => {
		const angle = (2 * Math.PI * index) / ROUND_SIDES;
		return [x, radius * Math.cos(angle), radius * Math.sin(angle)];
	});

const bands = (rings: number): number[][] =>
	Array.from({ length: (rings - 1) * ROUND_SIDES }, (_, index) => {
		const ring = Math.floor(index / ROUND_SIDES) * ROUND_SIDES;
		const next = (index + 1) % ROUND_SIDES;
		const side = index % ROUND_SIDES;
		return [ring + side, ring + next, ring + ROUND_SIDES + next, ring + ROUND_SIDES + side];
	});

const ring = (first: number): number[] => Array.from({ length: ROUND_SIDES }, (_, index) => first + index);

/** Its axis is X, as a cylinder part's. */
const CYLINDER: Figure = {
	vertices: [...circle(1, -1), ...circle(1, 1)],
	faces: [...bands(2), ring(0), ring(ROUND_SIDES)],
};

const BALL: Figure = {
	vertices: Array.from({ length: BALL_RINGS + 1 }, (_, index) => {
		const angle = (Math.PI * index) / BALL_RINGS;
		// Rings of no size would make faces without a normal.
		return circle(Math.max(Math.sin(angle), 0.01), -Math.cos(angle));
	}).flat(),
	faces: bands(BALL_RINGS + 1),
};

const FIGURES: Readonly<Record<Solid["shape"], Figure>> = {
	Block: BLOCK,
	Wedge: WEDGE,
	Cylinder: CYLINDER,
	Ball: BALL,
};

const minus = (a: Triple, b: Triple): Triple => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Triple, b: Triple): Triple => [
	a[1] * b[2] - a[2] * b[1],
	a[2] * b[0] - a[0] * b[2],
	a[0] * b[1] - a[1] * b[0],
];

function scaleOf({ shape, size: [x, y, z] }: Solid): Triple {
	if (shape === "Ball") {
		const radius = Math.min(x, y, z) / 2;
		return [radius, radius, radius];
	}
	const radius = Math.min(y, z) / 2;
	return shape === "Cylinder" ? [x / 2, radius, radius] : [x / 2, y / 2, z / 2];
}

/** `place` is a CFrame's components: the position, then the rotation by rows. */
function placed(point: Triple, place: ReadonlyArray<number>): Triple {
	const row = (axis: number) =>
		dot(point, [place[3 + axis * 3]!, place[4 + axis * 3]!, place[5 + axis * 3]!]);
	return [place[0]! + row(0), place[1]! + row(1), place[2]! + row(2)];
}

/** Cuts a face into triangles that turn left as seen from outside. */
function fan(face: ReadonlyArray<number>, vertices: ReadonlyArray<Triple>, center: Triple): Triple[] {
	const [first, ...rest] = face as [number, ...number[]];
	return rest.slice(1).map((last, index): Triple => {
		const middle = rest[index]!;
		const [a, b, c] = [vertices[first]!, vertices[middle]!, vertices[last]!];
		const isOutward = dot(cross(minus(b, a), minus(c, a)), minus(a, center)) > 0;
		return isOutward ? [first, middle, last] : [first, last, middle];
	});
}

export function solidMesh(solid: Solid): SolidMesh {
	const figure = FIGURES[solid.shape];
	const scale = scaleOf(solid);
	const vertices = figure.vertices.map(([x, y, z]) =>
		placed([x * scale[0], y * scale[1], z * scale[2]], solid.place),
	);
	// The middle of the vertices is inside, also in a wedge.
	const sum = (axis: 0 | 1 | 2) =>
		vertices.reduce((total, vertex) => total + vertex[axis], 0) / vertices.length;
	const center: Triple = [sum(0), sum(1), sum(2)];
	const extreme = (choose: typeof Math.min, axis: 0 | 1 | 2) =>
		choose(...vertices.map((vertex) => vertex[axis]));
	return {
		vertices,
		triangles: figure.faces.flatMap((face) => fan(face, vertices, center)),
		min: [extreme(Math.min, 0), extreme(Math.min, 1), extreme(Math.min, 2)],
		max: [extreme(Math.max, 0), extreme(Math.max, 1), extreme(Math.max, 2)],
	};
}
