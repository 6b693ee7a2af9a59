/// <reference types="@rbxts/testez/globals" />
import { Workspace } from "@rbxts/services";
import type { NpcMotions } from "server/ports";
import { type Character, findCharacter } from "server/roblox/character";
import { createClock } from "server/roblox/clock";
import { createNpcMotions } from "server/roblox/npc-motion";
import { coloursOf } from "server/roblox/npc-colours";
import { createSimpleRig } from "server/roblox/simple-rig";
import { createThreads } from "server/roblox/threads";
import { MOTION } from "server/constants/operations";
import { BEHAVIOUR } from "server/constants/rules";
import { plainLook } from "../support/test-town";
import { expectAtLeast, expectAtMost, expectLess, expectMore } from "../../shared/support/expectations";

const X = 2000;
const Z = 400;

/** A place on the spec's own ground. */
function at(x: number, z = 0) {
	return { x: X + x, y: 3, z: Z + z };
}

export = () => {
	describe("an NPC's motion", () => {
		let made = new Array<Instance>();
		let character: Character | undefined;
		let motions: NpcMotions;
		let ends: Array<string>;

		const body = (): Character => {
			assert(character);
			return character;
		};
		const xOf = () => body().root.Position.X - X;
		const isMoving = () => body().humanoid.MoveDirection.Magnitude > 0.1;
		const walk = (x: number, label = "walk") =>
			motions.walk("spec", at(x), (reached) => ends.push(`${label} ${reached ? "reached" : "failed"}`));
		const waitForEnd = (seconds: number) => {
			const deadline = os.clock() + seconds;
			while (ends.isEmpty() && os.clock() < deadline) task.wait();
		};

		beforeEach(() => {
			const ground = new Instance("Part");
			ground.Anchored = true;
			ground.Size = new Vector3(400, 1, 100);
			ground.Position = new Vector3(X, -0.5, Z);
			ground.Parent = Workspace;
			const rig = createSimpleRig(coloursOf("spec", plainLook()));
			rig.PivotTo(new CFrame(X, 3, Z));
			rig.Parent = Workspace;
			made = [ground, rig];
			character = findCharacter(rig);
			body().root.SetNetworkOwner(undefined);
			ends = [];
			const threads = createThreads((message) => error(message));
			motions = createNpcMotions({
				clock: createClock(threads),
				threads,
				characterOf: (npcId) => (npcId === "spec" ? character : undefined),
			});
		});

		afterEach(() => {
			for (const instance of made) instance.Destroy();
			character = undefined;
		});

		it("leads along a path to a point, at an easy walk, and says once that it is there", () => {
			const startedAt = os.clock();
			walk(24);
			waitForEnd(10);
			const seconds = os.clock() - startedAt;
			expect(ends.join(", ")).to.equal("walk reached");
			expect(xOf()).to.be.near(24, 2);
			expect(seconds).to.be.near(24 / BEHAVIOUR.walkSpeed, 0.6);
			task.wait(1);
			expect(ends.size()).to.equal(1);
			expect(isMoving()).to.equal(false);
		});

		it("outlasts the eight seconds after which the engine ends a walk", () => {
			const startedAt = os.clock();
			walk(90);
			waitForEnd(20);
			expect(ends.join(", ")).to.equal("walk reached");
			expect(xOf()).to.be.near(90, 2);
			expect(os.clock() - startedAt).to.be.near(90 / BEHAVIOUR.walkSpeed, 0.9);
		});

		it("stops when told, and nothing more is heard of the walk", () => {
			walk(40);
			task.wait(1);
			motions.stop("spec");
			motions.stop("spec");
			task.wait(0.2);
			const x = xOf();
			task.wait(8);
			expect(xOf()).to.be.near(x, 0.5);
			expectMore(x, 2);
			expectLess(x, 15);
			expect(ends.size()).to.equal(0);
		});

		it("can be stopped before there is a path", () => {
			walk(40);
			motions.stop("spec");
			task.wait(1);
			expect(xOf()).to.be.near(0, 0.5);
		});

		it("is replaced by the next, which alone is heard of", () => {
			walk(40, "first");
			task.wait(1);
			walk(-10, "second");
			waitForEnd(10);
			expect(ends.join(", ")).to.equal("second reached");
			expect(xOf()).to.be.near(-10, 2);
		});

		it("is given up by a body that is stuck, after fresh paths", () => {
			walk(40);
			task.wait(1);
			body().root.Anchored = true;
			const stuckAt = os.clock();
			waitForEnd(20);
			expect(ends.join(", ")).to.equal("walk failed");
			const seconds = os.clock() - stuckAt;
			expectMore(seconds, 5);
			expectLess(seconds, 12);
			expect(isMoving()).to.equal(false);
		});

		it("goes on with a fresh path once a stuck body is free", () => {
			walk(40);
			task.wait(1);
			body().root.Anchored = true;
			task.wait(3.5);
			body().root.Anchored = false;
			body().root.SetNetworkOwner(undefined);
			waitForEnd(15);
			expect(ends.join(", ")).to.equal("walk reached");
			expect(xOf()).to.be.near(40, 2);
		});

		it("fails where there is no path", () => {
			walk(5000);
			waitForEnd(5);
			expect(ends.join(", ")).to.equal("walk failed");
			motions.face("spec", at(0, 50));
			task.wait(1);
			expect(body().root.CFrame.LookVector.Z).to.be.near(1, 0.01);
		});

		it("turns a standing body towards a point step by step, at a person's pace, the shorter way round", () => {
			const angles = new Array<number>();
			const lookAtTurn = () => {
				const { X, Z } = body().root.CFrame.LookVector;
				return math.deg(math.atan2(X, -Z));
			};
			motions.face("spec", at(50));
			const startedAt = os.clock();
			while (math.abs(90 - lookAtTurn()) > MOTION.turnedDegrees && os.clock() - startedAt < 2) {
				angles.push(lookAtTurn());
				task.wait();
			}
			expect(os.clock() - startedAt).to.be.near(90 / MOTION.turnSpeedDegrees, 0.15);
			expectMore(angles.size(), 5);
			for (let index = 1; index < angles.size(); index++) {
				const step = angles[index] - angles[index - 1];
				expectAtLeast(step, 0);
				expectAtMost(step, 20);
			}
			expect(xOf()).to.be.near(0, 0.1);
		});

		it("does not turn a body for a little, nor in mid-walk, and a walk ends a turn", () => {
			const look = () => body().root.CFrame.LookVector;
			motions.face("spec", at(50));
			task.wait(1);
			expect(look().X).to.be.near(1, 0.01);
			expect(look().Y).to.be.near(0, 0.01);
			const before = look();
			motions.face("spec", at(50, 2));
			task.wait(0.5);
			expect(look().sub(before).Magnitude).to.be.near(0, 0.001);
			motions.face("spec", at(-50));
			walk(40);
			task.wait(1);
			motions.face("spec", at(-50));
			task.wait(0.5);
			expect(look().X).to.be.near(1, 0.01);
		});

		it("sets a body down at a point, with the look it is given", () => {
			walk(40);
			task.wait(1);
			motions.setDown("spec", at(-20, 5), at(-20, 50));
			task.wait(0.5);
			expect(xOf()).to.be.near(-20, 0.1);
			expect(body().root.CFrame.LookVector.Z).to.be.near(1, 0.01);
			expect(ends.size()).to.equal(0);
		});

		it("ends without a word with the body, and nothing happens without one", () => {
			walk(40);
			task.wait(1);
			for (const instance of made) instance.Destroy();
			character = undefined;
			task.wait(2);
			walk(10);
			motions.face("spec", at(50));
			motions.stop("spec");
			expect(ends.size()).to.equal(0);
		});
	});
};
