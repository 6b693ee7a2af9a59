import {
	expectAtLeast,
	expectAtMost,
	expectItem,
	expectLess,
	expectMore,
	expectNoItem,
	expectNoText,
	expectSame,
	expectText,
	show,
} from "./expectations";

/** What a failed expectation says; empty if it holds. */
function complaintOf(expectation: () => void): string {
	const [isMet, message] = pcall(expectation);
	return isMet ? "" : tostring(message).gsub("^[^:]*:%d+: ", "")[0];
}

export = () => {
	describe("a value shown as text", () => {
		it("is the same for equal tables, whatever the order of their fields", () => {
			expect(show({ b: 1, a: [true, "x"] })).to.equal(`{a={true, "x"}, b=1}`);
		});

		it("tells a string from a number", () => {
			expect(show(["1", 1])).to.equal(`{"1", 1}`);
		});

		it("has the members of a set and the entries of a map", () => {
			expect(show(new Set(["y", "x"]))).to.equal("{x=true, y=true}");
			expect(show(new Map([["k", 2]]))).to.equal("{k=2}");
		});
	});

	describe("an expectation that is not met", () => {
		const cases: ReadonlyArray<[what: string, expectation: () => void, complaint: string]> = [
			["same", () => expectSame({ a: 1 }, { a: 2 }), "found {a=1}, expected {a=2}"],
			["less", () => expectLess(3, 3), "found 3, expected less than 3"],
			["at most", () => expectAtMost(4, 3), "found 4, expected at most 3"],
			["more", () => expectMore(3, 3), "found 3, expected more than 3"],
			["at least", () => expectAtLeast(2, 3), "found 2, expected at least 3"],
			["text", () => expectText("abc", "x"), `found "abc", expected a text with "x" in it`],
			["no text", () => expectNoText("abc", "b"), `found "abc", expected a text without "b"`],
			["item", () => expectItem([[1]], [2]), "found {{1}}, expected a list with {2} in it"],
			["no item", () => expectNoItem([[1]], [1]), "found {{1}}, expected a list without {1}"],
		];
		for (const [what, expectation, complaint] of cases) {
			it(`says what was there: ${what}`, () => {
				expect(complaintOf(expectation)).to.equal(complaint);
			});
		}
	});

	it("an expectation that is met says nothing", () => {
		expectSame([{ a: 1 }], [{ a: 1 }]);
		expectLess(2, 3);
		expectAtMost(3, 3);
		expectMore(4, 3);
		expectAtLeast(3, 3);
		expectText("a.b", ".");
		expectNoText("abc", "a.c");
		expectItem([1, [2]], [2]);
		expectNoItem([1], 2);
	});
};
