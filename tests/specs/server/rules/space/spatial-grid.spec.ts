/// <reference types="@rbxts/testez/globals" />
import type { Point } from "server/rules/space/entity";
import { distanceBetween } from "server/rules/space/geometry";
import { SpatialGrid } from "server/rules/space/spatial-grid";
import { seededRandom } from "../../../shared/support/random";

const CELL_STUDS = 24;

function randomPoints(seed: number): ReadonlyArray<Point> {
	const random = seededRandom(seed);
	const spread = random.pick([10, 60, 400]);
	const points = new Array<Point>();
	for (let count = random.integer(0, 60); count > 0; count--) {
		points.push({
			x: random.between(-spread, spread),
			y: random.between(0, 30),
			z: random.between(-spread, spread),
		});
	}
	return points;
}

interface Item {
	readonly index: number;
	position: Point;
}

function itemsAt(points: ReadonlyArray<Point>): ReadonlyArray<Item> {
	return points.map((position, index) => ({ index, position }));
}

function gridOf(items: ReadonlyArray<Item>): SpatialGrid<Item> {
	const grid = new SpatialGrid<Item>(CELL_STUDS);
	for (const item of items) grid.put(item);
	return grid;
}

/** Items that a search should have found and did not, or found and should not have. */
function mistakes(
	grid: SpatialGrid<Item>,
	items: ReadonlyArray<Item>,
	center: Point,
	radius: number,
): number {
	const found = new Set<Item>();
	grid.forEachWithin(center, radius, (item) => found.add(item));
	return items.filter((item) => found.has(item) !== distanceBetween(center, item.position) <= radius).size();
}

export = () => {
	it("finds what is within a radius, smaller or larger than a cell, and nothing else", () => {
		for (let seed = 1; seed <= 60; seed++) {
			const items = itemsAt(randomPoints(seed));
			const center = { x: seed - 30, y: 5, z: 30 - seed };
			expect(mistakes(gridOf(items), items, center, [5, 24, 150][seed % 3])).to.equal(0);
		}
	});

	it("finds what is exactly at the radius, also across cells", () => {
		const found = new Array<number>();
		const items = itemsAt([
			{ x: 30, y: 40, z: 0 },
			{ x: 0, y: 0, z: -50 },
			{ x: 0, y: 0, z: 50.1 },
		]);
		gridOf(items).forEachWithin({ x: 0, y: 0, z: 0 }, 50, ({ index }) => found.push(index));
		expect(found.sort((a, b) => a < b).join(" ")).to.equal("0 1");
	});

	it("finds things where they have moved to", () => {
		for (let seed = 1; seed <= 60; seed++) {
			const items = itemsAt(randomPoints(seed));
			const grid = gridOf(items);
			const random = seededRandom(seed);
			for (const item of items) {
				item.position = { x: random.between(-80, 80), y: 0, z: random.between(-80, 80) };
				grid.put(item);
			}
			expect(mistakes(grid, items, { x: 0, y: 0, z: 0 }, 40)).to.equal(0);
		}
	});

	it("does not find what was taken out", () => {
		const items = itemsAt([
			{ x: 0, y: 0, z: 0 },
			{ x: 1, y: 0, z: 0 },
		]);
		const grid = gridOf(items);
		grid.remove(items[0]);
		grid.remove(items[0]);
		const found = new Array<number>();
		grid.forEachWithin({ x: 0, y: 0, z: 0 }, 10, (item) => found.push(item.index));
		expect(found.join(" ")).to.equal("1");
	});
};
