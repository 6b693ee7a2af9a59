/// <reference types="@rbxts/testez/globals" />
import { createStatusTracker } from "server/rules/status/status-tracker";
import { at, npc, player } from "../../support/entities";
import { steppedStatuses } from "../../support/full-steps";
import { expectSame } from "../../../shared/support/expectations";

const inCafe = () => "Cafe";

/** The healths that are written while an NPC's health takes these values, after the first. */
function writes(healths: ReadonlyArray<number>): string {
	const tracker = steppedStatuses(createStatusTracker());
	const written = new Array<string>();
	for (const healthPercent of healths) {
		for (const { text, urgent } of tracker.step([npc("mara", at(0), { healthPercent })], inCafe)) {
			written.push(`${text.match("health: (%d+)")[0]}${urgent ? "!" : ""}`);
		}
	}
	return written.join(" ");
}

export = () => {
	it("reports an NPC at first sight, with its location's name", () => {
		const tracker = steppedStatuses(createStatusTracker());
		const changes = tracker.step([npc("mara", at(0)), player(1, at(0))], inCafe);
		expect(changes.size()).to.equal(1);
		expect(changes[0].id).to.equal("npc:mara");
		expect(changes[0].text).to.equal("health: 100 | location: Cafe | current_action: Idle");
		expect(tracker.textOf("npc:mara")?.read()).to.equal(changes[0].text);
	});
	it("reports nothing while nothing changes", () => {
		const tracker = steppedStatuses(createStatusTracker());
		tracker.step([npc("mara", at(0))], inCafe);
		for (let index = 0; index < 2400; index++) {
			expectSame(tracker.step([npc("mara", at(index))], inCafe), []);
		}
	});
	it("reports a new location and a new action", () => {
		const tracker = steppedStatuses(createStatusTracker());
		tracker.step([npc("mara", at(0))], inCafe);
		expect(tracker.step([npc("mara", at(0))], () => "Plaza")[0].text).to.equal(
			"health: 100 | location: Plaza | current_action: Idle",
		);
		expect(tracker.step([npc("mara", at(0), { action: "Walk" })], () => "Plaza")[0].text).to.equal(
			"health: 100 | location: Plaza | current_action: Walk",
		);
	});

	it("tells a new action, which a turn tells anyway, from other news", () => {
		const tracker = steppedStatuses(createStatusTracker());
		const isActionOnly = (healthPercent: number, action: string, location: string) =>
			tracker.step([npc("mara", at(0), { healthPercent, action })], () => location)[0].isActionOnly;
		expect(isActionOnly(100, "Idle", "Cafe")).to.equal(false);
		expect(isActionOnly(100, "Talk", "Cafe")).to.equal(true);
		expect(isActionOnly(100, "Idle", "Plaza")).to.equal(false);
		expect(isActionOnly(80, "Talk", "Plaza")).to.equal(false);
	});

	it("lets no write of another place wait, as it may of another action", () => {
		const tracker = steppedStatuses(createStatusTracker());
		const isUrgent = (action: string, location: string) =>
			tracker.step([npc("mara", at(0), { action })], () => location)[0].urgent;
		expect(isUrgent("Idle", "Cafe")).to.equal(false);
		expect(isUrgent("Talk", "Cafe")).to.equal(false);
		expect(isUrgent("Talk", "Plaza")).to.equal(true);
	});

	describe("health", () => {
		for (const [what, healths, expected] of [
			["is not news in small steps", [100, 95, 91, 94, 100], "100"],
			["is news by ten points, from what was told last", [100, 95, 90, 85, 80], "100 90 80"],
			["is news when it crosses 75", [78, 74], "78 74"],
			["is news when it crosses 25, either way", [26, 24, 26], "26 24 26"],
			["is at or above a threshold or below it", [27, 25, 24, 25, 24], "27 24 25 24"],
			["is news when it reaches 0 and when it leaves it", [4, 0, 3], "4 0 3"],
			["is urgent when it drops by more than twenty", [100, 79, 59, 30], "100 79! 59 30!"],
			["is not urgent when it rises", [30, 90], "30 90"],
		] as ReadonlyArray<[string, ReadonlyArray<number>, string]>) {
			it(what, () => {
				expect(writes(healths)).to.equal(expected);
			});
		}
	});

	it("reports an NPC that lost its body as dead, once, where it was last, and again when it is back", () => {
		const tracker = steppedStatuses(createStatusTracker());
		tracker.step([npc("mara", at(0))], inCafe);
		const [death] = tracker.step([], () => "Outdoors");
		expect(death.text).to.equal("health: 0 | location: Cafe | current_action: Dead");
		expect(death.urgent).to.equal(true);
		expect(tracker.textOf("npc:mara")?.read()).to.equal(death.text);
		expectSame(tracker.step([], inCafe), []);
		expect(tracker.step([npc("mara", at(0))], inCafe)[0].text).to.equal(
			"health: 100 | location: Cafe | current_action: Idle",
		);
	});

	it("takes the death of an NPC that was badly hurt as no surprise", () => {
		for (const [healthPercent, urgent] of [
			[20, false],
			[21, true],
		] as ReadonlyArray<[number, boolean]>) {
			const tracker = steppedStatuses(createStatusTracker());
			tracker.step([npc("mara", at(0), { healthPercent })], inCafe);
			expect(tracker.step([], inCafe)[0].urgent).to.equal(urgent);
		}
	});

	it("reports nothing of an NPC that is forgotten, and it is new when it comes again", () => {
		const tracker = steppedStatuses(createStatusTracker());
		tracker.step([npc("mara", at(0))], inCafe);
		tracker.forget("npc:mara");
		expect(tracker.textOf("npc:mara")).to.equal(undefined);
		expectSame(tracker.step([], inCafe), []);
		expect(tracker.step([npc("mara", at(0))], inCafe).size()).to.equal(1);
	});
};
