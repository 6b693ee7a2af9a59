import type { NpcColours } from "./npc-colours";

type Paint = Exclude<keyof NpcColours, "hair">;

interface Limb {
	readonly name: string;
	readonly size: Vector3;
	readonly paint: Paint;
	/** Studs from the middle of the torso. */
	readonly offset: Vector3;
	readonly joint: string;
	/** Where the joint is, in the torso's and in the limb's own space. Roblox's animations turn limbs about its axes. */
	readonly c0: CFrame;
	readonly c1: CFrame;
}

/** The axes of an R6 rig's joints. */
const UPRIGHT = [-1, 0, 0, 0, 0, 1, 0, 1, 0] as const;
const LEFT = [0, 0, -1, 0, 1, 0, 1, 0, 0] as const;
const RIGHT = [0, 0, 1, 0, 1, 0, -1, 0, 0] as const;

type Axes = typeof UPRIGHT | typeof LEFT | typeof RIGHT;

function joint(x: number, y: number, axes: Axes): CFrame {
	return new CFrame(x, y, 0, ...(axes as [...typeof UPRIGHT]));
}

const LIMB_SIZE = new Vector3(1, 2, 1);
const TORSO_SIZE = new Vector3(2, 2, 1);

const LIMBS: ReadonlyArray<Limb> = [
	{
		name: "Head",
		size: new Vector3(2, 1, 1),
		paint: "skin",
		offset: new Vector3(0, 1.5, 0),
		joint: "Neck",
		c0: joint(0, 1, UPRIGHT),
		c1: joint(0, -0.5, UPRIGHT),
	},
	{
		name: "Left Arm",
		size: LIMB_SIZE,
		paint: "shirt",
		offset: new Vector3(-1.5, 0, 0),
		joint: "Left Shoulder",
		c0: joint(-1, 0.5, LEFT),
		c1: joint(0.5, 0.5, LEFT),
	},
	{
		name: "Right Arm",
		size: LIMB_SIZE,
		paint: "shirt",
		offset: new Vector3(1.5, 0, 0),
		joint: "Right Shoulder",
		c0: joint(1, 0.5, RIGHT),
		c1: joint(-0.5, 0.5, RIGHT),
	},
	{
		name: "Left Leg",
		size: LIMB_SIZE,
		paint: "trousers",
		offset: new Vector3(-0.5, -2, 0),
		joint: "Left Hip",
		c0: joint(-1, -1, LEFT),
		c1: joint(-0.5, 1, LEFT),
	},
	{
		name: "Right Leg",
		size: LIMB_SIZE,
		paint: "trousers",
		offset: new Vector3(0.5, -2, 0),
		joint: "Right Hip",
		c0: joint(1, -1, RIGHT),
		c1: joint(0.5, 1, RIGHT),
	},
];

function createPart(model: Model, name: string, size: Vector3, color: Color3): Part {
	const part = new Instance("Part");
	part.Name = name;
	part.Size = size;
	part.Color = color;
	part.TopSurface = Enum.SurfaceType.Smooth;
	part.BottomSurface = Enum.SurfaceType.Smooth;
	part.Parent = model;
	return part;
}

function join(name: string, part0: BasePart, part1: BasePart, [c0, c1]: [CFrame, CFrame]): void {
	const motor = new Instance("Motor6D");
	motor.Name = name;
	motor.Part0 = part0;
	motor.Part1 = part1;
	motor.C0 = c0;
	motor.C1 = c1;
	motor.Parent = part0;
}

/** The round head and the face of Roblox's oldest figure; both are files that every player has. */
function addFace(head: BasePart): void {
	const mesh = new Instance("SpecialMesh");
	mesh.MeshType = Enum.MeshType.Head;
	mesh.Scale = Vector3.one.mul(1.25);
	mesh.Parent = head;
	const face = new Instance("Decal");
	face.Name = "face";
	face.Texture = "rbxasset://textures/face.png";
	face.Parent = head;
}

/** Makes an R6 figure of plain parts at the origin, for when the avatar service cannot be reached. */
export function createSimpleRig(colours: NpcColours): Model {
	const model = new Instance("Model");
	const root = createPart(model, "HumanoidRootPart", TORSO_SIZE, colours.shirt);
	root.Transparency = 1;
	root.CanCollide = false;
	const torso = createPart(model, "Torso", TORSO_SIZE, colours.shirt);
	join("RootJoint", root, torso, [joint(0, 0, UPRIGHT), joint(0, 0, UPRIGHT)]);
	for (const limb of LIMBS) {
		const part = createPart(model, limb.name, limb.size, colours[limb.paint]);
		part.CFrame = new CFrame(limb.offset);
		join(limb.joint, torso, part, [limb.c0, limb.c1]);
		if (limb.name === "Head") addFace(part);
	}
	const humanoid = new Instance("Humanoid");
	humanoid.RigType = Enum.HumanoidRigType.R6;
	new Instance("Animator").Parent = humanoid;
	humanoid.Parent = model;
	model.PrimaryPart = root;
	return model;
}
