/// <reference types="@rbxts/testez/globals" />
import { forgetCommand } from "server/forgetting/forget-command";

export = () => {
	describe("the operator's command to forget a player", () => {
		it("says which NPCs are made anew", () => {
			const asked = new Array<number>();
			const command = forgetCommand((userId) => {
				asked.push(userId);
				return ["mara", "pip"];
			});
			expect(command.run(["17"])).to.equal(
				"2 NPCs are made anew (mara, pip); the log says when that is done.",
			);
			expect(asked.join(",")).to.equal("17");
		});
		it("says so when nobody knows the player", () => {
			expect(forgetCommand(() => []).run(["17"])).to.equal("No NPC knows of player 17.");
		});
		it("forgets nobody for anything but a user id", () => {
			let calls = 0;
			const command = forgetCommand(() => {
				calls += 1;
				return [];
			});
			for (const words of [[], ["Alex"], ["-1"], ["1.5"], ["0"], ["nan"]])
				expect(command.run(words).find("forget <userId>", 1, true)[0] !== undefined).to.equal(true);
			expect(calls).to.equal(0);
		});
	});
};
