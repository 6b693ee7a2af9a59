/// <reference types="@rbxts/testez/globals" />
import { enterDepth, zoneDistance, zoneGap } from "server/rules/space/zone-geometry";
import { at } from "../../support/entities";
import { expectMore } from "../../../shared/support/expectations";

const HALF = math.sqrt(0.5);

/** A quarter turn to the left, an eighth, and none, about the vertical axis. */
const QUARTER = [0, 0, 1, 0, 1, 0, -1, 0, 0];
const EIGHTH = [HALF, 0, HALF, 0, 1, 0, -HALF, 0, HALF];

export = () => {
	const hall = { name: "Hall", center: at(100, 50), size: { x: 20, y: 10, z: 40 } };

	describe("zoneDistance", () => {
		it("tells how deep a point is inside", () => {
			expect(zoneDistance(hall, at(100, 50)).depth).to.equal(5);
			expect(zoneDistance(hall, at(108, 50)).depth).to.equal(2);
			expect(zoneDistance(hall, at(108, 50)).outside).to.equal(0);
		});
		it("tells how far a point is outside, from a face and from an edge", () => {
			expect(zoneDistance(hall, at(113, 50)).outside).to.equal(3);
			expect(zoneDistance(hall, at(113, 74)).outside).to.equal(5);
			expect(zoneDistance(hall, at(113, 50)).depth).to.equal(0);
		});
		it("counts height", () => {
			expect(zoneDistance(hall, at(100, 50, 12)).outside).to.equal(7);
		});
		it("turns with the zone", () => {
			const turned = { ...hall, rotation: QUARTER };
			expect(zoneDistance(turned, at(115, 50)).outside).to.equal(0);
			expect(zoneDistance(turned, at(100, 65)).outside).to.near(5, 1e-6);
		});
		it("turns the way that CFrame's components say", () => {
			// The long axis (z) of an eighth-turned hall points to +x +z, and not to +x -z.
			const turned = { ...hall, rotation: EIGHTH };
			expect(zoneDistance(turned, at(112, 62)).outside).to.equal(0);
			expectMore(zoneDistance(turned, at(112, 38)).outside, 0);
		});
		it("turns about every axis", () => {
			// Upright on its end: the long axis (z) points up.
			const upright = { ...hall, rotation: [1, 0, 0, 0, 0, 1, 0, -1, 0] };
			expect(zoneDistance(upright, at(100, 50, 18)).outside).to.equal(0);
			expect(zoneDistance(upright, at(100, 58)).outside).to.near(3, 1e-6);
			// Tipped an eighth: the long axis points up and to +z.
			const tipped = { ...hall, rotation: [1, 0, 0, 0, HALF, HALF, 0, -HALF, HALF] };
			expect(zoneDistance(tipped, at(100, 62, 12)).outside).to.equal(0);
			expectMore(zoneDistance(tipped, at(100, 62, -12)).outside, 0);
		});
	});

	describe("zoneGap", () => {
		const hutAt = (x: number, z: number) => ({ ...hall, center: at(x, z), size: { x: 10, y: 10, z: 10 } });

		it("is 0 for zones that touch or overlap", () => {
			expect(zoneGap(hall, hutAt(115, 50))).to.equal(0);
			expect(zoneGap(hall, hutAt(100, 50))).to.equal(0);
		});

		it("is as far as it is from face to face, or from edge to edge, either way", () => {
			expect(zoneGap(hall, hutAt(118, 50))).to.equal(3);
			expect(zoneGap(hall, hutAt(118, 79))).to.equal(5);
			expect(zoneGap(hutAt(118, 79), hall)).to.equal(5);
		});

		it("turns with the zones", () => {
			expect(zoneGap({ ...hall, rotation: QUARTER }, hutAt(128, 50))).to.be.near(3, 1e-6);
			expect(zoneGap(hutAt(100, 68), { ...hall, rotation: QUARTER })).to.be.near(3, 1e-6);
		});
	});

	describe("enterDepth", () => {
		it("leaves a way into a zone that is thinner than the margin", () => {
			expect(enterDepth(hall, 1)).to.equal(1);
			expect(enterDepth({ ...hall, size: { x: 2, y: 10, z: 40 } }, 1)).to.equal(0.5);
		});
	});
};
