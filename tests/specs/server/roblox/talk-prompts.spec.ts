/// <reference types="@rbxts/testez/globals" />
import { ServerStorage, Workspace } from "@rbxts/services";
import { createTalkPrompts } from "server/roblox/talk-prompts";
import { expectSame } from "../../shared/support/expectations";

/** A body as the server makes it. */
function makeBody(parent: Instance): Model {
	const body = new Instance("Model");
	const root = new Instance("Part");
	root.Name = "HumanoidRootPart";
	root.Anchored = true;
	root.Parent = body;
	body.SetAttribute("NpcId", "spec-prompts");
	body.SetAttribute("DisplayName", "Mara");
	body.AddTag("Npc");
	body.Parent = parent;
	return body;
}

export = () => {
	describe("the prompt at an NPC", () => {
		const made = new Array<Model>();
		const make = (parent: Instance) => {
			const body = makeBody(parent);
			made.push(body);
			task.wait();
			return body;
		};
		const promptsOf = (body: Model) =>
			body.GetDescendants().filter((child): child is ProximityPrompt => child.IsA("ProximityPrompt"));
		let stop = () => {};

		afterEach(() => {
			stop();
			for (const body of made) body.Destroy();
			made.clear();
		});

		it("says Talk and whom to, is in reach of people who talk, and needs no line of sight", () => {
			stop = createTalkPrompts(true).onTalk(() => {});
			const [prompt] = promptsOf(make(Workspace));
			assert(prompt !== undefined, "there is no prompt");
			expectSame([prompt.ActionText, prompt.ObjectText], ["Talk", "Mara"]);
			expect(prompt.MaxActivationDistance).to.equal(10);
			expect(prompt.RequiresLineOfSight).to.equal(false);
			expect(prompt.Parent?.Name).to.equal("HumanoidRootPart");
		});

		it("is one for each body, those that were there before and those that come later", () => {
			const before = make(Workspace);
			const prompts = createTalkPrompts(true);
			stop = prompts.onTalk(() => {});
			const later = make(Workspace);
			expect(promptsOf(before).size()).to.equal(1);
			expect(promptsOf(later).size()).to.equal(1);
			stop();
			stop = prompts.onTalk(() => {});
			expect(promptsOf(before).size()).to.equal(1);
		});

		it("is none at a body that is stored, or where the operator wants none", () => {
			stop = createTalkPrompts(true).onTalk(() => {});
			expect(promptsOf(make(ServerStorage)).size()).to.equal(0);
			stop();
			stop = createTalkPrompts(false).onTalk(() => {});
			expect(promptsOf(make(Workspace)).size()).to.equal(0);
		});
	});
};
