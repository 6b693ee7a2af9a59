import { Players } from "@rbxts/services";
import type { Log, NpcDefinition, NpcLook } from "server/ports";
import { coloursOf, type NpcColours } from "./npc-colours";
import { createSimpleRig } from "./simple-rig";

/** Where an avatar's sleeves end. */
const HANDS = ["LeftHand", "RightHand"];

type AccessoryProperty = ExtractKeys<HumanoidDescription, string> & `${string}Accessory`;

/** A description's body colours are black unless all six are set. Classic clothes lie over the skin. */
function paint(description: HumanoidDescription, look: NpcLook, { skin, shirt, trousers }: NpcColours): void {
	const arms = look.shirtId === 0 ? shirt : skin;
	const legs = look.trousersId === 0 ? trousers : skin;
	description.HeadColor = skin;
	description.TorsoColor = arms;
	description.LeftArmColor = arms;
	description.RightArmColor = arms;
	description.LeftLegColor = legs;
	description.RightLegColor = legs;
}

function dress(description: HumanoidDescription, look: NpcLook): void {
	description.Face = look.faceId;
	description.Shirt = look.shirtId;
	description.Pants = look.trousersId;
	const worn = new Map<string, Array<string>>();
	const wear = (place: string, assetId: number) =>
		worn.set(place, [...(worn.get(place) ?? []), `${assetId}`]);
	if (look.hairId !== 0) wear("Hair", look.hairId);
	for (const { place, assetId } of look.accessories) wear(place, assetId);
	for (const [place, ids] of worn) description[`${place}Accessory` as AccessoryProperty] = ids.join(",");
}

function scale(description: HumanoidDescription, { scales }: NpcLook): void {
	description.HeightScale = scales.height;
	description.WidthScale = scales.width;
	description.DepthScale = scales.depth;
	description.HeadScale = scales.head;
	description.BodyTypeScale = scales.bodyType;
	description.ProportionScale = scales.proportion;
}

/** What `CreateHumanoidModelFromDescriptionAsync` makes an NPC's body from. */
export function describeBody(look: NpcLook, colours: NpcColours): HumanoidDescription {
	const description = new Instance("HumanoidDescription");
	paint(description, look, colours);
	dress(description, look);
	scale(description, look);
	return description;
}

function orderAvatar(look: NpcLook, colours: NpcColours): Model {
	const description = describeBody(look, colours);
	const model = Players.CreateHumanoidModelFromDescriptionAsync(description, Enum.HumanoidRigType.R15);
	description.Destroy();
	return model;
}

/** Has the avatar service make an avatar as the definition says; undefined while it cannot be reached. Yields. */
export function createAvatar({ npcId, look }: NpcDefinition, log: Log): Model | undefined {
	const [ok, result] = pcall(orderAvatar, look, coloursOf(npcId, look));
	if (ok) return result;
	log.debug("the NPC gets a simple rig instead of an avatar", { npcId, problem: tostring(result) });
	return undefined;
}

function bareHands(model: Model, skin: Color3): void {
	for (const name of HANDS) {
		const hand = model.FindFirstChild(name);
		if (hand?.IsA("BasePart") === true) hand.Color = skin;
	}
}

/** Studs by which hair stands out from the head. */
const HAIR_STUDS = 0.06;

/** A cap of hair, and some at the back of the head, by their size and place in heads. */
const HAIR_PARTS: ReadonlyArray<{ readonly size: Vector3; readonly at: Vector3 }> = [
	{ size: new Vector3(1, 0.3, 1), at: new Vector3(0, 0.4, 0) },
	{ size: new Vector3(1, 0.6, 0.25), at: new Vector3(0, 0.1, 0.4) },
];

/** Hair that needs no asset. */
function addPlainHair(model: Model, colour: Color3): void {
	const head = model.FindFirstChild("Head");
	if (head === undefined || !head.IsA("BasePart")) return;
	// An R6 head is as round as an R15 one: a mesh makes it so.
	const side = head.Size.Y * (head.FindFirstChildOfClass("SpecialMesh")?.Scale.Y ?? 1);
	for (const { size, at } of HAIR_PARTS) {
		const part = new Instance("Part");
		part.Name = "Hair";
		part.Size = size.mul(side).add(Vector3.one.mul(2 * HAIR_STUDS));
		part.Color = colour;
		part.Material = Enum.Material.SmoothPlastic;
		part.CanCollide = false;
		part.CanQuery = false;
		part.CanTouch = false;
		part.Massless = true;
		part.CFrame = head.CFrame.mul(new CFrame(at.mul(side)));
		const weld = new Instance("WeldConstraint");
		weld.Part0 = head;
		weld.Part1 = part;
		weld.Parent = part;
		part.Parent = model;
	}
}

/** Makes the figure that a definition describes, of its avatar, or of plain parts if there is none. */
export function createFigure({ npcId, look }: NpcDefinition, avatar: Model | undefined): Model {
	const colours = coloursOf(npcId, look);
	if (avatar !== undefined && look.shirtId === 0) bareHands(avatar, colours.skin);
	const model = avatar ?? createSimpleRig(colours);
	if (look.hairId === 0) addPlainHair(model, colours.hair);
	return model;
}
