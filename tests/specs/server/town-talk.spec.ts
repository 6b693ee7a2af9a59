/// <reference types="@rbxts/testez/globals" />
import { expectItem, expectNoItem, expectNoText, expectText } from "../shared/support/expectations";
import { playerAt } from "./support/fake-world";
import { ALEX, startTestTown, type TestTown } from "./support/test-town";

function has(text: string, part: string): boolean {
	return text.find(part, 1, true)[0] !== undefined;
}

/** Alex stands among NPCs whose agents are ready. */
function meet(npcs: Readonly<Record<string, number>>): TestTown {
	const town = startTestTown(npcs);
	for (const [name] of pairs(npcs)) town.letta.ready((name as string).lower());
	town.join(1, "Alex", 2);
	return town;
}

function lastTurn(town: TestTown, npcId: string): string {
	const turns = town.turnsOf(npcId);
	return turns.isEmpty() ? "" : turns[turns.size() - 1].content;
}

export = () => {
	describe("NPCs among themselves", () => {
		it("talk where one is called by name before a player, for two answers and no more", () => {
			const town = meet({ Bram: 4, Mara: 0 });
			town.chat(1, "Alex", "Mara, who made this?");
			town.reply("mara", "Bram did.", "Bram, tell them how!");
			town.clock.advance(5);
			expectText(lastTurn(town, "bram"), `Mara says: "Bram did. Bram, tell them how!"`);
			town.reply("bram", "With a hammer, as Mara saw. Mara, you remember?");
			town.clock.advance(5);
			expect(town.turnsOf("mara").size()).to.equal(2);
			town.reply("mara", "I do. Bram, you were so tired!");
			town.clock.advance(10);
			expect(town.turnsOf("bram").size()).to.equal(1);
		});

		it("say nothing to one another that calls nobody: it is overheard, without a turn", () => {
			const town = meet({ Bram: 4, Mara: 0 });
			town.chat(1, "Alex", "Mara, hello");
			town.reply("mara", "Good day to you!");
			town.clock.advance(5);
			expect(town.turnsOf("bram").size()).to.equal(0);
			town.chat(1, "Alex", "Bram, did you hear that?");
			expectText(lastTurn(town, "bram"), `Mara says: "Good day to you!"`);
		});

		it("yield at once when a player speaks: the answer under way is stopped and never said", () => {
			const town = meet({ Bram: 4, Mara: 0 });
			town.chat(1, "Alex", "Mara, who made this?");
			town.reply("mara", "Bram, tell them!");
			town.clock.advance(5);
			const hop = town.turnsOf("bram")[0];
			town.chat(1, "Alex", "Bram, where is the harbor?");
			expectItem(town.letta.calls, "cancel bram");
			hop.emit({ kind: "sentence", index: 0, text: "I hammered it all night." });
			expectNoItem(town.display.textsFor(1, "speech"), "I hammered it all night.");
			const content = lastTurn(town, "bram");
			expectText(content, `Alex says: "Bram, where is the harbor?"`);
			expectText(content, "\nSomebody spoke before you could finish.\n");
		});

		it("are told later what they overheard, if the turn that would have told them never went out", () => {
			const town = meet({ Bram: 4, Mara: 0 });
			town.chat(1, "Alex", "Mara, who made this?");
			town.reply("mara", "Bram, tell them!");
			town.clock.advance(5);
			town.letta.cancelUnsent();
			town.chat(1, "Alex", "Mara, where is the harbor?");
			town.chat(1, "Alex", "Bram, and you?");
			const content = lastTurn(town, "bram");
			expectText(content, `Alex says: "Mara, who made this?"`);
			expectText(content, `Mara says: "Bram, tell them!"`);
		});

		it("keep silent where no player hears them", () => {
			const town = meet({ Bram: 4, Mara: 0 });
			town.chat(1, "Alex", "Mara, who made this?");
			const turn = town.turnsOf("mara")[0];
			town.world.leave(ALEX);
			turn.emit({ kind: "sentence", index: 0, text: "Bram, tell them!" });
			turn.emit({ kind: "done" });
			town.clock.advance(5);
			expect(town.turnsOf("bram").size()).to.equal(0);
		});
	});

	describe("a player who presses Talk at an NPC", () => {
		it("is greeted by it, and told that it is an AI", () => {
			const town = startTestTown({ Mara: 0 });
			town.letta.ready("mara");
			town.join(1, "Alex", 5);
			town.prompts.press("mara", 1);
			expectText(lastTurn(town, "mara"), "\nAlex has come up to you and wants to talk");
			town.reply("mara", "Good morning!");
			town.clock.advance(5);
			expect(town.display.textsFor(1, "speech").join("|")).to.equal("Good morning!");
			expect(town.display.textsFor(1, "notice").size()).to.equal(1);
			town.clock.advance(60);
			expect(town.turnsOf("mara").size()).to.equal(1);
		});

		it("and may not chat is told once, and hears something without a question", () => {
			const town = startTestTown({ Mara: 0 });
			town.letta.ready("mara");
			town.permission.become(1, false);
			town.join(1, "Alex", 5);
			town.clock.advance(2);
			expect(town.display.textsFor(1, "notice").size()).to.equal(1);
			expectText(town.display.textsFor(1, "notice")[0], "choose Talk");
			town.prompts.press("mara", 1);
			expectText(lastTurn(town, "mara"), "cannot speak");
		});

		it("gets a line of the NPC's own while its mind cannot be reached, or where it leaves no words", () => {
			const town = startTestTown({ Mara: 0 });
			town.join(1, "Alex", 5);
			town.prompts.press("mara", 1);
			town.clock.advance(1);
			expect(town.display.textsFor(1, "speech").join("|")).to.equal("Mara is busy.");
			town.letta.ready("mara");
			town.clock.advance(60);
			town.prompts.press("mara", 1);
			town.reply("mara");
			town.clock.advance(30);
			expect(town.display.textsFor(1, "speech").join("|")).to.equal("Mara is busy.|Mara is busy.");
		});

		it("a hundred times has that counted as lines", () => {
			const town = startTestTown({ Mara: 0 });
			town.letta.ready("mara");
			town.join(1, "Alex", 5);
			for (let time = 0; time < 100; time++) town.prompts.press("mara", 1);
			expect(town.turnsOf("mara").size()).to.equal(1);
			expect(town.printed.filter((line) => line.find("tooMany")[0] !== undefined).size()).to.equal(1);
		});

		it("is not greeted after the town has stopped", () => {
			const town = startTestTown({ Mara: 0 });
			town.letta.ready("mara");
			town.join(1, "Alex", 5);
			town.town.stop(() => {});
			town.prompts.press("mara", 1);
			expect(town.turnsOf("mara").size()).to.equal(0);
		});
	});

	describe("a greeting", () => {
		const lookAtMara = (town: TestTown) => {
			town.world.put({ ...playerAt(1, "Alex", 5), facing: { x: -1, y: 0, z: 0 } });
		};

		it("comes when a player stands before an NPC without a word, once a minute", () => {
			const town = startTestTown({ Mara: 0 });
			town.letta.ready("mara");
			lookAtMara(town);
			town.clock.advance(3);
			expect(town.turnsOf("mara").size()).to.equal(1);
			expectText(lastTurn(town, "mara"), "\nAlex has come up to you");
			town.reply("mara", "Good morning!");
			town.clock.advance(30);
			expect(town.turnsOf("mara").size()).to.equal(1);
			expect(town.display.textsFor(1, "speech").join("|")).to.equal("Good morning!");
			expect(town.display.textsFor(1, "notice").size()).to.equal(1);
		});

		it("makes one turn together with the player's first line, if that comes first", () => {
			const town = startTestTown({ Mara: 0 });
			town.letta.ready("mara");
			lookAtMara(town);
			town.clock.advance(1);
			town.chat(1, "Alex", "hello Mara");
			town.reply("mara", "Good morning!");
			town.clock.advance(40);
			expect(town.turnsOf("mara").size()).to.equal(1);
		});

		it("gives way to the player's first line while it is not spoken yet", () => {
			const town = startTestTown({ Mara: 0 });
			town.letta.ready("mara");
			lookAtMara(town);
			town.clock.advance(3);
			const greeting = town.turnsOf("mara")[0];
			town.chat(1, "Alex", "hello Mara");
			greeting.emit({ kind: "sentence", index: 0, text: "Welcome, stranger!" });
			town.reply("mara", "Hello yourself!");
			expect(town.display.textsFor(1, "speech").join("|")).to.equal("Hello yourself!");
		});
	});

	describe("a reply", () => {
		it("shows a typing bubble while it is long in coming, and only then", () => {
			const town = meet({ Mara: 0 });
			town.chat(1, "Alex", "hello");
			const thinking = () => town.display.shown.filter((line) => line.kind === "thinking").size();
			expect(thinking()).to.equal(0);
			town.clock.advance(1);
			expect(thinking()).to.equal(1);
			town.reply("mara", "Hello!");
			town.chat(1, "Alex", "how are you?");
			town.reply("mara", "Fine.");
			town.clock.advance(5);
			expect(thinking()).to.equal(1);
		});

		it("is spoken sentence by sentence, at the pace of reading", () => {
			const town = meet({ Mara: 0 });
			town.chat(1, "Alex", "which cake is the best?");
			town.reply("mara", "The honey cake is what I am known for.", "Take two.");
			const spoken = () => town.display.textsFor(1, "speech").size();
			expect(spoken()).to.equal(1);
			town.clock.advance(4);
			expect(spoken()).to.equal(2);
		});

		it("that nobody is left to hear is not spoken, and the agent is told", () => {
			const town = meet({ Mara: 0 });
			town.chat(1, "Alex", "hello");
			town.world.move(ALEX, 100);
			town.clock.advance(2);
			town.reply("mara", "Hello!");
			expect(town.display.textsFor(1, "speech").size()).to.equal(0);
			town.join(2, "Robin", 3);
			town.chat(2, "Robin", "Mara, anybody here?");
			expectText(lastTurn(town, "mara"), "\nNobody was there to hear your last words.\n");
		});

		it("is tried for again where the agent did not take the turn, for half a minute", () => {
			const town = meet({ Mara: 0 });
			town.chat(1, "Alex", "Mara, are you open?");
			const refuse = () => {
				const turns = town.turnsOf("mara");
				turns[turns.size() - 1].emit({
					kind: "failed",
					reason: "busy",
					message: "not free",
					delivered: false,
				});
			};
			refuse();
			town.clock.advance(6);
			expect(town.turnsOf("mara").size()).to.equal(2);
			expectText(lastTurn(town, "mara"), `Alex says: "Mara, are you open?"`);
			town.clock.advance(30);
			refuse();
			town.clock.advance(30);
			expect(town.turnsOf("mara").size()).to.equal(2);
			town.chat(1, "Alex", "Mara?");
			expectText(lastTurn(town, "mara"), `Alex said earlier`);
		});

		it("to a goodbye ends the talk when it has been said", () => {
			const town = meet({ Mara: 0 });
			const pass = (seconds: number) => {
				town.letta.storeAll();
				town.clock.advance(seconds);
			};
			pass(2);
			town.chat(1, "Alex", "bye Mara");
			pass(2);
			town.reply("mara", "Farewell!");
			pass(1);
			expectText(town.letta.valuesOf("mara", "status").join(), "current_action: Talk");
			pass(2);
			const statuses = town.letta.valuesOf("mara", "status");
			expectText(statuses[statuses.size() - 1], "current_action: Idle");
		});
	});

	describe("safety", () => {
		it("answers words of self-harm in private, with a fixed text, and tells no model and no NPC", () => {
			const town = meet({ Mara: 0 });
			town.join(2, "Robin", 3);
			town.chat(1, "Alex", "Mara, i want to kill myself");
			expect(town.turnsOf("mara").size()).to.equal(0);
			expect(town.filter.asked.size()).to.equal(0);
			expect(town.display.textsFor(1, "notice").join()).to.equal("You are not alone.");
			expect(town.display.textsFor(2, "notice").size()).to.equal(0);
			town.chat(2, "Robin", "Mara, what was that?");
			expectNoText(lastTurn(town, "mara"), "kill");
		});

		it("lets a player say so many lines a minute; the rest is not heard, with one kind word", () => {
			const town = meet({ Mara: 0 });
			for (let index = 1; index <= 40; index++) town.chat(1, "Alex", `line number ${index}`);
			town.reply("mara", "One.");
			town.clock.advance(1);
			expectText(lastTurn(town, "mara"), "line number 15");
			expectNoText(lastTurn(town, "mara"), "line number 16");
			const hints = town.display.textsFor(1, "speech").filter((text) => has(text, "one thing at a time"));
			expect(hints.size()).to.equal(1);
		});

		it("bounds the turns of one NPC a minute, and answers what waited when there is room", () => {
			const town = meet({ Mara: 0 });
			for (let user = 2; user <= 6; user++) town.join(user, `Player${user}`, 3);
			let lines = 0;
			for (let round = 0; round < 6; round++) {
				for (let user = 1; user <= 6; user++) {
					lines += 1;
					town.chat(user, `Player${user}`, `Mara, question ${lines}?`);
					town.reply("mara", `Answer ${lines}.`);
				}
				town.clock.advance(1);
			}
			expect(town.turnsOf("mara").size()).to.equal(12);
			town.clock.advance(70);
			expect(town.turnsOf("mara").size()).to.equal(13);
			expectText(lastTurn(town, "mara"), `question ${lines}?`);
		});

		it("ends all turns when the server has spent what it may, with one kind word in all", () => {
			const town = startTestTown({ Bram: 4, Mara: 0 }, "session", { MaxTurnsPerHour: 1 });
			town.letta.ready("mara");
			town.letta.ready("bram");
			town.join(1, "Alex", 2);
			town.chat(1, "Alex", "Mara, hello");
			town.reply("mara", "Hello!");
			for (const line of ["Mara, and now?", "Bram, what is wrong with her?", "Bram?"]) {
				town.chat(1, "Alex", line);
				town.clock.advance(10);
			}
			expect(town.letta.turns.size()).to.equal(1);
			const tired = town.display.textsFor(1, "speech").filter((text) => has(text, "worn out"));
			expect(tired.size()).to.equal(1);
			// What was said then is old news when there are turns again.
			town.clock.advance(3600);
			expect(town.letta.turns.size()).to.equal(1);
		});

		it("winds a conversation up after ten minutes, and rests then", () => {
			const town = meet({ Mara: 0 });
			for (let minute = 0; minute <= 10; minute++) {
				town.chat(1, "Alex", `Mara, tell me story ${minute}`);
				town.reply("mara", `Story ${minute} it is.`);
				town.clock.advance(60);
			}
			expectText(lastTurn(town, "mara"), "say a warm goodbye now");
			const turns = town.turnsOf("mara").size();
			town.chat(1, "Alex", "Mara, another one");
			town.clock.advance(5);
			expect(town.turnsOf("mara").size()).to.equal(turns);
			const speech = town.display.textsFor(1, "speech");
			expectText(speech[speech.size() - 1], "rest my voice");
			town.clock.advance(180);
			town.chat(1, "Alex", "Mara, hello again");
			expect(town.turnsOf("mara").size()).to.equal(turns + 1);
		});

		it("has no such limit where NPCs remember across sessions", () => {
			const town = startTestTown({ Mara: 0 }, "persistent");
			town.letta.ready("mara");
			town.join(1, "Alex", 2);
			for (let minute = 0; minute <= 20; minute++) {
				town.chat(1, "Alex", `Mara, tell me story ${minute}`);
				town.reply("mara", `Story ${minute} it is.`);
				town.clock.advance(60);
			}
			expect(town.turnsOf("mara").size()).to.equal(21);
		});

		it("stops every turn when NPCs are switched off, and what was to be said is not", () => {
			const town = meet({ Mara: 0 });
			town.chat(1, "Alex", "tell me everything");
			const turn = town.turnsOf("mara")[0];
			turn.emit({ kind: "sentence", index: 0, text: "It began a long time ago in the old mill." });
			turn.emit({ kind: "sentence", index: 1, text: "And then it went on." });
			town.switch.set(false);
			expectItem(town.letta.calls, "cancel mara");
			town.clock.advance(10);
			expect(town.display.textsFor(1, "speech").size()).to.equal(1);
		});
	});

	describe("a turn's content", () => {
		it("is as long after a thousand changes of the world as after one", () => {
			const lengthAfter = (changes: number) => {
				const town = meet({ Mara: 0 });
				for (let change = 0; change < changes; change++) {
					town.world.move(ALEX, change % 2 === 0 ? 60 : 2);
					town.clock.advance(1.5);
				}
				town.world.move(ALEX, 2);
				town.clock.advance(1.5);
				town.chat(1, "Alex", "Mara?");
				return lastTurn(town, "mara").size();
			};
			// An even number: the last thing that happened is the same.
			expect(lengthAfter(1000)).to.equal(lengthAfter(2));
		});
	});
};
