/// <reference types="@rbxts/testez/globals" />
import { CollectionService, ReplicatedStorage, ServerStorage, Workspace } from "@rbxts/services";
import { parseLettaConfig } from "server/config/letta-config";
import { readLettaConfigAttributes } from "server/roblox/letta-config-source";
import { createLocationParts } from "server/roblox/location-parts";
import { readNpcDefinitions } from "server/roblox/npc-definitions";
import { createNpcWaypoints } from "server/roblox/npc-waypoints";
import { isInsideHome } from "server/rules/behaviour/wander";
import { createFakeClock } from "../support/fake-clock";
import { createFakeLog } from "../support/fake-log";
import { expectAtLeast } from "../../shared/support/expectations";

/** All texts of an instance that replicate with it. */
function textsOf(instance: Instance): ReadonlyArray<string> {
	const texts = [instance.Name];
	for (const [key, value] of instance.GetAttributes()) texts.push(key, tostring(value));
	if (instance.IsA("StringValue")) texts.push(instance.Value);
	return texts;
}

export = () => {
	describe("the place file", () => {
		const log = createFakeLog();
		const definitions = readNpcDefinitions(log);
		const config = parseLettaConfig(readLettaConfigAttributes());

		it("has a LettaConfig that is valid", () => {
			expect(config.kind === "ok" ? "" : config.message).to.equal("");
		});

		it("has NPCs, all of them well defined", () => {
			expect(log.lines.join("; ")).to.equal("");
			expectAtLeast(definitions.size(), 5);
		});

		it("has exactly one spawn for each NPC", () => {
			for (const { npcId } of definitions) {
				const spawns = CollectionService.GetTagged("NpcSpawn").filter(
					(part) => part.GetAttribute("NpcId") === npcId,
				);
				if (spawns.size() !== 1) error(`NPC "${npcId}" has ${spawns.size()} spawns`);
			}
		});

		it("has the home of every NPC as a location", () => {
			const parts = CollectionService.GetTagged("Location");
			for (const { npcId, home } of definitions)
				if (!parts.some((part) => part.GetAttribute("LocationName") === home))
					error(`NPC "${npcId}" lives at ${home}, which is no location`);
		});

		it("has two waypoints or more for every NPC on patrol, and no waypoint of anybody else", () => {
			const waypointsOf = createNpcWaypoints({ clock: createFakeClock(), log });
			for (const { npcId, routine } of definitions) {
				const count = waypointsOf(npcId).size();
				if (routine.kind === "Patrol" ? count < 2 : count > 0)
					error(`NPC "${npcId}", whose behaviour is ${routine.kind}, has ${count} waypoints`);
			}
			expect(log.lines.join("; ")).to.equal("");
		});

		it("has the spawn of every NPC inside its home", () => {
			const zones = createLocationParts(log, () => 0)();
			for (const { npcId, home } of definitions) {
				const spawn = CollectionService.GetTagged("NpcSpawn").find(
					(part) => part.GetAttribute("NpcId") === npcId,
				);
				assert(spawn?.IsA("BasePart"));
				const { X, Z } = spawn.Position;
				const homes = zones.filter((zone) => zone.name === home);
				if (homes.isEmpty() || !isInsideHome(homes, { x: X, y: 3, z: Z }))
					error(`NPC "${npcId}" spawns outside its home, ${home}`);
			}
		});

		it("shows clients no persona and no address of the gateway", () => {
			assert(config.kind === "ok");
			const secrets = [config.config.GatewayUrl, ...definitions.map((definition) => definition.persona)];
			for (const root of [Workspace, ReplicatedStorage]) {
				for (const instance of root.GetDescendants()) {
					for (const text of textsOf(instance)) {
						for (const secret of secrets)
							if (text.find(secret, 1, true)[0] !== undefined)
								error(`${instance.GetFullName()} holds what only the server may know`);
					}
				}
			}
			expect(ServerStorage.FindFirstChild("Npcs")).to.be.ok();
		});
	});
};
