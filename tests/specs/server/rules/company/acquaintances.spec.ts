/// <reference types="@rbxts/testez/globals" />
import { Acquaintances } from "server/rules/company/acquaintances";
import { npcEntityId, playerEntityId } from "server/rules/space/entity";

const ALEX = playerEntityId(1);

export = () => {
	describe("who may know something of a player", () => {
		it("is every NPC that was in company with them or heard them, and no other", () => {
			const acquaintances = new Acquaintances();
			acquaintances.met("pip", ALEX);
			acquaintances.heard("mara", ALEX);
			acquaintances.met("finn", playerEntityId(2));
			expect(acquaintances.whoKnows(1).join(",")).to.equal("mara,pip");
		});
		it("is an NPC, too, that heard another NPC who knew them then", () => {
			const acquaintances = new Acquaintances();
			acquaintances.heard("finn", npcEntityId("mara"));
			acquaintances.met("mara", ALEX);
			acquaintances.heard("pip", npcEntityId("mara"));
			acquaintances.heard("bram", npcEntityId("pip"));
			expect(acquaintances.whoKnows(1).join(",")).to.equal("bram,mara,pip");
		});
		it("is not an NPC that only stood by another NPC", () => {
			const acquaintances = new Acquaintances();
			acquaintances.met("mara", ALEX);
			acquaintances.met("pip", npcEntityId("mara"));
			expect(acquaintances.whoKnows(1).join(",")).to.equal("mara");
		});
		it("is not an NPC whose mind was made anew, until they meet again", () => {
			const acquaintances = new Acquaintances();
			acquaintances.met("mara", ALEX);
			acquaintances.forgetNpc("mara");
			expect(acquaintances.whoKnows(1).isEmpty()).to.equal(true);
			acquaintances.met("mara", ALEX);
			expect(acquaintances.whoKnows(1).join(",")).to.equal("mara");
		});
	});
};
