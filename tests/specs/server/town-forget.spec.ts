/// <reference types="@rbxts/testez/globals" />
import type { ForgetSummary } from "server/forgetting/forget-player";
import { FORGET } from "server/constants/operations";
import { playerAt } from "./support/fake-world";
import {
	expectMore,
	expectNoItem,
	expectNoText,
	expectSame,
	expectText,
} from "../shared/support/expectations";
import { ALEX, definitionOf, startTestTown, type TestTown } from "./support/test-town";

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
			expect(kit.letta.erasures[0].persona).to.equal(kit.letta.specs[0].persona);
			expectSame(summaries, []);
			kit.letta.erased("mara");
			expectSame(summaries, [{ userId: 1, erased: ["mara"], failed: [] }]);
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
			expectText(kit.letta.valuesOf("mara", "group_members").join(), "Alex");
			forget(kit);
			const { blocks } = kit.letta.erasures[0];
			expectNoText(blocks.group_members, "Alex");
			expectNoText(blocks.group_members, "recently_left");
			expectText(blocks.group_members, "Robin");
			expectText(blocks.status, "health: 100");
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
			expectMore(kit.letta.writes.size(), writes);
			expect(kit.letta.turns.size()).to.equal(turns + 1);
			for (let index = writes; index < kit.letta.writes.size(); index++)
				expectNoText(kit.letta.writes[index].value, "Alex");
			expectNoText(kit.letta.turns[turns].content, "Alex");
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
			expectSame(kit.display.textsFor(1, "speech"), []);
			kit.chat(1, "Alex", "Mara, hello");
			const turns = kit.turnsOf("mara");
			expect(turns.size()).to.equal(2);
			expectNoText(turns[1].content, "42");
			expectNoText(turns[1].content, "do not tell");
		});

		it("says nothing of a reply that waits for its time, nor of one at the text filter", () => {
			const kit = meetMara();
			kit.chat(1, "Alex", "Mara, what do you know of me?");
			kit.reply("mara", "Let me think about what I know of you.", "Your secret is 42.");
			kit.filter.become(undefined);
			kit.chat(1, "Alex", "Mara, and what else?");
			kit.clock.advance(4);
			forget(kit);
			kit.clock.advance(10);
			kit.filter.answer({ kind: "ok", text: "Mara, and what else?" });
			kit.filter.answer({ kind: "ok", text: "Your secret is 42." });
			expectSame(kit.display.textsFor(1, "speech"), ["Let me think about what I know of you."]);
		});

		it("says no sentence whose time has not come", () => {
			const kit = meetMara();
			kit.chat(1, "Alex", "Mara, what do you know of me?");
			kit.reply("mara", "Let me think about what I know of you.", "Your secret is 42.");
			forget(kit);
			kit.letta.erased("mara");
			kit.clock.advance(10);
			expectSame(kit.display.textsFor(1, "speech"), ["Let me think about what I know of you."]);
		});

		it("asks a mind again that could not be erased, though the player has left", () => {
			const kit = meetMara();
			kit.world.leave(ALEX);
			kit.clock.advance(1);
			const first = forget(kit);
			kit.letta.erased("mara", false);
			const second = forget(kit);
			expectSame(second, []);
			expect(kit.letta.erasures.size()).to.equal(2);
			kit.letta.erased("mara");
			expectSame(
				[...first, ...second],
				[
					{ userId: 1, erased: [], failed: ["mara"] },
					{ userId: 1, erased: ["mara"], failed: [] },
				],
			);
		});

		it("asks a mind again that did not answer in time, and none that answered late", () => {
			const kit = meetMara();
			kit.world.leave(ALEX);
			forget(kit);
			kit.clock.advance(FORGET.timeoutSeconds + 1);
			forget(kit);
			expect(kit.letta.erasures.size()).to.equal(2);
			kit.letta.erased("mara");
			expectSame(forget(kit), [{ userId: 1, erased: [], failed: [] }]);
		});

		it("is not certain of an NPC that has no agent here, where minds outlive servers", () => {
			const kit = meetMara("persistent");
			kit.bodies.refuse("nan");
			kit.town.npcs.spawn([definitionOf("Nan")]);
			const summaries = forget(kit);
			kit.letta.erased("mara");
			kit.letta.erased("pip");
			expectSame(summaries, [{ userId: 1, erased: ["mara", "pip"], failed: ["nan"] }]);
		});

		it("tells the new mind of nothing that happened before", () => {
			const kit = startTestTown({ Mara: 0 }, "session", { MaxTalkMinutes: 1 });
			kit.letta.ready("mara");
			kit.join(1, "Alex", 5);
			for (let line = 0; line < 3; line++) {
				kit.chat(1, "Alex", `Mara, line ${line}`);
				if (line < 2) kit.reply("mara", `Answer ${line}.`);
				kit.clock.advance(20);
			}
			// Her third answer is still on its way when she is asked to wind the talk up: an event waits.
			kit.chat(1, "Alex", "Mara, one more");
			kit.world.leave(ALEX);
			kit.clock.advance(1);
			forget(kit);
			kit.letta.erased("mara");
			kit.join(2, "Robin", 5);
			kit.chat(2, "Robin", "Mara, hello");
			const turns = kit.turnsOf("mara");
			const { content } = turns[turns.size() - 1];
			expectText(content, `Robin says: "Mara, hello"`);
			expectNoText(content, "Alex");
			expectNoText(content, "long enough");
		});

		it("during a turn, before the server closes: the turn is stopped, the mind erased and then released", () => {
			const kit = meetMara();
			kit.chat(1, "Alex", "Mara, my secret is 42");
			const turn = kit.turnsOf("mara")[0];
			const before = kit.letta.calls.size();
			const summaries = forget(kit);
			let stopped = 0;
			kit.town.stop(() => {
				stopped += 1;
			});
			const calls = kit.letta.calls.filter((call, index) => index >= before && !has(call, "block"));
			expectSame(calls, ["cancel mara", "erase mara", "release mara", "release pip", "close"]);
			expectSame(kit.letta.released, [
				{ npcId: "mara", forget: true },
				{ npcId: "pip", forget: true },
			]);
			turn.emit({ kind: "sentence", index: 0, text: "Your secret is 42." });
			turn.emit({ kind: "done" });
			kit.clock.advance(10);
			expectSame(kit.display.textsFor(1, "speech"), []);
			expect(stopped).to.equal(1);
			// Nobody knows whether it came to pass: it does not claim so.
			kit.clock.advance(FORGET.timeoutSeconds);
			expectSame(summaries, [{ userId: 1, erased: [], failed: ["mara"] }]);
		});

		it("drops a line of theirs that the text filter still has", () => {
			const kit = meetMara();
			kit.filter.become(undefined);
			kit.chat(1, "Alex", "Mara, my secret is 42");
			forget(kit);
			kit.filter.answer({ kind: "ok", text: "Mara, my secret is 42" });
			kit.letta.erased("mara");
			expectNoItem(kit.letta.calls, "turn mara");
		});

		it("leaves them nameless and without looks, as long as they stay", () => {
			const kit = startTestTown({ Mara: 0 });
			kit.letta.ready("mara");
			kit.world.put({ ...playerAt(1, "Alex", 5), appearance: "wears a crown" });
			kit.clock.advance(0.5);
			forget(kit);
			expectText(kit.letta.erasures[0].blocks.group_members, '"Someone"');
			kit.letta.erased("mara");
			kit.chat(1, "Alex", "Mara, hello");
			const turns = kit.turnsOf("mara");
			const { content } = turns[turns.size() - 1];
			expectText(content, 'Someone says: "Mara, hello"');
			expectNoText(content, "Alex");
			expectNoText(content, "crown");
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
			expectText(groups[groups.size() - 1], '"Alex"');
		});

		it("does not hide the name of somebody who was not here and comes later", () => {
			const kit = startTestTown({ Mara: 0 });
			kit.letta.ready("mara");
			forget(kit);
			kit.letta.storeAll();
			kit.join(1, "Alex", 5);
			const groups = kit.letta.valuesOf("mara", "group_members");
			expectText(groups[groups.size() - 1], '"Alex"');
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
			expectSame(kit.letta.erasures, []);
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
