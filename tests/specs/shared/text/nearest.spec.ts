/// <reference types="@rbxts/testez/globals" />
import { didYouMean, nearestName } from "shared/text/nearest";

export = () => {
	describe("the name that was meant", () => {
		const TAGS = ["Location", "NpcSpawn", "NpcWaypoint"];

		it("is the one with the fewest slips", () => {
			expect(nearestName("Locations", TAGS)).to.equal("Location");
			expect(nearestName("tilad", ["tilla", "tilda"])).to.equal("tilda");
		});

		it("may be written in other letters' case", () => {
			expect(nearestName("npcspawn", TAGS)).to.equal("NpcSpawn");
		});

		it("is unknown where none is near, or nothing is written", () => {
			expect(nearestName("Bench", TAGS)).to.equal(undefined);
			expect(nearestName("", ["a"])).to.equal(undefined);
			expect(didYouMean("Bench", TAGS)).to.equal("");
		});

		it("is not guessed for short names", () => {
			expect(nearestName("Bo", ["Al"])).to.equal(undefined);
			expect(nearestName("Joe", ["Zed"])).to.equal(undefined);
		});

		it("is unknown for a text that is no UTF-8", () => {
			expect(nearestName("Location\xff", TAGS)).to.equal(undefined);
		});
	});
};
