/// <reference types="@rbxts/testez/globals" />
import { CHARACTER } from "server/constants/rules";
import { characterText, TownPeople } from "server/rules/talk/character";
import { charCount } from "shared/text/text";
import { expectAtMost, expectNoText } from "../../../shared/support/expectations";

const MARA = { displayName: "Mara", persona: "I bake.", home: "Cafe", examples: [] };
const BRAM = { displayName: "Bram", home: "Smithy" };

export = () => {
	describe("what an agent is told of its NPC", () => {
		it("is the persona, who is where in town, and how it talks", () => {
			const examples = [{ heard: "Hello!", answer: "Come in, love." }];
			expect(
				characterText({ ...MARA, examples }, new TownPeople([MARA, BRAM], ["Plaza", "Cafe", "Smithy"])),
			).to.equal(
				[
					"You are Mara. You tell of yourself:\nI bake.",
					"In town: Cafe (you); Plaza; Smithy (Bram).",
					'How you talk:\nSomebody says: "Hello!"\nMara answers: Come in, love.',
				].join("\n\n"),
			);
		});

		it("is the same in whatever order the world lists people and places", () => {
			const people = [MARA, BRAM, { displayName: "Ada", home: "Smithy" }];
			const text = characterText(MARA, new TownPeople(people, ["Plaza", "Cafe", "Smithy"]));
			const reversed = [people[2], people[1], people[0]];
			expect(characterText(MARA, new TownPeople(reversed, ["Smithy", "Cafe", "Plaza"]))).to.equal(text);
		});

		it("says nothing of a town without places", () => {
			expect(characterText(MARA, new TownPeople([], []))).to.equal(
				"You are Mara. You tell of yourself:\nI bake.",
			);
		});

		it("does not grow with the town", () => {
			const places = new Array<string>();
			for (let index = 1; index <= 500; index++) places.push(`A place with a long name, number ${index}`);
			const text = characterText(MARA, new TownPeople([], places));
			expectAtMost(
				charCount(text),
				charCount("You are Mara. You tell of yourself:\nI bake.\n\n") + CHARACTER.maxTownChars,
			);
			expectNoText(text, "number 300");
		});
	});
};
