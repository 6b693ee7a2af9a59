interface Limb {
	readonly name: string;
	readonly size: Vector3;
	/** Studs from the middle of the torso. */
	readonly offset: Vector3;
	readonly joint: string;
}

const LIMBS: ReadonlyArray<Limb> = [
	{ name: "Head", size: new Vector3(1.2, 1.2, 1.2), offset: new Vector3(0, 1.6, 0), joint: "Neck" },
	{ name: "Left Arm", size: new Vector3(1, 2, 1), offset: new Vector3(-1.5, 0, 0), joint: "Left Shoulder" },
	{ name: "Right Arm", size: new Vector3(1, 2, 1), offset: new Vector3(1.5, 0, 0), joint: "Right Shoulder" },
	{ name: "Left Leg", size: new Vector3(1, 2, 1), offset: new Vector3(-0.5, -2, 0), joint: "Left Hip" },
	{ name: "Right Leg", size: new Vector3(1, 2, 1), offset: new Vector3(0.5, -2, 0), joint: "Right Hip" },
];

const TORSO_SIZE = new Vector3(2, 2, 1);
const SKIN = Color3.fromRGB(234, 184, 146);
const TROUSERS = Color3.fromRGB(70, 70, 85);

function createPart(model: Model, name: string, size: Vector3, color: Color3): Part {
	const part = new Instance("Part");
	part.Name = name;
	part.Size = size;
	part.Color = color;
	part.Parent = model;
	return part;
}

function join(name: string, part0: BasePart, part1: BasePart, offset: Vector3): void {
	const motor = new Instance("Motor6D");
	motor.Name = name;
	motor.Part0 = part0;
	motor.Part1 = part1;
	motor.C0 = new CFrame(offset);
	motor.Parent = part0;
}

/** Makes an R6 figure of plain parts at the origin, for when the avatar service cannot be reached. */
export function createSimpleRig(shirt: Color3): Model {
	const model = new Instance("Model");
	const root = createPart(model, "HumanoidRootPart", TORSO_SIZE, shirt);
	root.Transparency = 1;
	root.CanCollide = false;
	const torso = createPart(model, "Torso", TORSO_SIZE, shirt);
	join("RootJoint", root, torso, Vector3.zero);
	for (const limb of LIMBS) {
		const part = createPart(
			model,
			limb.name,
			limb.size,
			limb.name.find("Leg")[0] === undefined ? SKIN : TROUSERS,
		);
		part.CFrame = new CFrame(limb.offset);
		join(limb.joint, torso, part, limb.offset);
	}
	const humanoid = new Instance("Humanoid");
	humanoid.RigType = Enum.HumanoidRigType.R6;
	humanoid.Parent = model;
	model.PrimaryPart = root;
	return model;
}
