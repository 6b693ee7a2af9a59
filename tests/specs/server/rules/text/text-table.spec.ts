/// <reference types="@rbxts/testez/globals" />
import { formatTable } from "server/rules/text/text-table";

export = () => {
	describe("a table", () => {
		it("is aligned Markdown, numbers to the right", () => {
			expect(
				formatTable(
					["class", "sent"],
					[
						["turn", "7"],
						["housekeeping", "1200"],
					],
				),
			).to.equal(
				[
					"| class        | sent |",
					"|--------------|-----:|",
					"| turn         |    7 |",
					"| housekeeping | 1200 |",
				].join("\n"),
			);
		});
		it("counts characters, not bytes", () => {
			const [head, , row] = formatTable(["name"], [["Zoë"]]).split("\n");
			expect(head).to.equal("| name |");
			expect(row).to.equal("| Zoë  |");
		});
		it("makes room for a rule, and takes a dash for a number that is missing", () => {
			expect(formatTable(["a", "b"], [["x", "-"]])).to.equal(
				["| a   |   b |", "|-----|----:|", "| x   |   - |"].join("\n"),
			);
		});
		it("has its columns to the left without rows", () => {
			expect(formatTable(["sent"], [])).to.equal(["| sent |", "|------|"].join("\n"));
		});
		it("keeps a cell's own bars from making columns", () => {
			expect(formatTable(["status"], [["a | b"]]).split("\n")[2]).to.equal("| a / b  |");
		});
	});
};
