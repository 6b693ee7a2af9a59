/// <reference types="@rbxts/testez/globals" />
import { coloursOf } from "server/roblox/npc-colours";
import { describeBody } from "server/roblox/npc-figure";
import { createSimpleRig } from "server/roblox/simple-rig";
import { expectLess, expectMore, expectSame } from "../../shared/support/expectations";
import { plainLook } from "../support/test-town";

const RED = { r: 1, g: 0, b: 0 };
const GREEN = { r: 0, g: 1, b: 0 };
const BLUE = { r: 0, g: 0, b: 1 };

const BODY_COLOURS = [
	"HeadColor",
	"TorsoColor",
	"LeftArmColor",
	"RightArmColor",
	"LeftLegColor",
	"RightLegColor",
] as const;

function coloured(changes: Parameters<typeof plainLook>[0] = {}) {
	const look = plainLook({ skin: RED, shirt: GREEN, trousers: BLUE, ...changes });
	const description = describeBody(look, coloursOf("spec", look));
	const nameOf = ({ R, G, B }: Color3) => (R === 1 ? "red" : G === 1 ? "green" : B === 1 ? "blue" : "black");
	return { description, colours: BODY_COLOURS.map((key) => nameOf(description[key])).join(" ") };
}

export = () => {
	describe("the description of an NPC's body", () => {
		it("sets all six body colours, which would be black", () => {
			expect(coloured().colours).to.equal("red green green green blue blue");
		});

		it("leaves the skin under classic clothes, which have their own colours", () => {
			expect(coloured({ shirtId: 5, trousersId: 6 }).colours).to.equal("red red red red red red");
		});

		it("names the assets that the definition names, and no others", () => {
			const { description } = coloured({
				hairId: 1,
				faceId: 2,
				shirtId: 3,
				trousersId: 4,
				accessories: [
					{ place: "Hat", assetId: 5 },
					{ place: "Hat", assetId: 6 },
					{ place: "Hair", assetId: 7 },
				],
			});
			expectSame(
				[
					description.Face,
					description.Shirt,
					description.Pants,
					description.HatAccessory,
					description.HairAccessory,
				],
				[2, 3, 4, "5,6", "1,7"],
			);
			expect(description.BackAccessory).to.equal("");
			expectSame([coloured().description.Face, coloured().description.HairAccessory], [0, ""]);
		});

		it("has the definition's scales", () => {
			const scales = { height: 0.7, width: 0.8, depth: 0.9, head: 1.1, bodyType: 0.2, proportion: 0.3 };
			const { description } = coloured({ scales });
			const near = (value: number, expected: number) => expect(value).to.be.near(expected, 1e-6);
			near(description.HeightScale, 0.7);
			near(description.WidthScale, 0.8);
			near(description.DepthScale, 0.9);
			near(description.HeadScale, 1.1);
			near(description.BodyTypeScale, 0.2);
			near(description.ProportionScale, 0.3);
		});
	});

	describe("colours that a definition leaves open", () => {
		it("are the same on every server, and differ between NPCs", () => {
			const text = (npcId: string) => {
				const { skin, hair, shirt, trousers } = coloursOf(npcId, plainLook());
				return [skin, hair, shirt, trousers].map((colour) => colour.ToHex()).join(" ");
			};
			expect(text("mara")).to.equal(text("mara"));
			const seen = new Set<string>();
			for (let index = 1; index <= 30; index++) seen.add(text(`npc-${index}`));
			expectMore(seen.size(), 20);
		});
	});

	describe("the simple rig", () => {
		it("has a face, an Animator and the colours of its NPC", () => {
			const look = plainLook({ skin: RED, shirt: GREEN, trousers: BLUE });
			const rig = createSimpleRig(coloursOf("spec", look));
			const head = rig.FindFirstChild("Head");
			assert(head?.IsA("BasePart"));
			const face = head.FindFirstChildOfClass("Decal");
			expect(face?.Texture).to.equal("rbxasset://textures/face.png");
			const humanoid = rig.FindFirstChildOfClass("Humanoid");
			expect(humanoid?.FindFirstChildOfClass("Animator")).to.be.ok();
			expect(head.Color).to.equal(new Color3(1, 0, 0));
			expect((rig.FindFirstChild("Left Arm") as BasePart).Color).to.equal(new Color3(0, 1, 0));
			expect((rig.FindFirstChild("Right Leg") as BasePart).Color).to.equal(new Color3(0, 0, 1));
		});

		it("has its limbs where its joints hold them, on the axes of an R6 rig", () => {
			const rig = createSimpleRig(coloursOf("spec", plainLook()));
			let joints = 0;
			for (const joint of rig.GetDescendants()) {
				if (!joint.IsA("Motor6D")) continue;
				joints += 1;
				assert(joint.Part0 && joint.Part1);
				const held = joint.Part0.CFrame.mul(joint.C0).mul(joint.C1.Inverse());
				expectLess(held.Position.sub(joint.Part1.Position).Magnitude, 1e-4);
				expect(held.LookVector.Dot(joint.Part1.CFrame.LookVector)).to.be.near(1, 1e-4);
			}
			expect(joints).to.equal(6);
			const shoulder = rig.FindFirstChild("Right Shoulder", true) as Motor6D;
			// An arm swings forward about the joint's Z axis, which points out of the body.
			expect(shoulder.C0.ZVector.X).to.be.near(1, 1e-4);
		});
	});
};
