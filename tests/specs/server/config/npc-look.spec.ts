/// <reference types="@rbxts/testez/globals" />
import { LOOK_ATTRIBUTES, parseLook } from "server/config/npc-look";
import { expectItem, expectSame } from "../../shared/support/expectations";

function parse(attributes: Readonly<Record<string, unknown>>) {
	const map = new Map<string, unknown>();
	for (const [key, value] of pairs(attributes)) map.set(key, value);
	return parseLook(map);
}

const problemOf = (attributes: Readonly<Record<string, unknown>>) => parse(attributes).problems.join("; ");

export = () => {
	describe("an NPC's look", () => {
		it("needs no asset: without attributes everything is ordinary", () => {
			const { look, problems } = parse({});
			expectSame(problems, []);
			expectSame(look, {
				hairId: 0,
				faceId: 0,
				shirtId: 0,
				trousersId: 0,
				accessories: [],
				scales: { height: 1, width: 1, depth: 1, head: 1, bodyType: 0, proportion: 0 },
			});
		});

		it("has its colours, ids, accessories, scales and body as the definition says", () => {
			const { look, problems } = parse({
				SkinColor: new Color3(1, 0.5, 0.25),
				HairId: 11,
				FaceId: 12,
				ShirtId: 13,
				TrousersId: 14,
				Accessories: "Hat 15, Back 16,Hat 17",
				HeightScale: 0.75,
				HeadScale: 1.2,
				BodyTypeScale: 0.3,
				Body: "Robot",
			});
			expectSame(problems, []);
			expectSame(look.skin, { r: 1, g: 0.5, b: 0.25 });
			expectSame([look.hairId, look.faceId, look.shirtId, look.trousersId], [11, 12, 13, 14]);
			expectSame(look.accessories, [
				{ place: "Hat", assetId: 15 },
				{ place: "Back", assetId: 16 },
				{ place: "Hat", assetId: 17 },
			]);
			expectSame([look.scales.height, look.scales.head, look.scales.bodyType], [0.75, 1.2, 0.3]);
			expect(look.body).to.equal("Robot");
		});

		it("is refused with a value that cannot be, saying what was found and what is allowed", () => {
			const cases: ReadonlyArray<[Readonly<Record<string, unknown>>, string]> = [
				[{ SkinColor: "pink" }, 'attribute SkinColor is "pink", it has to be a Color3'],
				[{ ShirtId: -1 }, "attribute ShirtId is -1, it has to be an asset's id, a whole number; 0 for none"],
				[{ FaceId: 1.5 }, "attribute FaceId is 1.5, it has to be an asset's id, a whole number; 0 for none"],
				[{ HeightScale: 3 }, "attribute HeightScale is 3, it has to be a number from 0.5 to 1.5"],
				[{ ProportionScale: 2 }, "attribute ProportionScale is 2, it has to be a number from 0 to 1"],
				[{ Body: 5 }, "attribute Body is 5, it has to be the name of a model in ServerStorage.NpcBodies"],
				[{ Accessories: 5 }, "attribute Accessories is 5, it has to be a text, as in Hat 123, Back 456"],
				[
					{ Accessories: "123" },
					'attribute Accessories has "123", where it has to be a place and an id, as in Hat 123, Back 456',
				],
				[
					{ Accessories: "Hats 123" },
					'attribute Accessories has the place "Hats" (did you mean Hat?), ' +
						"allowed are Back, Face, Front, Hair, Hat, Neck, Shoulders, Waist",
				],
			];
			for (const [attributes, expected] of cases) expect(problemOf(attributes)).to.equal(expected);
		});

		it("names its attributes once: those that are read are those that are allowed", () => {
			for (const key of LOOK_ATTRIBUTES) {
				const wrong = key === "Accessories" ? "?" : key === "Body" ? 0 : "?";
				expect(parse({ [key]: wrong }).problems.size()).to.equal(1);
			}
			expectItem(LOOK_ATTRIBUTES, "HairColor");
		});
	});
};
