/// <reference types="@rbxts/testez/globals" />
import { facingOf } from "server/rules/space/geometry";

const position = { x: 0, y: 0, z: 0 };
const facing = { x: 1, y: 0, z: 0 };

function isNear(actual: number, expected: number): boolean {
	return math.abs(actual - expected) < 1e-6;
}

export = () => {
	describe("facing a point", () => {
		it("is 1 before one's eyes, 0 beside and -1 behind, at any distance and height", () => {
			expect(isNear(facingOf({ position, facing }, { x: 30, y: 9, z: 0 }), 1)).to.equal(true);
			expect(isNear(facingOf({ position, facing }, { x: 0, y: 0, z: 2 }), 0)).to.equal(true);
			expect(isNear(facingOf({ position, facing }, { x: -5, y: 0, z: 0 }), -1)).to.equal(true);
			expect(isNear(facingOf({ position, facing }, { x: 5, y: 0, z: 5 }), math.sqrt(0.5))).to.equal(true);
		});
		it("is 0 where it means nothing", () => {
			expect(facingOf({ position }, { x: 5, y: 0, z: 0 })).to.equal(0);
			expect(facingOf({ position, facing }, position)).to.equal(0);
		});
	});
};
