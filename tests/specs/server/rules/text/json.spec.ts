/// <reference types="@rbxts/testez/globals" />
import { jsonArray, jsonObject, jsonString } from "server/rules/text/json";

export = () => {
	describe("jsonString", () => {
		const cases: ReadonlyArray<readonly [text: string, encoded: string]> = [
			["Alex", '"Alex"'],
			["", '""'],
			['say "hi" \\ there', '"say \\"hi\\" \\\\ there"'],
			["line\nnext\ttab\r", '"line\\nnext\\ttab\\r"'],
			["back\bfeed\f", '"back\\bfeed\\f"'],
			["nul\0bell\x07escape\x1b", '"nul\\u0000bell\\u0007escape\\u001b"'],
			["Zoë 你好 👩", '"Zoë 你好 👩"'],
			["/slash", '"/slash"'],
		];
		for (const [text, encoded] of cases) {
			it(`writes ${encoded}`, () => {
				expect(jsonString(text)).to.equal(encoded);
			});
		}
	});

	describe("jsonObject", () => {
		it("sorts its keys, so that order of insertion makes no difference", () => {
			const one = jsonObject([
				["b", "1"],
				["a", "2"],
			]);
			const other = jsonObject([
				["a", "2"],
				["b", "1"],
			]);
			expect(one).to.equal('{"a":2,"b":1}');
			expect(other).to.equal(one);
		});
		it("is an object when it is empty", () => {
			expect(jsonObject([])).to.equal("{}");
		});
		it("escapes its keys", () => {
			expect(jsonObject([['a"b', "1"]])).to.equal('{"a\\"b":1}');
		});
	});

	describe("jsonArray", () => {
		it("keeps its order and is an array when it is empty", () => {
			expect(jsonArray(["2", "1"])).to.equal("[2,1]");
			expect(jsonArray([])).to.equal("[]");
		});
	});
};
