/// <reference types="@rbxts/testez/globals" />
import { expectSame, expectText } from "../shared/support/expectations";
import { startTestTown, type TestTown } from "./support/test-town";

/** Two players Alex stand before Mara, and one who is called like her. */
function meet(): TestTown {
	const town = startTestTown({ Mara: 0 });
	town.letta.ready("mara");
	town.join(1, "Alex", 2);
	town.join(2, "Alex", 3);
	town.join(3, "Mara", 2);
	town.clock.advance(5);
	return town;
}

export = () => {
	describe("an NPC among namesakes", () => {
		it("is told in turns and blocks which of them is a player", () => {
			const town = meet();
			town.chat(3, "Mara", "hello, what do you sell?");
			expectText(town.turnsOf("mara")[0].content, "Mara (player)");
			const blocks = town.letta.valuesOf("mara", "group_members");
			expectText(blocks[blocks.size() - 1], '"Mara (player)":{');
		});

		it("says their names as they are", () => {
			const town = meet();
			town.chat(2, "Alex", "hello, what do you sell?");
			town.reply("mara", "Good day, Alex (2) and Mara (player).");
			town.clock.advance(5);
			expectSame(town.display.textsFor(1, "speech"), ["Good day, Alex and Mara."]);
		});
	});
};
