/// <reference types="@rbxts/testez/globals" />
import { PhysicsService } from "@rbxts/services";
import { createCollisionGroups } from "server/roblox/collision-groups";
import { expectSame } from "../../shared/support/expectations";
import { createFakeLog } from "../support/fake-log";

export = () => {
	describe("collision groups", () => {
		const made = new Array<Instance>();

		const part = (parent: Instance, group?: string): Part => {
			const created = new Instance("Part");
			if (group !== undefined) created.CollisionGroup = group;
			created.Parent = parent;
			return created;
		};
		const body = (): Model => {
			const model = new Instance("Model");
			made.push(model);
			return model;
		};

		afterEach(() => {
			for (const instance of made) instance.Destroy();
			made.clear();
		});

		it("keep NPCs and players from pushing each other, and NPCs each other, and let both stand on the ground", () => {
			createCollisionGroups(createFakeLog());
			const collide = (a: string, b: string) => PhysicsService.CollisionGroupsAreCollidable(a, b);
			expectSame(
				[
					collide("TownsfolkNpcs", "TownsfolkPlayers"),
					collide("TownsfolkNpcs", "TownsfolkNpcs"),
					collide("TownsfolkPlayers", "TownsfolkPlayers"),
					collide("TownsfolkNpcs", "Default"),
					collide("TownsfolkPlayers", "Default"),
				],
				[false, false, true, true, true],
			);
		});

		it("take in a body's parts, also those that come later, and leave a creator's groups alone", () => {
			const model = body();
			const head = part(model);
			const own = part(model, "CreatorsGroup");
			createCollisionGroups(createFakeLog()).addNpc(model);
			const hat = part(head);
			task.wait();
			expectSame(
				[head.CollisionGroup, hat.CollisionGroup, own.CollisionGroup],
				["TownsfolkNpcs", "TownsfolkNpcs", "CreatorsGroup"],
			);
		});

		it("can be made twice", () => {
			const log = createFakeLog();
			createCollisionGroups(log);
			createCollisionGroups(log);
			expectSame(log.lines, []);
		});
	});
};
