import type { MountedInstance } from "@townsfolk/headless";
import { isReached, type Rounds, type Trip } from "./run-rounds.ts";
import { numbersOf } from "./spots.ts";

/** Studs at the edge of the picture, and pixels for a stud. */
const MARGIN_STUDS = 12;
const SCALE = 5;
/** What is higher is drawn as an outline: roofs and the crowns of trees, under which people walk. */
const OVERHEAD_STUDS = 5.5;
/** Grounds reach far beyond the town. */
const MAX_STUDS = 300;

type Point = readonly [x: number, z: number];

interface Shape {
	readonly corners: ReadonlyArray<Point>;
	readonly bottom: number;
	readonly top: number;
	readonly color: string;
}

function partsOf(instance: MountedInstance): MountedInstance[] {
	const own = instance.properties.Size === undefined || instance.tags.length > 0 ? [] : [instance];
	return [...own, ...instance.children.flatMap(partsOf)];
}

/** The outline of points, seen from above. */
function outline(points: ReadonlyArray<Point>): ReadonlyArray<Point> {
	const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
	const turns = (a: Point, b: Point, c: Point) =>
		(b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
	const half = (list: ReadonlyArray<Point>): Point[] => {
		const chain: Point[] = [];
		for (const point of list) {
			while (chain.length >= 2 && turns(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop();
			chain.push(point);
		}
		return chain.slice(0, -1);
	};
	return [...half(sorted), ...half(sorted.reverse())];
}

/** A round part's corners lie on its rim; a block's are its own. */
function localCorners(part: MountedInstance, [x, y, z]: ReadonlyArray<number>): number[][] {
	const shape = String((part.properties.Shape as { value?: string } | undefined)?.value ?? "");
	if (!/Cylinder|Ball/.test(shape))
		return [-0.5, 0.5].flatMap((a) =>
			[-0.5, 0.5].flatMap((b) => [-0.5, 0.5].map((c) => [a * x!, b * y!, c * z!])),
		);
	const radius = Math.min(y!, z!) / 2;
	return Array.from({ length: 24 }, (_, index) => {
		const angle = (index * Math.PI) / 12;
		const rim = [radius * Math.cos(angle), radius * Math.sin(angle)];
		return shape.includes("Ball")
			? [
					[rim[0]!, rim[1]!, 0],
					[rim[0]!, 0, rim[1]!],
					[0, rim[0]!, rim[1]!],
				]
			: [
					[-x! / 2, ...rim],
					[x! / 2, ...rim],
				];
	}).flat();
}

function shapeOf(part: MountedInstance): Shape | undefined {
	const place = numbersOf(part, "CFrame");
	const size = numbersOf(part, "Size");
	if (place === undefined || size === undefined || part.properties.Transparency === 1) return undefined;
	const corners = localCorners(part, size).map(([x, y, z]) =>
		[0, 1, 2].map((axis) => {
			const row = 3 + axis * 3;
			return place[axis]! + place[row]! * x! + place[row + 1]! * y! + place[row + 2]! * z!;
		}),
	);
	const heights = corners.map(([, y]) => y!);
	const [red, green, blue] = (numbersOf(part, "Color") ?? [0.64, 0.64, 0.65]).map((share) =>
		Math.round(share * 255),
	);
	return {
		corners: outline(corners.map(([x, , z]): Point => [x!, z!])),
		bottom: Math.min(...heights),
		top: Math.max(...heights),
		color: `rgb(${red},${green},${blue})`,
	};
}

const pair = ([x, z]: Point): string => `${x.toFixed(1)},${z.toFixed(1)}`;

function drawShape({ corners, bottom, color }: Shape): string {
	const points = corners.map(pair).join(" ");
	return bottom > OVERHEAD_STUDS
		? `<polygon points="${points}" fill="${color}" fill-opacity="0.12" stroke="${color}" stroke-width="0.3" stroke-dasharray="1 1"/>`
		: `<polygon points="${points}" fill="${color}" stroke="#000" stroke-opacity="0.25" stroke-width="0.15"/>`;
}

/** One way for each pair of locations: the first that was walked. */
function firstTrips(trips: ReadonlyArray<Trip>): ReadonlyArray<Trip> {
	const first = new Map<string, Trip>();
	for (const trip of trips.filter(isReached)) {
		const key = `${trip.from} ${trip.to}`;
		if (!first.has(key)) first.set(key, trip);
	}
	return [...first.values()];
}

/** An SVG of the town from above, with a way that was walked from each location to each other. */
export function townPicture({ town, trips, spots }: Rounds): string {
	const workspace = town.children.find(({ name }) => name === "Workspace")!;
	const shapes = partsOf(workspace)
		.map(shapeOf)
		.filter((shape) => shape !== undefined)
		.sort((a, b) => a.top - b.top);
	const small = shapes.flatMap(({ corners }) => {
		const xs = corners.map(([x]) => x);
		return Math.max(...xs) - Math.min(...xs) < MAX_STUDS ? corners : [];
	});
	const edge = (choose: typeof Math.min, axis: 0 | 1) => choose(...small.map((point) => point[axis]));
	const [left, top] = [edge(Math.min, 0) - MARGIN_STUDS, edge(Math.min, 1) - MARGIN_STUDS];
	const [width, height] = [edge(Math.max, 0) + MARGIN_STUDS - left, edge(Math.max, 1) + MARGIN_STUDS - top];
	const names = spots.map(({ name }) => name);
	const hue = (name: string) => Math.round((names.indexOf(name) * 360) / names.length);
	const ways = firstTrips(trips).map(
		({ from, way }) =>
			`<polyline points="${way.map(pair).join(" ")}" fill="none" stroke="hsl(${hue(from)},90%,38%)" stroke-width="0.7" stroke-opacity="0.85"/>`,
	);
	const marks = spots.map(
		({ name, x, z }) =>
			`<circle cx="${x}" cy="${z}" r="1.6" fill="hsl(${hue(name)},90%,38%)" stroke="#fff" stroke-width="0.5"/>` +
			`<text x="${x + 2.5}" y="${z - 2.5}" font-family="sans-serif" font-size="5" stroke="#fff" stroke-width="0.8" paint-order="stroke">${name}</text>`,
	);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${Math.round(width * SCALE)}" height="${Math.round(height * SCALE)}" viewBox="${[left, top, width, height].map((studs) => studs.toFixed(1)).join(" ")}">`,
		...shapes.map(drawShape),
		...ways,
		...marks,
		"</svg>",
		"",
	].join("\n");
}
