/// <reference types="@rbxts/testez/globals" />
import { TurnEvents } from "server/rules/talk/turn-events";

export = () => {
	it("keeps the latest of each kind, oldest first, and gives them once", () => {
		const events = new TurnEvents();
		expect(events.isEmpty()).to.equal(true);
		events.add("location", "You are in the Cafe.");
		events.add("company", "Alex is here.");
		events.add("location", "You are on the Plaza.");
		expect(events.isEmpty()).to.equal(false);
		expect(events.take().join(" ")).to.equal("Alex is here. You are on the Plaza.");
		expect(events.take().isEmpty()).to.equal(true);
	});
	it("does not grow, whatever happens", () => {
		const events = new TurnEvents();
		for (let index = 0; index < 1000; index++) events.add(`kind ${index % 50}`, `event ${index}`);
		const taken = events.take();
		expect(taken.size()).to.equal(8);
		expect(taken[7]).to.equal("event 999");
	});
};
