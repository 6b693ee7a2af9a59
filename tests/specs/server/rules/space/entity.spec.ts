/// <reference types="@rbxts/testez/globals" />
import { npcEntityId, npcIdOf, playerEntityId, userIdOf } from "server/rules/space/entity";

export = () => {
	describe("an entity id", () => {
		it("gives back the NPC or the player that it was made from", () => {
			expect(npcIdOf(npcEntityId("player:7"))).to.equal("player:7");
			expect(userIdOf(playerEntityId(7))).to.equal(7);
		});
		it("names an NPC or a player, never both", () => {
			expect(userIdOf(npcEntityId("7"))).to.equal(undefined);
			expect(npcIdOf(playerEntityId(7))).to.equal(undefined);
			expect(npcIdOf("npcs")).to.equal(undefined);
		});
	});
};
