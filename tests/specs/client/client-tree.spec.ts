/// <reference types="@rbxts/testez/globals" />

import { findSecrets } from "./secrets";

/**
 * A player can read everything that reaches the client. This walks all of it; the sources of the scripts are compared with
 * the real personas and settings by a test outside the game, since Roblox lets no script read another's source.
 */

/** CoreGui and its like are Roblox's own and refuse to be read. */
function isReadable(instance: Instance): boolean {
	return pcall(() => instance.Name)[0];
}

export = () => {
	describe("the tree that a client sees", () => {
		const tree = game.GetDescendants().filter(isReadable);

		it("is walked as far as the town, the shared code and the client's own", () => {
			for (const name of ["LocationName", "NpcId"])
				expect(tree.some((instance) => instance.GetAttribute(name) !== undefined)).to.equal(true);
			for (const name of ["npc-chat-message", "npc-chat-receiver"])
				expect(tree.some((instance) => instance.IsA("ModuleScript") && instance.Name === name)).to.equal(
					true,
				);
		});

		it("holds no persona, key or URL of the gateway", () => {
			expect(findSecrets(tree).join("\n")).to.equal("");
		});
	});

	describe("the search for secrets", () => {
		const found = (change: (instance: Folder) => void) => {
			const folder = new Instance("Folder");
			change(folder);
			return findSecrets([folder, ...folder.GetDescendants()]).size();
		};

		it("finds a persona", () => {
			const plantPersona = (folder: Folder) => {
				const persona = new Instance("StringValue");
				persona.Name = "Persona";
				persona.Value = "I am Mara.";
				persona.Parent = folder;
			};
			expect(found(plantPersona)).to.equal(1);
		});

		it("finds long text under any other name, in a value or in an attribute", () => {
			const long = string.rep("I bake and I listen. ", 20);
			const plantValue = (folder: Folder) => {
				const value = new Instance("StringValue");
				value.Value = long;
				value.Parent = folder;
			};
			expect(found(plantValue)).to.equal(1);
			expect(found((folder) => folder.SetAttribute("About", long))).to.equal(1);
		});

		it("finds a URL and the settings of the server", () => {
			expect(found((folder) => folder.SetAttribute("Link", "http://127.0.0.1:8787"))).to.equal(1);
			expect(found((folder) => folder.SetAttribute("Link", "wss://gateway.example"))).to.equal(1);
			expect(found((folder) => folder.SetAttribute("SecretName", "token"))).to.equal(1);
			expect(found((folder) => (folder.Name = "LettaConfig"))).to.equal(1);
		});

		it("finds a bearer token and a key", () => {
			expect(found((folder) => folder.SetAttribute("Note", "Bearer abc"))).to.equal(1);
			expect(found((folder) => folder.SetAttribute("Note", "sk-abcdefghijklmnopqrstuvwxyz"))).to.equal(1);
		});

		it("accepts what clients may know", () => {
			const plantHarmless = (folder: Folder) => {
				folder.Name = "Npcs";
				folder.SetAttribute("NpcId", "mara");
				folder.SetAttribute("DisplayName", "Mara");
				folder.SetAttribute("LocationName", "Cafe");
			};
			expect(found(plantHarmless)).to.equal(0);
		});
	});
};
