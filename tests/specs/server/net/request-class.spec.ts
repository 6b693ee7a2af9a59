/// <reference types="@rbxts/testez/globals" />
import { classOfBlock } from "server/net/request-class";

export = () => {
	describe("the class of a block's write", () => {
		it("is that of a departure where somebody has left the group, and of a group otherwise", () => {
			expect(classOfBlock("group_members", true)).to.equal("departure");
			expect(classOfBlock("group_members", false)).to.equal("group");
		});
		it("is that of a status however urgent the status is", () => {
			expect(classOfBlock("status", true)).to.equal("status");
			expect(classOfBlock("status", false)).to.equal("status");
		});
		it("is that of a status for a label of a creator's own", () => {
			expect(classOfBlock("mood", true)).to.equal("status");
		});
	});
};
