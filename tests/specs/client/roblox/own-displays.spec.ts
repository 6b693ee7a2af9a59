/// <reference types="@rbxts/testez/globals" />

import { Players, Workspace } from "@rbxts/services";
import { createCaptionDisplay } from "client/roblox/caption-display";
import { createOwnBubbles } from "client/roblox/own-bubbles";
import { expectSame } from "../../shared/support/expectations";

/** The texts of a GUI's visible labels, from top to bottom. */
function textsIn(gui: Instance | undefined): ReadonlyArray<string> {
	const labels = (gui?.GetDescendants() ?? []).filter(
		(child): child is TextLabel => child.IsA("TextLabel") && child.Visible,
	);
	return labels.sort((a, b) => a.LayoutOrder < b.LayoutOrder).map(({ Text }) => Text);
}

export = () => {
	describe("bubbles of our own", () => {
		const bubbles = createOwnBubbles({ maxBubbles: 2, durationSeconds: 0.3 });
		let head: Part;
		const room = () => head.FindFirstChildOfClass("BillboardGui");

		beforeEach(() => {
			head = new Instance("Part");
			head.Parent = Workspace;
		});
		afterEach(() => head.Destroy());

		it("hang over the head in their order; the oldest makes room, and each goes when its time is over", () => {
			for (const text of ["one", "two", "three"]) bubbles.displayBubble(head, text);
			expectSame(textsIn(room()), ["two", "three"]);
			task.wait(0.5);
			expectSame(textsIn(room()), []);
		});

		it("show that an answer comes, until it is taken away", () => {
			bubbles.displayBubble(head, "one");
			const takeAway = bubbles.displayTyping(head);
			expectSame(textsIn(room()), ["one", "…"]);
			takeAway();
			expectSame(textsIn(room()), ["one"]);
			takeAway();
		});

		it("go with the head", () => {
			bubbles.displayBubble(head, "one");
			head.Destroy();
			task.wait(0.5);
			expect(room()).to.equal(undefined);
		});
	});

	describe("captions", () => {
		const playerGui = () => Players.LocalPlayer.FindFirstChildOfClass("PlayerGui");
		const gui = () => playerGui()?.FindFirstChild("TownsfolkCaptions");
		afterEach(() => gui()?.Destroy());

		it("make nothing before the first, and then show the lines that they are given", () => {
			const display = createCaptionDisplay(false);
			expect(gui()).to.equal(undefined);
			display.show(["one", "two"]);
			expectSame(textsIn(gui()), ["one", "two"]);
			display.show(["two"]);
			expectSame(textsIn(gui()), ["two"]);
			display.show([]);
			expectSame(textsIn(gui()), []);
		});
	});
};
