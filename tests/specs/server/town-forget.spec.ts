/// <reference types="@rbxts/testez/globals" />
import type { ForgetSummary } from "server/forgetting/forget-player";
import { FORGET } from "server/constants/operations";
import { playerAt } from "./support/fake-world";
import { ALEX, startTestTown, type TestTown } from "./support/test-town";

function has(text: string, part: string): boolean {
	return text.find(part, 1, true)[0] !== undefined;
}

/** Forgets a player; the list grows with the summary. */
function forget({ town }: TestTown, userId = 1): ReadonlyArray<ForgetSummary> {
	const summaries = new Array<ForgetSummary>();
	town.forgetPlayer(userId, (summary) => summaries.push(summary));
	return summaries;
}

/** Mara's agent is ready, and Alex stands before her. */
function meetMara(memoryMode?: "session" | "persistent"): TestTown {
	const kit = startTestTown({ Mara: 0, Pip: 500 }, memoryMode);
	kit.letta.ready("mara");
	kit.letta.ready("pip");
	kit.join(1, "Alex", 5);
	return kit;
}

export = () => {
	describe("forgetting a player", () => {
		it("has the minds made anew of those who met them, also when they have left, and no other's", () => {
			const kit = meetMara();
			kit.world.leave(ALEX);
			kit.clock.advance(600);
			const summaries = forget(kit);
			expect(kit.letta.erasures.map(({ npcId }) => npcId).join(",")).to.equal("mara");
			expect(kit.letta.erasures[0].persona).to.equal("I am Mara.");
			expect(summaries.isEmpty()).to.equal(true);
			kit.letta.erased("mara");
			expect(summaries.size()).to.equal(1);
			expect(summaries[0].erased.join(",")).to.equal("mara");
			expect(summaries[0].failed.isEmpty()).to.equal(true);
		});

		it("names in the log the agent that an NPC has anew, and only where it is another", () => {
			const kit = meetMara();
			const verified = () =>
				kit.logger
					.snapshot()
					.filter(({ level, message }) => level === "info" && has(message, "agent verified"))
					.map(({ message }) => tostring(message.match("agentId=([^,]+)")[0]))
					.join(",");
			expect(verified()).to.equal("agent-mara,agent-pip");
			kit.letta.ready("mara");
			expect(verified()).to.equal("agent-mara,agent-pip");
			forget(kit);
			kit.letta.erased("mara");
			expect(verified()).to.equal("agent-mara,agent-pip,agent-mara-anew");
		});

		it("has every NPC's mind made anew where minds outlive servers, whoever met them", () => {
			const kit = startTestTown({ Mara: 0, Pip: 500 }, "persistent");
			forget(kit, 99);
			expect(kit.letta.erasures.map(({ npcId }) => npcId).join(",")).to.equal("mara,pip");
		});

		it("makes them anew with blocks that list neither them nor that they left", () => {
			const kit = meetMara();
			kit.join(2, "Robin", 6);
			kit.world.leave(ALEX);
			kit.clock.advance(1);
			expect(has(kit.letta.valuesOf("mara", "group_members").join(), "Alex")).to.equal(true);
			forget(kit);
			const { blocks } = kit.letta.erasures[0];
			expect(has(blocks.group_members, "Alex")).to.equal(false);
			expect(has(blocks.group_members, "recently_left")).to.equal(false);
			expect(has(blocks.group_members, "Robin")).to.equal(true);
			expect(has(blocks.status, "health: 100")).to.equal(true);
		});

		it("writes their name nowhere afterwards", () => {
			const kit = meetMara();
			kit.join(2, "Robin", 6);
			kit.chat(2, "Robin", "Mara, hello");
			kit.reply("mara", "Hello you two.");
			kit.world.leave(ALEX);
			kit.clock.advance(1);
			const writes = kit.letta.writes.size();
			const turns = kit.letta.turns.size();
			forget(kit);
			kit.letta.erased("mara");
			kit.clock.advance(30);
			kit.chat(2, "Robin", "Mara, who was here?");
			expect(kit.letta.writes.size() > writes).to.equal(true);
			expect(kit.letta.turns.size()).to.equal(turns + 1);
			for (let index = writes; index < kit.letta.writes.size(); index++)
				expect(has(kit.letta.writes[index].value, "Alex")).to.equal(false);
			expect(has(kit.letta.turns[turns].content, "Alex")).to.equal(false);
		});

		it("stops the turn in flight: nothing of it is said, and nothing of what they said is asked again", () => {
			const kit = meetMara();
			kit.chat(1, "Alex", "Mara, my secret is 42");
			kit.chat(1, "Alex", "Mara, do not tell");
			const turn = kit.turnsOf("mara")[0];
			forget(kit);
			expect(kit.letta.cancelled.join(",")).to.equal(turn.turnId);
			turn.emit({ kind: "sentence", index: 0, text: "Your secret is 42, Alex." });
			turn.emit({ kind: "done" });
			kit.letta.erased("mara");
			kit.clock.advance(30);
			expect(kit.display.textsFor(1, "speech").isEmpty()).to.equal(true);
			kit.chat(1, "Alex", "Mara, hello");
			const turns = kit.turnsOf("mara");
			expect(turns.size()).to.equal(2);
			expect(has(turns[1].content, "42") || has(turns[1].content, "do not tell")).to.equal(false);
		});

		it("drops a line of theirs that the text filter still has", () => {
			const kit = meetMara();
			kit.filter.become(undefined);
			kit.chat(1, "Alex", "Mara, my secret is 42");
			forget(kit);
			kit.filter.answer({ kind: "ok", text: "Mara, my secret is 42" });
			kit.letta.erased("mara");
			expect(kit.letta.turns.isEmpty()).to.equal(true);
		});

		it("leaves them nameless and without looks, as long as they stay", () => {
			const kit = startTestTown({ Mara: 0 });
			kit.letta.ready("mara");
			kit.world.put({ ...playerAt(1, "Alex", 5), appearance: "wears a crown" });
			kit.clock.advance(0.5);
			forget(kit);
			expect(has(kit.letta.erasures[0].blocks.group_members, '"Someone"')).to.equal(true);
			kit.letta.erased("mara");
			kit.chat(1, "Alex", "Mara, hello");
			const turns = kit.turnsOf("mara");
			const { content } = turns[turns.size() - 1];
			expect(has(content, 'Someone says: "Mara, hello"')).to.equal(true);
			expect(has(content, "Alex") || has(content, "crown")).to.equal(false);
		});

		it("knows them by name again when they come back", () => {
			const kit = meetMara();
			forget(kit);
			kit.letta.erased("mara");
			kit.world.leave(ALEX);
			kit.clock.advance(1);
			kit.letta.storeAll();
			kit.join(1, "Alex", 5);
			const groups = kit.letta.valuesOf("mara", "group_members");
			expect(has(groups[groups.size() - 1], '"Alex"')).to.equal(true);
		});

		it("does not hide the name of somebody who was not here and comes later", () => {
			const kit = startTestTown({ Mara: 0 });
			kit.letta.ready("mara");
			forget(kit);
			kit.letta.storeAll();
			kit.join(1, "Alex", 5);
			const groups = kit.letta.valuesOf("mara", "group_members");
			expect(has(groups[groups.size() - 1], '"Alex"')).to.equal(true);
		});

		it("does it again for an NPC that they have talked with since", () => {
			const kit = meetMara();
			forget(kit);
			kit.letta.erased("mara");
			forget(kit);
			expect(kit.letta.erasures.size()).to.equal(2);
		});

		it("names the NPCs of which it is not certain, also those that do not answer in time", () => {
			const kit = meetMara("persistent");
			const summaries = forget(kit);
			kit.letta.erased("pip", false);
			kit.clock.advance(FORGET.timeoutSeconds + 1);
			expect(summaries.size()).to.equal(1);
			expect(summaries[0].failed.join(",")).to.equal("mara,pip");
			kit.letta.erased("mara");
			expect(summaries.size()).to.equal(1);
			const warning = kit.logger.snapshot().find(({ message }) => has(message, "not forgotten everywhere"));
			expect(warning?.level).to.equal("warn");
		});

		it("is over at once when nobody knows them", () => {
			const kit = meetMara();
			const summaries = forget(kit, 7);
			expect(summaries.size()).to.equal(1);
			expect(kit.letta.erasures.isEmpty()).to.equal(true);
		});
	});

	describe("the off switch in mid-turn", () => {
		it("cancels the turn, of which nothing more is shown, and lets the NPC talk when it is on again", () => {
			const kit = meetMara();
			kit.chat(1, "Alex", "Mara, hello");
			const turn = kit.turnsOf("mara")[0];
			turn.emit({ kind: "sentence", index: 0, text: "Welcome to the cafe." });
			kit.switch.set(false);
			expect(kit.letta.cancelled.join(",")).to.equal(turn.turnId);
			turn.emit({ kind: "sentence", index: 1, text: "We have honey cake." });
			turn.emit({ kind: "done" });
			expect(kit.display.textsFor(1, "speech").join("|")).to.equal("Welcome to the cafe.");
			kit.switch.set(true);
			expect(kit.turnsOf("mara").size()).to.equal(1);
			kit.chat(1, "Alex", "Mara, are you there?");
			kit.reply("mara", "I am here.");
			kit.clock.advance(2);
			expect(kit.display.textsFor(1, "speech").join("|")).to.equal("Welcome to the cafe.|I am here.");
		});
	});
};
