/// <reference types="@rbxts/testez/globals" />
import { Workspace } from "@rbxts/services";
import { createNpcWaypoints } from "server/roblox/npc-waypoints";
import { createFakeClock } from "../support/fake-clock";
import { createFakeLog } from "../support/fake-log";

export = () => {
	describe("parts tagged NpcWaypoint", () => {
		const made = new Array<Instance>();

		const makePart = (npcId: unknown, order: unknown, x = 0): Part => {
			const part = new Instance("Part");
			part.Anchored = true;
			part.Position = new Vector3(x, 900, 0);
			part.SetAttribute("NpcId", npcId as string);
			part.SetAttribute("Order", order as number);
			part.AddTag("NpcWaypoint");
			part.Parent = Workspace;
			made.push(part);
			return part;
		};

		const setUp = () => {
			const clock = createFakeClock();
			const log = createFakeLog();
			const waypointsOf = createNpcWaypoints({ clock, log });
			return {
				log,
				/** The x of each, some seconds later. */
				look: (npcId = "specimen") => {
					clock.advance(5);
					return waypointsOf(npcId)
						.map(({ x }) => x)
						.join(",");
				},
			};
		};

		afterEach(() => {
			for (const instance of made) instance.Destroy();
			made.clear();
		});

		it("are an NPC's patrol, by their order", () => {
			makePart("specimen", 2, 20);
			makePart("specimen", 10, 30);
			makePart("specimen", 1, 10);
			makePart("somebody", 1, 99);
			const { look } = setUp();
			expect(look()).to.equal("10,20,30");
			expect(look("somebody")).to.equal("99");
			expect(look("nobody")).to.equal("");
		});

		it("may come, move and go while the game runs", () => {
			const { look } = setUp();
			expect(look()).to.equal("");
			const part = makePart("specimen", 1, 10);
			expect(look()).to.equal("10");
			part.Position = new Vector3(15, 900, 0);
			expect(look()).to.equal("15");
			part.Destroy();
			expect(look()).to.equal("");
		});

		it("that lack an id or an order are reported once and ignored", () => {
			const { look, log } = setUp();
			makePart(undefined, 1);
			makePart("specimen", undefined);
			makePart("specimen", "first");
			for (let round = 0; round < 5; round++) expect(look()).to.equal("");
			expect(log.count("NpcId")).to.equal(1);
			expect(log.count("Order")).to.equal(2);
		});
	});
};
