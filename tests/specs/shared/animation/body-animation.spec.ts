/// <reference types="@rbxts/testez/globals" />
import { Workspace } from "@rbxts/services";
import { BodyAnimation, EMOTE_ATTRIBUTE } from "shared/animation/body-animation";
import { expectSame } from "../support/expectations";

/** Seconds after which a stopped animation has faded and a started one has its weight. */
const FADED = 0.3;

export = () => {
	describe("a body's animation", () => {
		let model: Model;
		let root: Part;
		let animator: Animator;
		let animation: BodyAnimation;

		beforeEach(() => {
			model = new Instance("Model");
			root = new Instance("Part");
			root.Name = "HumanoidRootPart";
			root.Anchored = true;
			root.Position = new Vector3(3000, 3, 0);
			root.Parent = model;
			const humanoid = new Instance("Humanoid");
			humanoid.RigType = Enum.HumanoidRigType.R15;
			humanoid.HipHeight = 2;
			animator = new Instance("Animator");
			animator.Parent = humanoid;
			humanoid.Parent = model;
			model.Parent = Workspace;
			const made = BodyAnimation.of(model, os.clock);
			assert(made);
			animation = made;
		});
		afterEach(() => {
			animation.destroy();
			model.Destroy();
		});

		/** `walk 1.25`, for each track that plays. */
		const playing = () =>
			animator
				.GetPlayingAnimationTracks()
				.map((track) => string.format("%s %.2f", track.Animation?.Name ?? "?", track.Speed))
				.sort();
		/** The body moves for a moment at a speed, and stands for 0. */
		const move = (speed: number) => {
			root.CFrame = root.CFrame.add(new Vector3(speed * 0.2, 0, 0));
			animation.step(0.2);
		};
		const emote = (value: string) => {
			model.SetAttribute(EMOTE_ATTRIBUTE, value);
			task.wait();
		};

		it("idles, walks and runs as the body moves, one at a time, in step", () => {
			const seen = new Array<string>();
			for (const speed of [0, 8, 6.4, 16, 0]) {
				move(speed);
				seen.push(playing().join("+"));
			}
			expectSame(seen, ["idle 1.00", "walk 1.25", "walk 1.00", "run 1.25", "idle 1.00"]);
		});

		it("shuffles its feet while it turns on the spot", () => {
			move(0);
			root.CFrame = root.CFrame.mul(CFrame.Angles(0, 1, 0));
			animation.step(0.2);
			expectSame(playing(), ["walk 0.60"]);
		});

		it("does an emote over its idling, once, and again when it is asked again", () => {
			move(0);
			emote("wave 1");
			expectSame(playing(), ["idle 1.00", "wave 1.00"]);
			task.wait(6);
			move(0);
			expectSame(playing(), ["idle 1.00"]);
			emote("wave 2");
			expectSame(playing(), ["idle 1.00", "wave 1.00"]);
			emote("laugh 3");
			expectSame(playing(), ["idle 1.00", "laugh 1.00"]);
		});

		it("dances for a while, and not while it runs", () => {
			move(0);
			emote("dance 1");
			task.wait(7);
			move(0);
			expectSame(playing(), ["dance 1.00", "idle 1.00"]);
			task.wait(1.5);
			move(0);
			expectSame(playing(), ["idle 1.00"]);
			emote("dance 2");
			move(16);
			task.wait(FADED);
			expectSame(playing(), ["run 1.25"]);
		});

		it("takes no notice of an emote that there is not", () => {
			move(0);
			emote("somersault 1");
			expectSame(playing(), ["idle 1.00"]);
		});

		it("plays the model's own animation where it has one, and Roblox's else", () => {
			const folder = new Instance("Folder");
			folder.Name = "Animations";
			const own = new Instance("Animation");
			own.Name = "walk";
			own.AnimationId = "rbxassetid://77";
			own.Parent = folder;
			folder.Parent = model;
			move(0);
			const idOf = () => animator.GetPlayingAnimationTracks()[0].Animation?.AnimationId;
			expect(idOf()).to.equal("rbxassetid://507766388");
			move(8);
			expect(idOf()).to.equal("rbxassetid://77");
		});

		it("plays an R6 body's animations for an R6 body", () => {
			(model.FindFirstChildOfClass("Humanoid") as Humanoid).RigType = Enum.HumanoidRigType.R6;
			move(0);
			expect(animator.GetPlayingAnimationTracks()[0].Animation?.AnimationId).to.equal(
				"rbxassetid://180435571",
			);
		});

		it("ends with its destruction, and there is none for a model without an Animator", () => {
			move(8);
			emote("dance 1");
			animation.destroy();
			expectSame(playing(), []);
			emote("wave 2");
			expectSame(playing(), []);
			animator.Destroy();
			expect(BodyAnimation.of(model, os.clock)).never.to.be.ok();
		});
	});
};
