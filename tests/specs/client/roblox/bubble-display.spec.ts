/// <reference types="@rbxts/testez/globals" />

import { createRobloxBubbles } from "client/roblox/bubble-display";
import { createHeads } from "client/roblox/heads";
import { CollectionService, ReplicatedStorage, TextChatService, Workspace } from "@rbxts/services";

/** A body as the server makes it, with a head. */
function makeBody(npcId: string, parent: Instance): Model {
	const body = new Instance("Model");
	const head = new Instance("Part");
	head.Name = "Head";
	head.Parent = body;
	body.SetAttribute("NpcId", npcId);
	CollectionService.AddTag(body, "Npc");
	body.Parent = parent;
	return body;
}

export = () => {
	const display = { ...createHeads(), ...createRobloxBubbles(0.2) };
	const made = new Array<Model>();
	const make = (npcId: string, parent: Instance) => {
		const body = makeBody(npcId, parent);
		made.push(body);
		return body;
	};

	afterEach(() => {
		for (const body of made) body.Destroy();
		made.clear();
	});

	describe("an NPC's head", () => {
		it("is found by tag and id among others", () => {
			make("spec-other", Workspace);
			const body = make("spec-npc", Workspace);
			expect(display.findHead("spec-npc")).to.equal(body.FindFirstChild("Head"));
		});

		it("is not found while the model has not streamed in", () => {
			expect(display.findHead("spec-npc")).to.equal(undefined);
		});

		it("is not found on a model that is not in the world", () => {
			make("spec-npc", ReplicatedStorage);
			expect(display.findHead("spec-npc")).to.equal(undefined);
		});

		it("is not found if the head is no part", () => {
			const body = make("spec-npc", Workspace);
			body.ClearAllChildren();
			const folder = new Instance("Folder");
			folder.Name = "Head";
			folder.Parent = body;
			expect(display.findHead("spec-npc")).to.equal(undefined);
		});

		it("is not found on a model without a head", () => {
			make("spec-npc", Workspace).ClearAllChildren();
			expect(display.findHead("spec-npc")).to.equal(undefined);
		});
	});

	describe("a bubble", () => {
		it("is displayed over the head with the text as given", () => {
			const body = make("spec-npc", Workspace);
			const head = body.FindFirstChild("Head") as BasePart;
			const shown = new Array<string>();
			const connection = TextChatService.BubbleDisplayed.Connect((adornee, message) => {
				if (adornee === head) shown.push(message.Text);
			});
			display.displayBubble(head, "tea &amp; cake");
			task.wait();
			connection.Disconnect();
			expect(shown.size()).to.equal(1);
			expect(shown[0]).to.equal("tea &amp; cake");
		});

		it("that says that an answer comes hangs over an attachment, and goes with it", () => {
			const head = make("spec-npc", Workspace).FindFirstChild("Head") as BasePart;
			const takeAway = display.displayTyping(head);
			expect(head.FindFirstChild("TypingBubble")).to.be.ok();
			takeAway();
			expect(head.FindFirstChild("TypingBubble")).to.equal(undefined);
		});

		it("that says that an answer comes goes by itself when its time is over", () => {
			const head = make("spec-npc", Workspace).FindFirstChild("Head") as BasePart;
			display.displayTyping(head);
			task.wait(0.4);
			expect(head.FindFirstChild("TypingBubble")).to.equal(undefined);
		});
	});
};
