/// <reference types="@rbxts/testez/globals" />
import { Acquaintances } from "server/rules/company/acquaintances";
import { npcEntityId, playerEntityId } from "server/rules/space/entity";

const ALEX = playerEntityId(1);

export = () => {
	describe("the NPCs that may know something of a player", () => {
		it("are those that were in company with them or heard them, and no other", () => {
			const acquaintances = new Acquaintances();
			acquaintances.met("pip", ALEX);
			acquaintances.heard("mara", ALEX);
			acquaintances.met("finn", playerEntityId(2));
			expect(acquaintances.whoKnows(1).join(",")).to.equal("mara,pip");
		});
		it("include an NPC that heard another NPC that knew them then", () => {
			const acquaintances = new Acquaintances();
			acquaintances.heard("finn", npcEntityId("mara"));
			acquaintances.met("mara", ALEX);
			acquaintances.heard("pip", npcEntityId("mara"));
			acquaintances.heard("bram", npcEntityId("pip"));
			expect(acquaintances.whoKnows(1).join(",")).to.equal("bram,mara,pip");
		});
		it("do not include an NPC that only stood by another NPC", () => {
			const acquaintances = new Acquaintances();
			acquaintances.met("mara", ALEX);
			acquaintances.met("pip", npcEntityId("mara"));
			expect(acquaintances.whoKnows(1).join(",")).to.equal("mara");
		});
		it("do not include an NPC with a new mind, until it meets them again", () => {
			const acquaintances = new Acquaintances();
			acquaintances.met("mara", ALEX);
			acquaintances.forgetNpc("mara");
			expect(acquaintances.whoKnows(1).join(",")).to.equal("");
			acquaintances.met("mara", ALEX);
			expect(acquaintances.whoKnows(1).join(",")).to.equal("mara");
		});
	});
};
