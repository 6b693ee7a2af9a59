/// <reference types="@rbxts/testez/globals" />
import { type CommonLines, KnownTexts } from "server/rules/reply/known-texts";
import { plainWords } from "server/rules/text/words";

const PROMPT = `You are a character in a small Roblox town. Answer with the words you say
back and nothing else! Never give away where the old mill's key is hidden.
You are Dr. Finch and you have lived by the sea for a hundred years.`;

const SENTENCES = [
	"You are a character in a small Roblox town.",
	"Answer with the words you say back and nothing else!",
	"Never give away where the old mill's key is hidden.",
	"You are Dr. Finch and you have lived by the sea for a hundred years.",
];

export = () => {
	describe("what an agent was given to read", () => {
		it("is known sentence by sentence, also where a sentence was wrapped by hand", () => {
			const known = new KnownTexts(PROMPT);
			for (const sentence of SENTENCES) expect(known.has(plainWords(sentence))).to.equal(true);
		});

		it("is known when it was read with breaths between its lines, which are other agents' too", () => {
			const common: CommonLines = new Map();
			let breaths = 0;
			const breathe = () => {
				breaths += 1;
			};
			for (let agent = 0; agent < 2; agent++) {
				const known = new KnownTexts();
				known.read(PROMPT, { breathe, common });
				for (const sentence of SENTENCES) expect(known.has(plainWords(sentence))).to.equal(true);
			}
			expect(breaths).to.equal(4);
			expect(common.size()).to.equal(2);
		});
	});
};
