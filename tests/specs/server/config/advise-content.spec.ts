/// <reference types="@rbxts/testez/globals" />
import { adviseContent } from "server/config/advise-content";
import type { PlaceContent } from "server/config/check-content";
import { holdBreath } from "server/rules/load/in-pieces";
import { contentOf, locationAt, partOf } from "../support/fake-content";
import { expectSame } from "../../shared/support/expectations";

const advise = (changes: Partial<PlaceContent>) => adviseContent(contentOf(changes), holdBreath);

const SMITHY = locationAt("Smithy", 100);

function named(displayName: string, otherName: string): Partial<PlaceContent> {
	return {
		npcs: [
			{ npcId: "mara", displayName, home: "Cafe" },
			{ npcId: "bram", displayName: otherName, home: "Smithy" },
		],
	};
}

const maraAt = (x: number): Partial<PlaceContent> => ({ spawns: [partOf("Spawn", "mara", x)] });

export = () => {
	describe("a creator's content", () => {
		it("that is as the guide says gives no advice, also where two parts make one location", () => {
			expectSame(advise({}), []);
		});

		it("gives advice where a location would fall or be a wall, with what to set", () => {
			const cafe = { path: "Cafe" };
			const withCafe = (changes: object) =>
				advise({ locations: [SMITHY, locationAt("Cafe", 0, { ...cafe, ...changes })] });
			expectSame(withCafe({ isHeld: false }), ["location Cafe would fall: set Anchored to true"]);
			expectSame(withCafe({ canCollide: true }), ["location Cafe would be a wall: set CanCollide to false"]);
			expectSame(withCafe({ isHeld: false, canCollide: true }), [
				"location Cafe would fall: set Anchored to true, and would be a wall: set CanCollide to false",
			]);
		});

		it("gives advice where two locations far apart have the same name, with both", () => {
			const cafeAt = (x: number, path: string) => locationAt("Cafe", x, { path });
			const locations = [SMITHY, cafeAt(0, "One"), cafeAt(18, "Two"), cafeAt(-60, "Three")];
			expectSame(advise({ locations }), [
				'One and Three have the same LocationName "Cafe" and are far apart. Both count: NPCs call either ' +
					"place Cafe. If one is a copy, give it a name of its own",
			]);
		});

		it("gives no advice where a part of one name joins two others, wherever it stands in the list", () => {
			const cafeAt = (x: number) => locationAt("Cafe", x);
			expectSame(advise({ locations: [SMITHY, cafeAt(0), cafeAt(70), cafeAt(35)] }), []);
			expectSame(advise({ locations: [SMITHY, cafeAt(0), cafeAt(35), cafeAt(70), cafeAt(-35)] }), []);
		});

		it("gives advice where a spawn is more than 15 studs from every part of the home", () => {
			// The two parts of the cafe reach from -10 to 30.
			expectSame(advise(maraAt(45)), []);
			expectSame(advise(maraAt(-25)), []);
			expectSame(advise(maraAt(50)), [
				'NPC "mara": its Home is "Cafe", but its spawn Spawn is 20 studs away from there. It stays where ' +
					"its spawn is: move the spawn, or change Home",
			]);
		});

		it("gives no advice on the spawn of an NPC that lives outdoors, or that nobody has defined", () => {
			const npcs = [{ npcId: "mara", displayName: "Mara", home: "Outdoors" }];
			expectSame(advise({ npcs, ...maraAt(5000) }), []);
			expectSame(advise({ npcs: [], ...maraAt(5000) }), []);
		});

		it("gives advice where two display names differ in case, accents or spaces only", () => {
			for (const other of ["MARA", "Mára", " mara "])
				expectSame(advise(named("Mara", other)), [
					`NPC "bram": its DisplayName "${other}" reads like the name of NPC "mara", "Mara". ` +
						"Players and NPCs cannot tell which is meant: change one",
				]);
			expectSame(advise(named("Mara", "Mark")), []);
		});

		it("leaves it to the register of NPCs to warn of two that are written alike", () => {
			expectSame(advise(named("Mara", "Mara")), []);
		});

		it("gives advice where an NPC is called like a location", () => {
			expectSame(advise(named("smithy", "Bram")), [
				'NPC "mara": its DisplayName "smithy" reads like the name of location Workspace.Smithy, "Smithy". ' +
					"Players and NPCs cannot tell which is meant: change one",
			]);
		});
	});
};
