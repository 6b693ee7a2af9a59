/// <reference types="@rbxts/testez/globals" />
import { Players, Workspace } from "@rbxts/services";
import { animateNpcs } from "client/roblox/npc-animations";
import { createTalkGestures } from "client/roblox/talk-gestures";
import { ANIMATED_BY } from "shared/animation/animated-by";
import { expectLess, expectMore, expectSame } from "../../shared/support/expectations";

/** Long enough for the next look at who is near, and the next step. */
const SOON = 1.5;

function addPart(model: Model, name: string, position: Vector3): Part {
	const part = new Instance("Part");
	part.Name = name;
	part.Anchored = true;
	part.Position = position;
	part.Parent = model;
	return part;
}

/** An NPC's body as it streams in, `away` studs from this player. */
function makeBody(npcId: string, away: number, by = "Clients"): Model {
	const own = Players.LocalPlayer.Character?.FindFirstChild("HumanoidRootPart") as BasePart;
	const place = own.Position.add(new Vector3(away, 0, 0));
	const model = new Instance("Model");
	model.SetAttribute("NpcId", npcId);
	model.SetAttribute(ANIMATED_BY, by);
	model.AddTag("Npc");
	const root = addPart(model, "HumanoidRootPart", place);
	const head = addPart(model, "Head", place.add(new Vector3(0, 2, 0)));
	const neck = new Instance("Motor6D");
	neck.Name = "Neck";
	neck.Part0 = root;
	neck.Part1 = head;
	neck.Parent = head;
	const humanoid = new Instance("Humanoid");
	humanoid.RigType = Enum.HumanoidRigType.R15;
	new Instance("Animator").Parent = humanoid;
	humanoid.Parent = model;
	return model;
}

function playing(model: Model): ReadonlyArray<string> {
	const animator = model.FindFirstChildOfClass("Humanoid")?.FindFirstChildOfClass("Animator");
	return (animator?.GetPlayingAnimationTracks() ?? []).map((track) => track.Animation?.Name ?? "?");
}

export = () => {
	describe("the animation of NPCs on a client", () => {
		let made: Array<Instance>;
		let connection: RBXScriptConnection;
		const body = (...args: Parameters<typeof makeBody>): Model => {
			const model = makeBody(...args);
			made.push(model);
			return model;
		};
		beforeEach(() => {
			made = [];
			connection = animateNpcs();
		});
		afterEach(() => {
			connection.Disconnect();
			for (const instance of made) instance.Destroy();
		});

		it("animates bodies near the player, and neither those far off nor those of the server's", () => {
			const [near, far, others] = [body("near", 20), body("far", 500), body("others", 20, "Server")];
			for (const model of [near, far, others]) model.Parent = Workspace;
			task.wait(SOON);
			expectSame([playing(near), playing(far), playing(others)], [["idle"], [], []]);
		});

		it("begins when a body comes near or streams in, and ends when it goes", () => {
			const model = body("late", 500);
			task.wait(SOON);
			expectSame(playing(model), []);
			model.Parent = Workspace;
			task.wait(SOON);
			expectSame(playing(model), []);
			const root = model.FindFirstChild("HumanoidRootPart") as BasePart;
			root.CFrame = root.CFrame.add(new Vector3(-480, 0, 0));
			task.wait(SOON);
			expectSame(playing(model), ["idle"]);
			model.Parent = undefined;
			task.wait(0.2);
			expectSame(playing(model), []);
			model.Parent = Workspace;
			task.wait(SOON);
			expectSame(playing(model), ["idle"]);
		});
	});

	describe("an NPC that speaks", () => {
		const made = new Array<Instance>();
		afterEach(() => {
			for (const instance of made) instance.Destroy();
			made.clear();
		});
		const message = (npcId: string, kind: string) => ({
			messageId: "m1",
			npcId,
			displayName: "Speaker",
			text: "Good morning to you all.",
			kind,
		});
		const speaker = () => {
			const model = makeBody("speaker", 10);
			made.push(model);
			const neck = model.FindFirstChild("Neck", true) as Motor6D;
			return { model, neck };
		};
		/** The furthest that the neck turns in a time, degrees. */
		const furthestNod = (neck: Motor6D, seconds: number) => {
			let furthest = 0;
			const deadline = os.clock() + seconds;
			while (os.clock() < deadline) {
				const [x] = neck.Transform.ToEulerAnglesXYZ();
				furthest = math.max(furthest, math.abs(math.deg(x)));
				task.wait();
			}
			return furthest;
		};

		it("nods for as long as its words last, and its head is at rest then", () => {
			const gesture = createTalkGestures();
			const { model, neck } = speaker();
			model.Parent = Workspace;
			gesture(message("speaker", "speech"));
			const furthest = furthestNod(neck, 1.5);
			expectMore(furthest, 3);
			expectLess(furthest, 6);
			task.wait(1);
			expect(furthestNod(neck, 0.5)).to.be.near(0, 1e-3);
		});

		it("nods over what its animation does, without adding up", () => {
			const gesture = createTalkGestures();
			const { model, neck } = speaker();
			model.Parent = Workspace;
			neck.Transform = CFrame.Angles(0, 0.5, 0);
			gesture(message("speaker", "speech"));
			furthestNod(neck, 1);
			const [, y] = neck.Transform.ToEulerAnglesXYZ();
			expect(y).to.be.near(0.5, 0.02);
		});

		it("does so neither for a notice, nor a typing bubble, nor what is no message, nor without a body", () => {
			const gesture = createTalkGestures();
			const { model, neck } = speaker();
			gesture(message("speaker", "speech"));
			model.Parent = Workspace;
			for (const payload of [message("speaker", "notice"), message("speaker", "thinking"), "hello"])
				gesture(payload);
			expect(furthestNod(neck, 0.5)).to.be.near(0, 1e-3);
		});
	});
};
