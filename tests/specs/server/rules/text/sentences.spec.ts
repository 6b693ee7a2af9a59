/// <reference types="@rbxts/testez/globals" />
import { splitSentences, withoutHalfSentence, withoutThoughts } from "server/rules/text/sentences";
import { SENTENCE_CASES, SENTENCE_MAX } from "../../support/sentence-cases";

export = () => {
	describe("a whole reply", () => {
		for (const { about, text, sentences, maxUnits, isCutOff } of SENTENCE_CASES)
			it(`is cut into sentences: ${about}`, () => {
				const found = splitSentences(text, maxUnits ?? SENTENCE_MAX);
				const said = isCutOff === true ? withoutHalfSentence(found) : found;
				expect(said.join("|")).to.equal(sentences.join("|"));
			});

		it("loses no letter, however long it is", () => {
			const text = "Well, Dr. Oak — if you must: the 3.50 coins, the é, the 😀 and 你好。 ".rep(20);
			for (const maxUnits of [1, 2, 7, 20, 280]) {
				const joined = splitSentences(text, maxUnits).join("");
				expect(joined.gsub("%s", "")[0]).to.equal(text.gsub("%s", "")[0]);
			}
		});

		it("goes without broken bytes", () => {
			expect(splitSentences("Hello\xff there. Bye.").join("|")).to.equal("Hello there.|Bye.");
		});
	});

	describe("a thought that a model has written into its reply", () => {
		it("is taken out", () => {
			expect(withoutThoughts("<think>Who is\nthat?</think>Hello.<think>Hm.</think> Tea?")).to.equal(
				"Hello. Tea?",
			);
		});

		it("stays unsaid where it was never closed", () => {
			expect(withoutThoughts("Hello. <think>Who is that?")).to.equal("Hello. ");
		});

		it("goes from the beginning where it was never opened", () => {
			expect(withoutThoughts("Who is that? A boy.</think>Hello.")).to.equal("Hello.");
		});

		it("is not seen in what only looks like one", () => {
			expect(withoutThoughts("I <think you know> that.")).to.equal("I <think you know> that.");
		});
	});
};
