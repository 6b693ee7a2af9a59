/// <reference types="@rbxts/testez/globals" />
import type { Point } from "server/rules/space/entity";
import { groundDistance } from "server/rules/space/geometry";
import { isInsideHome } from "server/rules/behaviour/wander";
import { pickWanderPoint } from "server/rules/behaviour/wander";
import { zoneDistance } from "server/rules/space/zone-geometry";
import { seededRandom } from "../../../shared/support/random";
import { expectAtLeast, expectAtMost, expectLess, expectMore } from "../../../shared/support/expectations";

const HOME = { x: 100, y: 3, z: -50 };
const CAFE = { name: "Cafe", center: { x: 105, y: 5, z: -50 }, size: { x: 30, y: 20, z: 20 } };
const ANYWHERE = () => true;

export = () => {
	describe("a stroll", () => {
		it("leads anywhere within the radius, evenly, and is no fidgeting", () => {
			const random = seededRandom(1);
			let inner = 0;
			for (let count = 0; count < 1000; count++) {
				const point = pickWanderPoint(
					{ home: HOME, radiusStuds: 10, isAllowed: ANYWHERE },
					HOME,
					random.next,
				);
				assert(point);
				const distance = groundDistance(point, HOME);
				expectAtLeast(distance, 3);
				expectAtMost(distance, 10);
				expect(point.y).to.equal(HOME.y);
				if (distance < 7.07) inner += 1;
			}
			// The ring from 3 to 7.07 has 45 % of the ring from 3 to 10.
			expectMore(inner, 380);
			expectLess(inner, 520);
		});
		it("never leaves the home's zone, wherever home is in it and however far the radius reaches", () => {
			for (let seed = 1; seed <= 200; seed++) {
				const random = seededRandom(seed);
				const home = {
					x: CAFE.center.x + (random.next() - 0.5) * CAFE.size.x,
					y: 3,
					z: CAFE.center.z + (random.next() - 0.5) * CAFE.size.z,
				};
				let from: Point = home;
				for (let walk = 0; walk < 20; walk++) {
					const isAllowed = (point: Point) => isInsideHome([CAFE], point, 3);
					const to = pickWanderPoint({ home, radiusStuds: 25, isAllowed }, from, random.next);
					if (to === undefined) continue;
					expect(zoneDistance(CAFE, to).outside).to.equal(0);
					from = to;
				}
			}
		});
		it("is none where no place is allowed", () => {
			const area = { home: HOME, radiusStuds: 10, isAllowed: () => false };
			expect(pickWanderPoint(area, HOME, seededRandom(1).next)).never.to.be.ok();
		});
	});

	describe("the inside of a home", () => {
		it("begins at a margin from the zone's edge", () => {
			expect(isInsideHome([CAFE], { x: 118, y: 3, z: -50 }, 3)).to.equal(false);
			expect(isInsideHome([CAFE], { x: 117.1, y: 3, z: -50 }, 3)).to.equal(false);
			expect(isInsideHome([CAFE], { x: 117, y: 3, z: -50 }, 3)).to.equal(true);
		});
		it("is what any of its zones holds", () => {
			const terrace = { ...CAFE, center: { x: 200, y: 5, z: -50 } };
			expect(isInsideHome([CAFE, terrace], { x: 200, y: 3, z: -50 }, 3)).to.equal(true);
			expect(isInsideHome([CAFE], { x: 200, y: 3, z: -50 }, 3)).to.equal(false);
		});
		it("has no limit where the world has no zone of that name", () => {
			expect(isInsideHome([], { x: 5000, y: 3, z: 0 }, 3)).to.equal(true);
		});
	});
};
