/// <reference types="@rbxts/testez/globals" />
import { safeName } from "server/letta/cloud/agent-wish";

export = () => {
	describe("an agent's name at Letta", () => {
		it("has only what Letta takes", () => {
			expect(safeName("Dr. Bram", "bram")).to.equal("Dr Bram");
			expect(safeName("Anne-Marie O'Hara_2", "anne")).to.equal("Anne-Marie O'Hara_2");
			expect(safeName("<b>Zoë</b>", "zoe")).to.equal("b Zo b");
		});

		it("is made of the NPC's id where nothing of the display name is left", () => {
			expect(safeName("!?", "tilda.2")).to.equal("NPC tilda 2");
		});
	});
};
