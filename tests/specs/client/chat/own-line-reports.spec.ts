/// <reference types="@rbxts/testez/globals" />
import { OwnLineReports } from "client/chat/own-line-reports";

export = () => {
	describe("the reports of a player's own lines", () => {
		it("are one for the first line, and one for each gap in which there was another", () => {
			let now = 100;
			let reports = 0;
			const lines = new OwnLineReports({ now: () => now, report: () => (reports += 1) }, 5);
			for (let line = 0; line < 10; line++) {
				lines.noteLine();
				now += 1;
			}
			expect(reports).to.equal(2);
			now += 60;
			lines.noteLine();
			expect(reports).to.equal(3);
		});
	});
};
