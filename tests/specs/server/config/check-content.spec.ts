/// <reference types="@rbxts/testez/globals" />
import { checkContent, type PlaceContent } from "server/config/check-content";
import { contentOf, partOf } from "../support/fake-content";
import { expectSame } from "../../shared/support/expectations";

const check = (changes: Partial<PlaceContent>) => checkContent(contentOf(changes));

export = () => {
	describe("a creator's content", () => {
		it("that fits together has no problem", () => {
			expectSame(check({}), []);
		});

		it("has a problem where a home is no location, with the nearest one and all of them", () => {
			expectSame(check({ npcs: [{ npcId: "mara", displayName: "Mara", home: "Caffe" }] }), [
				'NPC "mara": attribute Home is "Caffe", which is no location (did you mean Cafe?); locations: Cafe, Smithy',
			]);
			expectSame(check({ npcs: [{ npcId: "mara", displayName: "Mara", home: "Moon" }], locations: [] }), [
				'NPC "mara": attribute Home is "Moon", which is no location; locations: none',
			]);
		});

		it("has no problem where an NPC lives outdoors, in no location", () => {
			expectSame(
				check({ npcs: [{ npcId: "mara", displayName: "Mara", home: "Outdoors" }], locations: [] }),
				[],
			);
		});

		it("has a problem where an NPC has two spawns, with both", () => {
			const spawns = [partOf("One", "mara"), partOf("Two", "mara")];
			expectSame(check({ spawns }), ['NPC "mara" has two spawns: One and Two both have its NpcId']);
		});

		it("has a problem where a spawn says of nobody whose it is", () => {
			expectSame(check({ spawns: [partOf("One", 5)] }), [
				"One is tagged NpcSpawn but its attribute NpcId is the number 5, it has to be a text",
			]);
			const attributes = new Map<string, unknown>([["NpcID", "mara"]]);
			expectSame(check({ spawns: [{ path: "One", npcId: undefined, attributes }] }), [
				"One is tagged NpcSpawn but its attribute is called NpcID (did you mean NpcId?)",
			]);
		});

		it("has a problem where a part's id is nearly an NPC's, and none where it is another's", () => {
			expectSame(check({ waypoints: [partOf("Corner", "brma")] }), [
				`Corner: attribute NpcId is "brma", which is no NPC's id (did you mean bram?)`,
			]);
			expectSame(check({ spawns: [partOf("One", "odette")] }), []);
		});

		it("has a problem where a tag is nearly one of ours, and none where it is another's", () => {
			expectSame(check({ tags: [{ tag: "npcspawn", path: "One" }] }), [
				"One is tagged npcspawn (did you mean NpcSpawn?); tags: Location, NpcSpawn, NpcWaypoint",
			]);
			expectSame(check({ tags: [{ tag: "Bench", path: "One" }] }), []);
		});

		it("has a problem where a file of parts became a module", () => {
			expectSame(check({ strayModules: ["Workspace.NpcSpawns.TildaSpawn"] }), [
				"Workspace.NpcSpawns.TildaSpawn is a ModuleScript, not a part: its file's name has to end in .model.json",
			]);
		});
	});
};
