/// <reference types="@rbxts/testez/globals" />
import { ServerStorage } from "@rbxts/services";
import { createEnabledSwitch, readLettaConfigAttributes } from "server/roblox/letta-config-source";

export = () => {
	describe("ServerStorage.LettaConfig", () => {
		const config = ServerStorage.FindFirstChild("LettaConfig") as Configuration;
		const before = config.GetAttribute("Enabled");

		afterEach(() => config.SetAttribute("Enabled", before));

		it("is read as it stands", () => {
			config.SetAttribute("Enabled", false);
			expect(readLettaConfigAttributes().get("Enabled")).to.equal(false);
		});

		it("has a switch that only a plain true, or nothing, leaves on", () => {
			const enabled = createEnabledSwitch();
			for (const [value, isOn] of [
				[true, true],
				[false, false],
				["true", false],
				[0, false],
				[undefined, true],
			] as ReadonlyArray<[AttributeValue | undefined, boolean]>) {
				config.SetAttribute("Enabled", value);
				expect(enabled.isOn()).to.equal(isOn);
			}
		});

		it("tells who listens when the switch is turned, and nobody else", () => {
			config.SetAttribute("Enabled", true);
			const enabled = createEnabledSwitch();
			const seen = new Array<boolean>();
			const stop = enabled.onChanged((isOn) => seen.push(isOn));
			config.SetAttribute("Enabled", false);
			task.wait();
			stop();
			config.SetAttribute("Enabled", true);
			task.wait();
			expect(seen.size()).to.equal(1);
			expect(seen[0]).to.equal(false);
		});
	});
};
