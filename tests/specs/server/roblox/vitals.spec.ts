/// <reference types="@rbxts/testez/globals" />
import { Workspace } from "@rbxts/services";
import { vitals } from "server/roblox/vitals";
import { expectAtLeast, expectLess, expectMore } from "../../shared/support/expectations";

export = () => {
	describe("the server's vitals", () => {
		it("are numbers that a server can have", () => {
			const { heartbeatSeconds, memoryMb, instances } = vitals.sample();
			expectAtLeast(heartbeatSeconds, 0);
			expectLess(heartbeatSeconds, 10);
			expectMore(memoryMb, 0);
			expectMore(instances, Workspace.GetDescendants().size());
		});
		it("count an instance that is made", () => {
			const before = vitals.sample().instances;
			const folder = new Instance("Folder");
			folder.Parent = Workspace;
			expectMore(vitals.sample().instances, before);
			folder.Destroy();
		});
	});
};
