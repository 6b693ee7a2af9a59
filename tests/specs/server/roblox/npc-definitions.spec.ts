/// <reference types="@rbxts/testez/globals" />
import { ServerStorage } from "@rbxts/services";
import { readNpcDefinitions } from "server/roblox/npc-definitions";
import { createFakeLog } from "../support/fake-log";
import { expectItem, expectNoItem } from "../../shared/support/expectations";

export = () => {
	describe("the definitions under ServerStorage.Npcs", () => {
		const made = new Array<Instance>();

		const define = (npcId: string, displayName: string | undefined) => {
			const definition = new Instance("Configuration");
			definition.Name = npcId;
			definition.SetAttribute("DisplayName", displayName);
			definition.SetAttribute("Appearance", "wears an apron");
			definition.SetAttribute("Home", "Cafe");
			definition.SetAttribute("FallbackLines", "One moment.|Yes?");
			for (const [name, value] of pairs({ Persona: "I am a specimen.", Examples: "Hello! | Hm." })) {
				const text = new Instance("StringValue");
				text.Name = name;
				text.Value = value;
				text.Parent = definition;
			}
			definition.Parent = ServerStorage.FindFirstChild("Npcs");
			made.push(definition);
		};

		afterEach(() => {
			for (const instance of made) instance.Destroy();
			made.clear();
		});

		it("are read with their persona and examples", () => {
			define("specimen", "Specimen");
			const definition = readNpcDefinitions(createFakeLog()).find((npc) => npc.npcId === "specimen");
			assert(definition);
			expect(definition.persona).to.equal("I am a specimen.");
			expect(definition.examples[0].answer).to.equal("Hm.");
			expect(definition.fallbackLines.size()).to.equal(2);
		});

		it("that are faulty are reported by name and left out, and the others are read", () => {
			define("broken", undefined);
			define("specimen", "Specimen");
			const log = createFakeLog();
			const definitions = readNpcDefinitions(log);
			const npcIds = definitions.map(({ npcId }) => npcId);
			expectItem(npcIds, "specimen");
			expectNoItem(npcIds, "broken");
			expect(log.count('error NPC "broken": attribute DisplayName')).to.equal(1);
		});
	});
};
