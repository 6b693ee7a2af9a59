/// <reference types="@rbxts/testez/globals" />
import { createPlayerAppearance } from "server/roblox/player-appearance";
import { coloursOf } from "server/roblox/npc-colours";
import { createSimpleRig } from "server/roblox/simple-rig";
import { createFakeLog } from "../support/fake-log";
import { plainLook } from "../support/test-town";

export = () => {
	describe("a player's appearance", () => {
		let model: Model;

		const wear = (name: string): Accessory => {
			const accessory = new Instance("Accessory");
			accessory.Name = name;
			accessory.Parent = model;
			return accessory;
		};
		const dress = (humanoid: Humanoid) => {
			const description = new Instance("HumanoidDescription");
			description.HeadColor = new Color3(0.9, 0.7, 0.6);
			description.TorsoColor = new Color3(0.8, 0.1, 0.1);
			description.LeftLegColor = new Color3(0.9, 0.7, 0.6);
			description.HeightScale = 1.05;
			description.Parent = humanoid;
		};

		beforeEach(() => {
			model = createSimpleRig(coloursOf("spec", plainLook()));
		});

		afterEach(() => model.Destroy());

		it("comes from the HumanoidDescription and the accessories' names", () => {
			const humanoid = model.FindFirstChildOfClass("Humanoid");
			assert(humanoid);
			dress(humanoid);
			wear("VikingHelm");
			const appearanceOf = createPlayerAppearance(createFakeLog());
			expect(appearanceOf(model)).to.equal("tall, in a red top, wearing Viking Helm");
		});

		it("is worked out once, until something is put on or taken off", () => {
			const scarf = wear("Scarf");
			const appearanceOf = createPlayerAppearance(createFakeLog());
			expect(appearanceOf(model)).to.equal("wearing Scarf");
			scarf.Name = "Boa";
			expect(appearanceOf(model)).to.equal("wearing Scarf");
			const hat = wear("Hat");
			task.wait();
			expect(appearanceOf(model)).to.equal("wearing Boa and Hat");
			hat.Destroy();
			task.wait();
			expect(appearanceOf(model)).to.equal("wearing Boa");
		});

		it("is told of the accessories alone where the description cannot be had", () => {
			model.FindFirstChildOfClass("Humanoid")?.Destroy();
			wear("Scarf");
			expect(createPlayerAppearance(createFakeLog())(model)).to.equal("wearing Scarf");
		});

		it("is each character's own", () => {
			wear("Scarf");
			const other = createSimpleRig(coloursOf("spec", plainLook()));
			const appearanceOf = createPlayerAppearance(createFakeLog());
			expect(appearanceOf(model)).to.equal("wearing Scarf");
			expect(appearanceOf(other)).to.equal("in plain clothes");
			other.Destroy();
		});
	});
};
