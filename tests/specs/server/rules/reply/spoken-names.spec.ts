/// <reference types="@rbxts/testez/globals" />
import { withSpokenNames } from "server/rules/reply/spoken-names";

const KEYS = ["Alex", "Alex (2)", "Mara (player)", "Mara (player) (2)"];

const CASES: ReadonlyArray<readonly [written: string, spoken: string]> = [
	["Good day, Alex (2)!", "Good day, Alex!"],
	["Mara (player), you have my name.", "Mara, you have my name."],
	["Mara (player) (2) and Alex (2) are here, Alex (2).", "Mara and Alex are here, Alex."],
	["Two buns (2) for Alex.", "Two buns (2) for Alex."],
];

export = () => {
	describe("a spoken sentence", () => {
		for (const [written, spoken] of CASES) {
			it(`has nobody's number in it: "${written}"`, () => {
				expect(withSpokenNames(written, KEYS)).to.equal(spoken);
			});
		}
	});
};
