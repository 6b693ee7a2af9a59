/// <reference types="@rbxts/testez/globals" />
import { Workspace } from "@rbxts/services";
import { emoteCommand } from "server/operations/emote-command";
import { findCharacter } from "server/roblox/character";
import { coloursOf } from "server/roblox/npc-colours";
import { createNpcAnimations } from "server/roblox/npc-animations";
import { createNpcGestures } from "server/roblox/npc-gestures";
import { createSimpleRig } from "server/roblox/simple-rig";
import { ANIMATION } from "server/constants/operations";
import { createFakeClock } from "../support/fake-clock";
import { expectSame, expectText } from "../../shared/support/expectations";
import { plainLook } from "../support/test-town";

export = () => {
	describe("the animation of NPCs on the server", () => {
		let made: Array<Model>;
		beforeEach(() => {
			made = [];
		});
		afterEach(() => {
			for (const model of made) model.Destroy();
		});

		const body = (): Model => {
			const rig = createSimpleRig(coloursOf("spec", plainLook()));
			rig.PivotTo(new CFrame(3200 + 10 * made.size(), 3, 0));
			rig.Parent = Workspace;
			made.push(rig);
			return rig;
		};
		const playing = (model: Model) => {
			const animator = model.FindFirstChildOfClass("Humanoid")?.FindFirstChildOfClass("Animator");
			return (animator?.GetPlayingAnimationTracks() ?? [])
				.map((track) => track.Animation?.Name ?? "?")
				.sort();
		};

		it("animates the first bodies, and leaves further ones to the clients until one of the first has gone", () => {
			const clock = createFakeClock();
			const animations = createNpcAnimations({ clock });
			const first = body();
			const endFirst = animations.add(first);
			for (let count = 1; count < ANIMATION.maxOnServer; count++) animations.add(body());
			const late = body();
			animations.add(late)();
			clock.advance(1);
			expectSame([first.GetAttribute("AnimatedBy"), playing(first)], ["Server", ["idle"]]);
			expectSame([late.GetAttribute("AnimatedBy"), playing(late)], ["Clients", []]);
			endFirst();
			expectSame(playing(first), []);
			const successor = body();
			animations.add(successor);
			clock.advance(1);
			expectSame([successor.GetAttribute("AnimatedBy"), playing(successor)], ["Server", ["idle"]]);
		});

		it("sees at once that a body moves which has stood, whoever moves it", () => {
			const clock = createFakeClock();
			createNpcAnimations({ clock }).add(body());
			const character = findCharacter(made[0]);
			assert(character);
			const { root, humanoid } = character;
			root.Anchored = true;
			const gaits = new Array<string>();
			const look = () => {
				task.wait();
				clock.advance(ANIMATION.stepSeconds);
				gaits.push(playing(made[0]).join("+"));
			};
			clock.advance(1);
			look();
			root.CFrame = root.CFrame.add(new Vector3(1.6, 0, 0));
			look();
			clock.advance(1);
			look();
			root.CFrame = root.CFrame.mul(CFrame.Angles(0, 1, 0));
			look();
			clock.advance(1);
			look();
			root.Anchored = false;
			humanoid.WalkSpeed = 8;
			humanoid.MoveTo(root.Position.add(new Vector3(40, 0, 0)));
			for (let frame = 0; frame < 5; frame++) task.wait();
			look();
			expectSame(gaits, ["idle", "walk", "idle", "walk", "idle", "walk"]);
		});

		it("has a body do what the operator asks, and says what there is to ask", () => {
			const clock = createFakeClock();
			const animations = createNpcAnimations({ clock });
			const model = body();
			animations.add(model);
			clock.advance(1);
			const character = findCharacter(model);
			const command = emoteCommand(createNpcGestures((npcId) => (npcId === "mara" ? character : undefined)));
			expect(command.run(["mara", "wave"])).to.equal("mara does it: wave.");
			task.wait();
			expectSame(playing(model), ["idle", "wave"]);
			expect(command.run(["bram", "wave"])).to.equal('No NPC "bram" has a body.');
			expectText(command.run(["mara", "jump"]), "one of wave, point, cheer, laugh, dance");
			expectText(command.run([]), "one of wave, point, cheer, laugh, dance");
		});
	});
};
