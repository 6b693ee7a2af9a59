/// <reference types="@rbxts/testez/globals" />
import { alongGround, isInWorld } from "server/roblox/character";

const NOWHERE = 0 / 0;

export = () => {
	describe("where a client says that its character is", () => {
		it("is in the world as far as the world goes", () => {
			expect(isInWorld({ x: 0, y: 3, z: -200 })).to.equal(true);
			expect(isInWorld({ x: 1e6, y: 0, z: 0 })).to.equal(true);
		});

		it("is not when it is no place at all", () => {
			for (const wrong of [NOWHERE, math.huge, -math.huge, 1e30, -1.1e6]) {
				expect(isInWorld({ x: wrong, y: 3, z: 0 })).to.equal(false);
				expect(isInWorld({ x: 0, y: wrong, z: 0 })).to.equal(false);
				expect(isInWorld({ x: 0, y: 3, z: wrong })).to.equal(false);
			}
		});
	});

	describe("where it looks", () => {
		const facing = (frame: CFrame) => alongGround(frame.LookVector);

		it("is along the ground, and nowhere when it lies on its back or there is no telling", () => {
			expect(facing(new CFrame())?.z).to.equal(-1);
			expect(facing(CFrame.Angles(math.pi / 2, 0, 0))).to.equal(undefined);
			const broken = new CFrame(0, 0, 0, NOWHERE, 0, 0, 0, NOWHERE, 0, 0, 0, NOWHERE);
			expect(facing(broken)).to.equal(undefined);
		});
	});
};
