/// <reference types="@rbxts/testez/globals" />
import { parseExamples } from "server/config/npc-examples";
import { parseNpcDefinition } from "server/config/npc-definition";
import { expectSame } from "../../shared/support/expectations";

export = () => {
	describe("an NPC's examples", () => {
		it("are read a line each, what is said and what it answers", () => {
			const { examples, problems } = parseExamples("Hello! | Come in, love.\n\n  Bye | Mind the step.\n");
			expectSame(problems, []);
			expectSame(
				examples.map(({ heard, answer }) => `${heard}>${answer}`),
				["Hello!>Come in, love.", "Bye>Mind the step."],
			);
		});

		it("lose their quotation marks, between which the agent reads them", () => {
			expect(parseExamples('"Hello" | Hi').examples[0].heard).to.equal("'Hello'");
		});

		it("are refused by their line when they have no two sides", () => {
			expectSame(parseExamples("Hello | Hi\nBye\n| Hm.").problems, [
				"line 2 of Examples has to be: what somebody says | what it answers",
				"line 3 of Examples has to be: what somebody says | what it answers",
			]);
		});

		it("are refused when they are long or many: each is read in every turn", () => {
			expectSame(parseExamples(`Hello | ${"x".rep(161)}`).problems, [
				"line 1 of Examples has a side that is longer than 160 bytes",
			]);
			expectSame(parseExamples("a | b\n".rep(7)).problems, ["Examples has 7 lines, at most 6 are allowed"]);
		});

		it("stop an NPC whose definition has a wrong one, and name it", () => {
			const attributes = new Map<string, unknown>([
				["DisplayName", "Mara"],
				["Appearance", "A green apron"],
				["Home", "Cafe"],
			]);
			const result = parseNpcDefinition({ npcId: "mara", persona: "I am Mara.", examples: "Hi", attributes });
			assert(result.kind === "invalid");
			expect(result.message).to.equal(
				'NPC "mara": line 1 of Examples has to be: what somebody says | what it answers',
			);
		});
	});
};
