/// <reference types="@rbxts/testez/globals" />
import { isTypoOf } from "server/rules/text/typos";
import { slipsBetween } from "shared/text/slips";
import { fold, plainWords, wordsOf } from "server/rules/text/words";

export = () => {
	describe("plainWords", () => {
		for (const [text, words] of [
			["Hello, Mara!", "hello mara"],
			["It's Mara's bread.", "it mara bread"],
			["Don't  go—please…", "don't go please"],
			["I don’t. Mara’s isn’t.", "i don't mara isn't"],
			["The bakers' shop", "the bakers shop"],
			["ØRE, ΑΘΗΝΑ, ЁЛКА", "øre αθηνα ёлка"],
			["你好！世界：好", "你好 世界 好"],
			["ZOË et ÉLAN, Привет МИР", "zoë et élan привет мир"],
			["你好、世界。", "你好 世界"],
			["a_b c-d 3.5", "a_b c d 3 5"],
			["'quoted'", "quoted"],
			["!!! ... ''", ""],
		]) {
			it(`reads ${text} as ${words.size() > 0 ? words : "nothing"}`, () => {
				expect(plainWords(text).join(" ")).to.equal(words);
			});
		}
	});

	describe("wordsOf", () => {
		it("knows possessives and the marks around a word", () => {
			const [first, second, third] = wordsOf("Hey, Mara's dog");
			expect(first.breakAfter).to.equal(true);
			expect(second.possessive).to.equal(true);
			expect(second.breakBefore).to.equal(true);
			expect(second.breakAfter).to.equal(false);
			expect(third.possessive).to.equal(false);
		});
	});

	describe("fold", () => {
		it("drops bytes that are no UTF-8", () => {
			expect(fold("A\xffB")).to.equal("ab");
		});
	});

	describe("slipsBetween", () => {
		for (const [a, b, slips] of [
			["mara", "mara", 0],
			["mara", "marra", 1],
			["mara", "mra", 1],
			["mara", "maar", 1],
			["mara", "mata", 1],
			["mara", "tara", 1],
			["mara", "bram", 3],
			["zoë", "zoe", 1],
			["", "abc", 3],
		] as ReadonlyArray<[string, string, number]>) {
			it(`counts ${slips} between ${a} and ${b}`, () => {
				expect(slipsBetween(a, b, 3)).to.equal(slips);
				expect(slipsBetween(b, a, 3)).to.equal(slips);
			});
		}
		it("does not count further than asked", () => {
			expect(slipsBetween("mara", "fool", 2)).to.equal(3);
			expect(slipsBetween("mara", "wilhelmina", 2)).to.equal(3);
		});
	});

	describe("isTypoOf", () => {
		for (const [typed, name] of [
			["marra", "mara"],
			["mraa", "mara"],
			["mra", "mara"],
			["tobais", "tobias"],
			["tobyas", "tobias"],
			["wilhelmnia", "wilhelmina"],
			["wilhelmma", "wilhelmina"],
			["margrt", "margaret"],
		]) {
			it(`takes ${typed} for ${name}`, () => {
				expect(isTypoOf(typed, name)).to.equal(true);
			});
		}
		for (const [typed, name] of [
			["mark", "mara"],
			["mary", "mara"],
			["tara", "mara"],
			["al", "sal"],
			["tim", "tom"],
			["tob", "tobias"],
			["so", "zoë"],
			["beatce", "beatric"],
		]) {
			it(`does not take ${typed} for ${name}`, () => {
				expect(isTypoOf(typed, name)).to.equal(false);
			});
		}
	});
};
