/// <reference types="@rbxts/testez/globals" />

import { chooseBubbles } from "client/chat/choose-bubbles";
import type { Bubbles } from "client/ports";
import { expectSame } from "../../shared/support/expectations";

export = () => {
	describe("the choice of bubbles", () => {
		it("is Roblox's where the player sees them, else ours, and never both", () => {
			const shown = new Array<string>();
			const bubbles = (whose: string): Bubbles => ({
				displayBubble: (_, richText) => shown.push(`${whose} ${richText}`),
				displayTyping: () => {
					shown.push(`${whose} typing`);
					return () => shown.push(`${whose} typing gone`);
				},
			});
			let showsBubbles = true;
			const chosen = chooseBubbles(
				{ showsBubbles: () => showsBubbles },
				bubbles("Roblox's"),
				bubbles("ours"),
			);
			const head = new Instance("Part");
			const takeAway = chosen.displayTyping(head);
			showsBubbles = false;
			takeAway();
			chosen.displayBubble(head, "one");
			chosen.displayTyping(head)();
			expectSame(shown, [
				"Roblox's typing",
				"Roblox's typing gone",
				"ours one",
				"ours typing",
				"ours typing gone",
			]);
		});
	});
};
