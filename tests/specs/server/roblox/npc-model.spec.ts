/// <reference types="@rbxts/testez/globals" />
import { ServerStorage } from "@rbxts/services";
import type { NpcDefinition } from "server/ports";
import { coloursOf } from "server/roblox/npc-colours";
import { createNpcModel, requestAvatar } from "server/roblox/npc-model";
import { createSimpleRig } from "server/roblox/simple-rig";
import { expectSame, expectText } from "../../shared/support/expectations";
import { createFakeLog, type FakeLog } from "../support/fake-log";
import { definitionOf, plainLook } from "../support/test-town";

export = () => {
	describe("an NPC's model", () => {
		let made: Array<Instance>;
		let log: FakeLog;

		const keep = <T extends Instance>(instance: T): T => {
			made.push(instance);
			return instance;
		};
		const create = (changes: Partial<NpcDefinition> = {}) => {
			const definition = { ...definitionOf("Specimen"), ...changes };
			return keep(createNpcModel(definition, requestAvatar(definition, log)));
		};
		const humanoidOf = (model: Model) => {
			const humanoid = model.FindFirstChildOfClass("Humanoid");
			assert(humanoid);
			return humanoid;
		};

		/** A creator's model called Robot, anchored as Studio's rig builder makes them. */
		const addTemplate = (): Model => {
			const rig = keep(createSimpleRig(coloursOf("robot", plainLook())));
			rig.Name = "Robot";
			for (const part of rig.GetChildren()) if (part.IsA("BasePart")) part.Anchored = true;
			const mark = new Instance("Folder");
			mark.Name = "MadeByCreator";
			mark.Parent = rig;
			const animate = new Instance("LocalScript");
			animate.Name = "Animate";
			for (const [name, id] of pairs({ walk: 180426354, idle: 777 })) {
				const value = new Instance("StringValue");
				value.Name = name;
				const animation = new Instance("Animation");
				animation.AnimationId = `http://www.roblox.com/asset/?id=${id}`;
				animation.Parent = value;
				value.Parent = animate;
			}
			animate.Parent = rig;
			const folder = ServerStorage.FindFirstChild("NpcBodies") ?? keep(new Instance("Folder"));
			folder.Name = "NpcBodies";
			folder.Parent = ServerStorage;
			rig.Parent = folder;
			return rig;
		};

		beforeEach(() => {
			made = [];
			log = createFakeLog();
		});
		afterEach(() => {
			for (const instance of made) instance.Destroy();
		});

		it("has its name and the AI mark over its head, at its own distance", () => {
			const humanoid = humanoidOf(create());
			expect(humanoid.DisplayName).to.equal("Specimen [AI]");
			expect(humanoid.DisplayDistanceType).to.equal(Enum.HumanoidDisplayDistanceType.Subject);
			expect(humanoid.NameDisplayDistance).to.equal(60);
			expect(humanoid.FindFirstChildOfClass("Animator")).to.be.ok();
		});

		it("has plain hair on its head, unless its hair is an asset", () => {
			const hair = create({ look: plainLook({ hair: { r: 1, g: 0, b: 0 } }) }).FindFirstChild("Hair");
			assert(hair?.IsA("BasePart"));
			expect(hair.Color).to.equal(new Color3(1, 0, 0));
			expect(hair.CanCollide).to.equal(false);
			expect(create({ look: plainLook({ hairId: 5 }) }).FindFirstChild("Hair")).never.to.be.ok();
		});

		it("is a copy of a creator's model, free to walk, without its script Animate", () => {
			const template = addTemplate();
			const model = create({ look: plainLook({ body: "Robot" }) });
			expect(model).never.to.equal(template);
			expect(model.FindFirstChild("MadeByCreator")).to.be.ok();
			expect(model.FindFirstChild("Animate")).never.to.be.ok();
			expect(template.FindFirstChild("Animate")).to.be.ok();
			expect((model.FindFirstChild("HumanoidRootPart") as BasePart).Anchored).to.equal(false);
			expect(humanoidOf(model).DisplayName).to.equal("Specimen [AI]");
			expectSame(log.lines, []);
		});

		it("keeps the animations of the script Animate that are its own", () => {
			addTemplate();
			const folder = create({ look: plainLook({ body: "Robot" }) }).FindFirstChild("Animations");
			assert(folder);
			expectSame(
				folder.GetChildren().map((animation) => `${animation.Name} ${(animation as Animation).AnimationId}`),
				["idle http://www.roblox.com/asset/?id=777"],
			);
		});

		it("is a copy of the model that the ObjectValue Body in its definition refers to", () => {
			const template = addTemplate();
			const definition = keep(new Instance("Configuration"));
			definition.Name = "specimen";
			const reference = new Instance("ObjectValue");
			reference.Name = "Body";
			reference.Value = template;
			reference.Parent = definition;
			definition.Parent = ServerStorage.FindFirstChild("Npcs");
			expect(create().FindFirstChild("MadeByCreator")).to.be.ok();
		});

		it("is one of ours where the creator's is not there or no body, and the log says what there is", () => {
			addTemplate();
			expect(create({ look: plainLook({ body: "Robbot" }) }).FindFirstChild("Head")).to.be.ok();
			expectText(
				log.lines[0],
				'its Body is "Robbot", which is no model in ServerStorage.NpcBodies (did you mean Robot?); there are Robot',
			);
			const folder = ServerStorage.FindFirstChild("NpcBodies");
			const empty = keep(new Instance("Model"));
			empty.Name = "Empty";
			empty.Parent = folder;
			create({ look: plainLook({ body: "Empty" }) });
			expectText(log.lines.join("\n"), "ServerStorage.NpcBodies.Empty, is no model with a Humanoid");
		});

		it("is one of ours where the creator's has no head, and the log says so", () => {
			addTemplate().FindFirstChild("Head")?.Destroy();
			expect(create({ look: plainLook({ body: "Robot" }) }).FindFirstChild("Head")).to.be.ok();
			expectText(log.lines[0], "ServerStorage.NpcBodies.Robot, has no part called Head");
		});

		it("is one of ours where the creator's would fall apart, and the log names the parts", () => {
			const template = addTemplate();
			for (const joint of ["Left Hip", "Right Hip"])
				template.FindFirstChild("Torso")?.FindFirstChild(joint)?.Destroy();
			expect(create({ look: plainLook({ body: "Robot" }) }).FindFirstChild("MadeByCreator")).never.to.be.ok();
			expectText(
				log.lines[0],
				"ServerStorage.NpcBodies.Robot, would fall apart: no joint or weld holds Left Leg, Right Leg to its HumanoidRootPart",
			);
		});

		it("is the creator's where welds hold what joints do not", () => {
			const template = addTemplate();
			const torso = template.FindFirstChild("Torso") as BasePart;
			torso.FindFirstChild("Left Hip")?.Destroy();
			const weld = new Instance("WeldConstraint");
			weld.Part0 = template.FindFirstChild("Left Leg") as BasePart;
			weld.Part1 = torso;
			weld.Parent = template;
			expect(create({ look: plainLook({ body: "Robot" }) }).FindFirstChild("MadeByCreator")).to.be.ok();
			expectSame(log.lines, []);
		});
	});
};
