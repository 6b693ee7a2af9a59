/// <reference types="@rbxts/testez/globals" />
import { distanceBetween, facingOf, groundDistance } from "server/rules/space/geometry";
import { at } from "../../support/entities";

const position = at(0);
const facing = at(1);

export = () => {
	describe("facingOf", () => {
		it("is 1 straight ahead, 0 beside and -1 behind, at any distance and height", () => {
			expect(facingOf({ position, facing }, at(30, 0, 9))).to.near(1, 1e-6);
			expect(facingOf({ position, facing }, at(0, 2))).to.near(0, 1e-6);
			expect(facingOf({ position, facing }, at(-5))).to.near(-1, 1e-6);
			expect(facingOf({ position, facing }, at(5, 5))).to.near(math.sqrt(0.5), 1e-6);
		});
		it("tells ahead from behind along every axis", () => {
			const south = { position: at(10, 10), facing: at(0, 1) };
			expect(facingOf(south, at(10, 14))).to.near(1, 1e-6);
			expect(facingOf(south, at(10, 6))).to.near(-1, 1e-6);
		});
		it("is 0 where it means nothing", () => {
			expect(facingOf({ position }, at(5))).to.equal(0);
			expect(facingOf({ position, facing }, position)).to.equal(0);
		});
	});

	it("distances count all three axes, and on the ground only two", () => {
		expect(distanceBetween(at(0), at(2, 6, 3))).to.equal(7);
		expect(groundDistance(at(0), at(3, 4, 99))).to.equal(5);
	});
};
