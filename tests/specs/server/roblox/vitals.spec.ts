/// <reference types="@rbxts/testez/globals" />
import { Workspace } from "@rbxts/services";
import { vitals } from "server/roblox/vitals";

export = () => {
	describe("the server's vitals", () => {
		it("are numbers that a server can have", () => {
			const { heartbeatSeconds, memoryMb, instances } = vitals.sample();
			expect(heartbeatSeconds >= 0 && heartbeatSeconds < 10).to.equal(true);
			expect(memoryMb > 0).to.equal(true);
			expect(instances > Workspace.GetDescendants().size()).to.equal(true);
		});
		it("count an instance that is made", () => {
			const before = vitals.sample().instances;
			const folder = new Instance("Folder");
			folder.Parent = Workspace;
			expect(vitals.sample().instances > before).to.equal(true);
			folder.Destroy();
		});
	});
};
