/// <reference types="@rbxts/testez/globals" />
import { classOfBlock } from "server/net/request-class";

export = () => {
	describe("the class of a block's write", () => {
		it("is departure for a group that somebody has left, and group for any other", () => {
			expect(classOfBlock("group_members", true)).to.equal("departure");
			expect(classOfBlock("group_members", false)).to.equal("group");
		});
		it("is status for a status, even an urgent one", () => {
			expect(classOfBlock("status", true)).to.equal("status");
			expect(classOfBlock("status", false)).to.equal("status");
		});
		it("is status for a label of a creator's own", () => {
			expect(classOfBlock("mood", true)).to.equal("status");
		});
	});
};
