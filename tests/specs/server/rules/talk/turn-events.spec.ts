/// <reference types="@rbxts/testez/globals" />
import { TurnEvents } from "server/rules/talk/turn-events";
import { expectSame } from "../../../shared/support/expectations";

export = () => {
	describe("an NPC's events", () => {
		it("are the latest of each kind, oldest first, and are told once", () => {
			const events = new TurnEvents();
			events.add("mara", "location", "You are in the Cafe.");
			events.add("mara", "company", "Alex is here.");
			events.add("mara", "location", "You are on the Plaza.");
			expectSame(events.take("mara"), ["Alex is here.", "You are on the Plaza."]);
			expectSame(events.take("mara"), []);
		});

		it("do not pile up, whatever happens", () => {
			const events = new TurnEvents();
			for (let index = 0; index < 1000; index++) events.add("mara", `kind ${index % 50}`, `event ${index}`);
			const taken = events.take("mara");
			expect(taken.size()).to.equal(8);
			expect(taken[7]).to.equal("event 999");
		});

		it("are no other NPC's", () => {
			const events = new TurnEvents();
			events.add("mara", "location", "You are in the Cafe.");
			expectSame(events.take("bram"), []);
			expectSame(events.take("mara"), ["You are in the Cafe."]);
		});

		it("are gone once the NPC forgets them", () => {
			const events = new TurnEvents();
			events.add("mara", "location", "You are in the Cafe.");
			events.forget("mara");
			expectSame(events.take("mara"), []);
		});
	});
};
