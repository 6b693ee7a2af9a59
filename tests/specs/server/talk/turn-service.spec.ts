/// <reference types="@rbxts/testez/globals" />
import type { Turn, TurnEvent } from "server/ports";
import { Talks } from "server/rules/talk/talks";
import type { MailLine } from "server/rules/talk/mailbox";
import { FrameBudget } from "server/net/frame-budget";
import type { SpokenReply } from "server/talk/npc-mind";
import { createTurnService } from "server/talk/turn-service";
import {
	expectItem,
	expectMore,
	expectNoItem,
	expectNoText,
	expectSame,
	expectText,
} from "../../shared/support/expectations";
import { createFakeClock } from "../support/fake-clock";
import { createFakeLog } from "../support/fake-log";
import { createFakeNpcs } from "../support/fake-npcs";
import { createFakePerception } from "../support/fake-perception";
import { createFakeRandom } from "../support/fake-random";
import { createFakeSwitch } from "../support/fake-switch";
import { npcAt, playerAt } from "../support/fake-world";
import { definitionOf } from "../support/test-town";

const MARA = "npc:mara";
const ALEX = "player:1";

interface SentTurn extends Turn {
	readonly npcId: string;
	readonly emit: (event: TurnEvent) => void;
}

/** A way to Letta that only writes down what it is asked: a turn that is cancelled goes on until the spec ends it. */
function createStubbornLetta(calls: Array<string>) {
	const turns = new Array<SentTurn>();
	return {
		turns,
		sendTurn: (npcId: string, turn: Turn, emit: (event: TurnEvent) => void) => {
			calls.push(`turn ${npcId}`);
			turns.push({ ...turn, npcId, emit });
		},
		hasten: () => {
			calls.push("hasten");
		},
		cancelTurn: (npcId: string) => {
			calls.push(`cancel ${npcId}`);
		},
		actionResult: (npcId: string, callId: string, ok: boolean, result: string) => {
			calls.push(`${callId} ${ok} ${result}`);
		},
	};
}

/** Mara and Bram, whose agents are ready, with Alex before them. */
function setUp() {
	const calls = new Array<string>();
	const said = new Array<string>();
	const dropped = new Array<string>();
	const replies = new Array<string>();
	const clock = createFakeClock();
	const log = createFakeLog();
	const npcs = createFakeNpcs();
	const perception = createFakePerception();
	const letta = createStubbornLetta(calls);
	const theSwitch = createFakeSwitch();
	const talks = new Talks();
	let thinking = 0;
	let promptsRead = 0;
	let turnsLeft = math.huge;
	perception.put(npcAt("mara", "Mara", 0));
	perception.put(npcAt("bram", "Bram", 4));
	perception.put(playerAt(1, "Alex", 2));
	const mara = npcs.add(definitionOf("Mara"));
	const bram = npcs.add(definitionOf("Bram"));
	const turns = createTurnService({
		clock,
		log,
		npcs,
		perception,
		letta,
		talks,
		random: createFakeRandom(),
		budget: new FrameBudget(clock.now),
		blocks: { flush: (npcId) => calls.push(`flush ${npcId}`) },
		chat: {
			say: ({ displayName, text }) => said.push(`${displayName}: ${text}`),
			think: () => {
				thinking += 1;
			},
			dropNpc: (npcId) => dropped.push(npcId),
		},
		switch: theSwitch,
		spend: () => {
			turnsLeft -= 1;
			return turnsLeft >= 0;
		},
		promptOf: (displayName) => {
			promptsRead += 1;
			return `You are ${displayName}, and you live in a small town by the sea.`;
		},
	});
	turns.start(({ text, isCutShort }: SpokenReply) => replies.push(isCutShort === true ? `${text}…` : text));
	return {
		calls,
		said,
		dropped,
		replies,
		clock,
		log,
		npcs,
		perception,
		letta,
		theSwitch,
		talks,
		turns,
		mara,
		bram,
		thinking: () => thinking,
		promptsRead: () => promptsRead,
		leaveTurns: (count: number) => {
			turnsLeft = count;
		},
		/** Alex says something for Mara to answer. */
		ask: (text: string, rest: Partial<MailLine> = {}) =>
			turns.hear(mara, { speaker: "Alex", text, at: clock.now(), wakes: true, ...rest }),
		/** The last turn's sentences come, and then it ends, unless the spec ends it. */
		answer: (...sentences: ReadonlyArray<string>) => {
			const turn = letta.turns[letta.turns.size() - 1];
			sentences.forEach((text, index) => turn.emit({ kind: "sentence", index, text }));
			turn.emit({ kind: "done" });
		},
	};
}

type Kit = ReturnType<typeof setUp>;

function sentence(text: string): TurnEvent {
	return { kind: "sentence", index: 0, text };
}

function failure(delivered: boolean): TurnEvent {
	return { kind: "failed", reason: "model", message: "it broke", delivered };
}

function lastTurn({ letta }: Kit): SentTurn {
	return letta.turns[letta.turns.size() - 1];
}

const LONG = "The honey cake is what I am known for in the whole town.";

export = () => {
	describe("an NPC's turn", () => {
		it("has its agent's prompt read with its first sentence only: hundreds of NPCs get ready at the start", () => {
			const { ask, answer, npcs, promptsRead } = setUp();
			npcs.setState("mara", "ready");
			npcs.setState("bram", "ready");
			ask("Hello!");
			expect(promptsRead()).to.equal(0);
			answer("Good day.", "What brings you here?");
			expect(promptsRead()).to.equal(1);
		});

		it("carries what it heard, after its blocks have gone out", () => {
			const kit = setUp();
			kit.ask("hello Mara");
			expectSame(kit.calls, ["flush mara", "turn mara"]);
			expectText(lastTurn(kit).content, `Alex says: "hello Mara"`);
		});

		it("is one at a time: lines heard meanwhile make the next", () => {
			const kit = setUp();
			kit.ask("one");
			kit.ask("two");
			kit.ask("three");
			expect(kit.letta.turns.size()).to.equal(1);
			kit.answer("Yes.");
			expect(kit.letta.turns.size()).to.equal(2);
			expectText(lastTurn(kit).content, `"two"\nAlex says: "three"`);
		});

		it("needs no further sentence while players read, and its end only once a player waits for it", () => {
			const kit = setUp();
			kit.ask("one");
			const turn = lastTurn(kit);
			turn.emit(sentence(LONG));
			expectMore(turn.spareSeconds?.() ?? 0, 1);
			expect(turn.isEndAwaited?.()).to.equal(false);
			expectNoItem(kit.calls, "hasten");
			kit.ask("two");
			expect(turn.isEndAwaited?.()).to.equal(true);
			expect(kit.calls[kit.calls.size() - 1]).to.equal("hasten");
		});

		it("does not hold up another NPC's", () => {
			const kit = setUp();
			kit.ask("one");
			kit.turns.hear(kit.bram, { speaker: "Alex", text: "two", at: 0, wakes: true });
			expectSame(
				kit.letta.turns.map(({ npcId }) => npcId),
				["mara", "bram"],
			);
		});

		it("is not asked for by a line that it only overheard, which the next one tells", () => {
			const kit = setUp();
			kit.ask("an aside", { wakes: false });
			expectSame(kit.calls, []);
			kit.ask("Mara?");
			expectText(lastTurn(kit).content, `"an aside"`);
		});

		it("is not taken without an agent: it says a fallback line to a player, one in ten seconds", () => {
			const kit = setUp();
			kit.npcs.setState("mara", "unreachable");
			kit.ask("hello");
			expectSame(kit.said, ["Mara: Mara is busy."]);
			kit.clock.advance(1);
			kit.ask("anybody?");
			kit.ask("nobody?");
			kit.clock.advance(8);
			expect(kit.said.size()).to.equal(1);
			kit.clock.advance(1);
			expect(kit.said.size()).to.equal(2);
			kit.clock.advance(60);
			expect(kit.said.size()).to.equal(2);
			expectSame(kit.calls, []);
		});

		it("is not taken without an agent: it says a fallback line to an NPC, one a minute", () => {
			const kit = setUp();
			kit.npcs.setState("mara", "unreachable");
			const ask = () => kit.ask("Mara, look", { speaker: "Bram", from: "npc" });
			ask();
			kit.clock.advance(59);
			ask();
			expectSame(kit.said, ["Mara: Mara is busy."]);
			kit.clock.advance(2);
			ask();
			expect(kit.said.size()).to.equal(2);
		});

		it("is taken when the agent is there, for what was said lately", () => {
			const kit = setUp();
			kit.npcs.setState("mara", "unreachable");
			kit.ask("hello");
			kit.clock.advance(20);
			kit.npcs.setState("mara", "ready");
			expectText(lastTurn(kit).content, `"hello"`);
		});

		it("is not taken for what waited too long for the agent", () => {
			const kit = setUp();
			kit.npcs.setState("mara", "unreachable");
			kit.ask("hello");
			kit.clock.advance(40);
			kit.npcs.setState("mara", "ready");
			kit.clock.advance(60);
			expectSame(kit.calls, []);
		});

		it("goes on after a call of a tool that does not exist, which is refused", () => {
			const kit = setUp();
			kit.ask("dance!");
			lastTurn(kit).emit({ kind: "action", callId: "call-1", name: "dance", args: "{}" });
			expectItem(kit.calls, "call-1 false There is no such tool.");
			kit.answer("I cannot dance.");
			expectSame(kit.said, ["Mara: I cannot dance."]);
		});

		it("ends with a fallback line if it failed before anything was said", () => {
			const kit = setUp();
			kit.ask("hello");
			lastTurn(kit).emit(failure(true));
			expectSame(kit.said, ["Mara: Mara is busy."]);
			expectSame(kit.replies, []);
			kit.clock.advance(30);
			expect(kit.letta.turns.size()).to.equal(1);
		});

		it("ends with what was said if it failed in the middle", () => {
			const kit = setUp();
			kit.ask("hello");
			lastTurn(kit).emit(sentence("Well, listen."));
			lastTurn(kit).emit(failure(true));
			expectSame(kit.said, ["Mara: Well, listen."]);
			expectSame(kit.replies, ["Well, listen."]);
		});

		it("that never reached its agent is tried again after five seconds, once", () => {
			const kit = setUp();
			kit.ask("hello");
			lastTurn(kit).emit(failure(false));
			kit.ask("Mara?");
			kit.clock.advance(0.1);
			expect(kit.letta.turns.size()).to.equal(2);
			expectText(lastTurn(kit).content, `"hello"\nAlex says: "Mara?"`);
			lastTurn(kit).emit(failure(false));
			kit.clock.advance(6);
			expect(kit.letta.turns.size()).to.equal(3);
			kit.clock.advance(20);
			expect(kit.letta.turns.size()).to.equal(3);
		});

		it("that never reached its agent is tried again at one time, however many lines came meanwhile", () => {
			const kit = setUp();
			kit.ask("hello");
			lastTurn(kit).emit(failure(false));
			kit.clock.advance(3);
			kit.ask("Mara?");
			lastTurn(kit).emit(failure(false));
			kit.clock.advance(2.5);
			expect(kit.letta.turns.size()).to.equal(3);
			lastTurn(kit).emit(failure(false));
			kit.clock.advance(3);
			expect(kit.letta.turns.size()).to.equal(3);
			kit.clock.advance(2);
			expect(kit.letta.turns.size()).to.equal(4);
		});

		it("is one of twelve a minute, and what waited is answered when there is room", () => {
			const kit = setUp();
			for (let index = 1; index <= 13; index++) {
				kit.ask(`question ${index}`);
				if (index <= 12) kit.answer(`Answer ${index}.`);
			}
			expect(kit.letta.turns.size()).to.equal(12);
			kit.clock.advance(66);
			expect(kit.letta.turns.size()).to.equal(13);
			expectText(lastTurn(kit).content, `"question 13"`);
		});

		it("is not taken when the server has none left: one NPC says so, once in ten minutes", () => {
			const kit = setUp();
			kit.leaveTurns(0);
			kit.ask("hello");
			kit.turns.hear(kit.bram, { speaker: "Alex", text: "hello", at: kit.clock.now(), wakes: true });
			kit.clock.advance(20);
			expectSame(kit.calls, []);
			expect(kit.said.size()).to.equal(1);
			expectText(kit.said[0], "worn out");
			expect(kit.log.count("MaxTurnsPerHour")).to.equal(1);
			kit.clock.advance(600);
			kit.ask("and now?");
			expect(kit.said.size()).to.equal(2);
		});
	});

	describe("an NPC's reply", () => {
		it("is said at the pace of reading, and told to others as a whole after the last sentence", () => {
			const kit = setUp();
			kit.ask("which cake?");
			kit.answer(LONG, "Take two.");
			expectSame(kit.said, [`Mara: ${LONG}`]);
			expectSame(kit.replies, []);
			kit.clock.advance(4);
			expectSame(kit.said, [`Mara: ${LONG}`, "Mara: Take two."]);
			expectSame(kit.replies, [`${LONG} Take two.`]);
		});

		it("is told to nobody if nothing of it was said", () => {
			const kit = setUp();
			kit.ask("which cake?");
			kit.answer("(silence)");
			kit.clock.advance(5);
			expectSame(kit.said, []);
			expectSame(kit.replies, []);
		});

		it("is not said where no player hears it, and the agent is told with the next turn", () => {
			const kit = setUp();
			kit.ask("hello");
			kit.perception.remove(ALEX);
			kit.answer("Hello!");
			expectSame(kit.said, []);
			kit.perception.put(playerAt(1, "Alex", 2));
			kit.ask("Mara?");
			expectText(lastTurn(kit).content, "\nNobody was there to hear your last words.\n");
		});

		it("may be what another NPC has just said, and not what it said itself", () => {
			const kit = setUp();
			kit.ask("what is new?");
			kit.answer("The bread is warm.");
			kit.turns.hear(kit.bram, { speaker: "Alex", text: "and you?", at: 0, wakes: true });
			kit.answer("The bread is warm.");
			kit.ask("what else?");
			kit.answer("The bread is warm.");
			kit.clock.advance(10);
			// Alex asked for the third: a reply that says the same again counts as none.
			expectSame(kit.said, ["Mara: The bread is warm.", "Bram: The bread is warm.", "Mara: Mara is busy."]);
		});

		it("that is not in the NPC's own name is not said", () => {
			const kit = setUp();
			kit.ask("hello");
			kit.answer("Bram: I give my swords away!");
			expectSame(kit.said, ["Mara: Mara is busy."]);
			expect(kit.log.count("reason=otherSpeaker")).to.equal(1);
		});

		it("gives a player words of the NPC's own where it has none", () => {
			for (const sentences of [
				[],
				["..."],
				["<think>Bread?", "He wants bread.</think>"],
				["hello to you all, Mara"],
			]) {
				const kit = setUp();
				kit.ask("hello to you all, Mara");
				kit.answer(...sentences);
				kit.clock.advance(1);
				expectSame(kit.said, ["Mara: Mara is busy."]);
				expectSame(kit.replies, []);
			}
		});

		it("gives nobody words where the agent chose silence, and none to an NPC", () => {
			const kit = setUp();
			kit.ask("hello");
			kit.answer("(silence)", "Mara says nothing.");
			kit.ask("Mara, look", { speaker: "Bram", from: "npc" });
			kit.answer("{}");
			kit.turns.prompt(kit.mara);
			kit.answer();
			kit.clock.advance(60);
			expectSame(kit.said, []);
		});

		it("that was empty soon after a fallback line gets another when it is time, unless the NPC speaks before", () => {
			const kit = setUp();
			kit.ask("hello");
			lastTurn(kit).emit(failure(true));
			kit.clock.advance(2);
			kit.ask("Mara?");
			lastTurn(kit).emit(failure(true));
			kit.clock.advance(7.9);
			expect(kit.said.size()).to.equal(1);
			kit.clock.advance(0.2);
			expect(kit.said.size()).to.equal(2);
			kit.ask("really?");
			kit.answer();
			kit.ask("are you there?");
			kit.answer("Here I am.");
			kit.clock.advance(60);
			expectSame(kit.said, ["Mara: Mara is busy.", "Mara: Mara is busy.", "Mara: Here I am."]);
		});

		it("is cut after four sentences: its agent is stopped, and told so with the next turn", () => {
			const kit = setUp();
			kit.ask("tell me everything");
			const turn = lastTurn(kit);
			const numbers = ["one", "two", "three", "four", "five", "six"];
			numbers.forEach((number, index) =>
				turn.emit({ kind: "sentence", index, text: `This is number ${number}.` }),
			);
			expectNoItem(kit.calls, "cancel mara");
			kit.clock.advance(0.1);
			expectItem(kit.calls, "cancel mara");
			turn.emit({ kind: "failed", reason: "rejected", message: "cancelled", delivered: true });
			kit.clock.advance(20);
			const four = ["one", "two", "three", "four"].map((number) => `This is number ${number}.`);
			expectSame(
				kit.said,
				four.map((text) => `Mara: ${text}`),
			);
			expectSame(kit.replies, [four.join(" ")]);
			expect(kit.log.count("a turn failed")).to.equal(0);
			kit.ask("and then?");
			expectText(
				lastTurn(kit).content,
				"\nNobody heard more than the beginning of your last reply: it was too long.\n",
			);
		});

		it("is cut for a line that a player typed meanwhile: what is unsaid of it is dropped, and the line is answered", () => {
			const kit = setUp();
			kit.ask("tell me everything");
			kit.ask("Mara, wait!");
			const turn = lastTurn(kit);
			for (const number of ["one", "two", "three", "four", "five"])
				turn.emit(sentence(`This is number ${number}.`));
			kit.clock.advance(0.1);
			turn.emit({ kind: "failed", reason: "rejected", message: "cancelled", delivered: true });
			expectText(lastTurn(kit).content, `"Mara, wait!"`);
			kit.answer("Yes, dear?");
			kit.clock.advance(20);
			expectSame(kit.said, ["Mara: This is number one.", "Mara: Yes, dear?"]);
		});

		it("that came as a whole is cut without troubling its agent", () => {
			const kit = setUp();
			kit.ask("tell me everything");
			kit.answer(...["one", "two", "three", "four", "five"].map((number) => `This is number ${number}.`));
			kit.clock.advance(20);
			expect(kit.said.size()).to.equal(4);
			expectNoItem(kit.calls, "cancel mara");
		});

		it("of thoughts and code without end is stopped, and the player gets a line of the NPC's own", () => {
			const kit = setUp();
			kit.ask("tell me everything");
			const turn = lastTurn(kit);
			for (let index = 0; index < 60; index++)
				turn.emit({ kind: "sentence", index, text: `{"thought": ${index}}` });
			kit.clock.advance(0.1);
			expectItem(kit.calls, "cancel mara");
			turn.emit({ kind: "failed", reason: "rejected", message: "cancelled", delivered: true });
			expectSame(kit.said, ["Mara: Mara is busy."]);
		});

		it("that turns out to have been a thought is not said any further", () => {
			const kit = setUp();
			kit.ask("which cake?");
			kit.answer("He asks for cake, and I have two kinds.", "I should name one.</think>The honey cake.");
			kit.clock.advance(10);
			expectSame(kit.said, ["Mara: He asks for cake, and I have two kinds.", "Mara: The honey cake."]);
		});

		it("ends the talk that it takes leave of when its last sentence is said", () => {
			const kit = setUp();
			kit.talks.heardPlayer({ npcId: MARA, partnerId: ALEX }, kit.clock.now());
			kit.ask("bye Mara", { endsTalk: true });
			kit.answer(LONG, "Farewell!");
			expect(kit.talks.partnerOf(MARA, kit.clock.now())).to.equal(ALEX);
			kit.clock.advance(4);
			expect(kit.talks.partnerOf(MARA, kit.clock.now())).to.equal(undefined);
		});

		it("keeps the talk going while it is on its way, and for a while after it came", () => {
			const kit = setUp();
			kit.talks.heardPlayer({ npcId: MARA, partnerId: ALEX }, kit.clock.now());
			kit.ask("tell me a story");
			kit.clock.advance(100);
			kit.answer("No.");
			expect(kit.talks.isThinking(MARA)).to.equal(false);
			kit.clock.advance(19);
			expect(kit.talks.partnerOf(MARA, kit.clock.now())).to.equal(ALEX);
			kit.clock.advance(1);
			expect(kit.talks.partnerOf(MARA, kit.clock.now())).to.equal(undefined);
		});

		it("keeps the talk going while it is on its way, and not when it failed", () => {
			const kit = setUp();
			kit.talks.heardPlayer({ npcId: MARA, partnerId: ALEX }, kit.clock.now());
			kit.ask("tell me a long story");
			kit.clock.advance(100);
			expect(kit.talks.isThinking(MARA)).to.equal(true);
			expect(kit.talks.partnerOf(MARA, kit.clock.now())).to.equal(ALEX);
			lastTurn(kit).emit(failure(false));
			expect(kit.talks.isThinking(MARA)).to.equal(false);
		});

		it("shows a typing bubble if it takes a while, and none once it has come", () => {
			const kit = setUp();
			kit.ask("hello");
			kit.clock.advance(1);
			expect(kit.thinking()).to.equal(1);
			kit.answer("Hello!");
			kit.ask("how are you?");
			lastTurn(kit).emit(sentence("Fine, thank you."));
			kit.clock.advance(1);
			expect(kit.thinking()).to.equal(1);
		});
	});

	describe("an NPC that yields to a player", () => {
		/** Mara begins to answer Bram. */
		const answeringBram = () => {
			const kit = setUp();
			kit.ask("Mara, look", { speaker: "Bram", from: "npc" });
			return kit;
		};

		it("says nothing more of its answer to an NPC, though its agent goes on", () => {
			const kit = answeringBram();
			kit.turns.yieldToPlayer(kit.mara);
			kit.turns.yieldToPlayer(kit.mara);
			expectSame(kit.calls, ["flush mara", "turn mara", "cancel mara"]);
			kit.answer("I see it.");
			kit.clock.advance(5);
			expectSame(kit.said, []);
			expectSame(kit.replies, []);
		});

		it("has its agent told, and others told what it said aloud", () => {
			const kit = answeringBram();
			lastTurn(kit).emit(sentence("I see it."));
			kit.turns.yieldToPlayer(kit.mara);
			expectSame(kit.replies, ["I see it.…"]);
			lastTurn(kit).emit(failure(true));
			kit.clock.advance(5);
			expectSame(kit.replies, ["I see it.…"]);
			expectSame(kit.said, ["Mara: I see it."]);
			kit.ask("hello");
			expectText(lastTurn(kit).content, "\nSomebody spoke before you could finish.\n");
		});

		it("drops the sentences of a finished answer that wait for their time, without troubling its agent", () => {
			const kit = answeringBram();
			kit.answer(LONG, "Take two.");
			kit.turns.yieldToPlayer(kit.mara);
			kit.clock.advance(10);
			expectSame(kit.said, [`Mara: ${LONG}`]);
			expectNoItem(kit.calls, "cancel mara");
		});

		it("goes on with an answer to a player, and with one that is due", () => {
			const kit = setUp();
			kit.ask("hello");
			kit.turns.yieldToPlayer(kit.mara);
			expectNoItem(kit.calls, "cancel mara");
			kit.answer("Hello!");
			expectSame(kit.said, ["Mara: Hello!"]);
		});

		it("drops its reply to an NPC and the next that its agent has, both", () => {
			const kit = answeringBram();
			kit.answer(LONG, "Take two.");
			kit.ask("Mara, and that?", { speaker: "Bram", from: "npc" });
			kit.turns.yieldToPlayer(kit.mara);
			expectItem(kit.calls, "cancel mara");
			kit.answer("I see that too.");
			kit.clock.advance(10);
			expectSame(kit.said, [`Mara: ${LONG}`]);
		});

		it("does not try again an answer to an NPC that never reached its agent, but tells what it heard", () => {
			const kit = answeringBram();
			kit.turns.yieldToPlayer(kit.mara);
			lastTurn(kit).emit(failure(false));
			kit.clock.advance(20);
			expect(kit.letta.turns.size()).to.equal(1);
			kit.ask("Mara?");
			expectText(lastTurn(kit).content, `"Mara, look"`);
		});

		it("does not try again a greeting that never reached its agent", () => {
			const kit = setUp();
			kit.turns.prompt(kit.mara);
			kit.turns.yieldToPlayer(kit.mara);
			lastTurn(kit).emit(failure(false));
			kit.clock.advance(20);
			expect(kit.letta.turns.size()).to.equal(1);
		});
	});

	describe("a player's new line", () => {
		it("goes before what is left of a long reply, and is answered at once", () => {
			const kit = setUp();
			kit.ask("tell me of the cake");
			kit.answer(LONG, "Take two.", "Or three.");
			kit.clock.advance(0.5);
			kit.ask("and the bread?");
			expect(kit.letta.turns.size()).to.equal(2);
			expectText(lastTurn(kit).content, "\nSomebody spoke before you could finish.\n");
			kit.answer("It is warm.");
			kit.clock.advance(10);
			expectSame(kit.said, [`Mara: ${LONG}`, "Mara: It is warm."]);
			expectSame(kit.replies, [`${LONG}…`, "It is warm."]);
		});

		it("stops an agent that still writes a long reply", () => {
			const kit = setUp();
			kit.ask("tell me of the cake");
			lastTurn(kit).emit(sentence(LONG));
			lastTurn(kit).emit(sentence("Take two."));
			kit.clock.advance(5);
			kit.ask("and the bread?");
			expectItem(kit.calls, "cancel mara");
			lastTurn(kit).emit({ kind: "failed", reason: "rejected", message: "cancelled", delivered: true });
			expectText(lastTurn(kit).content, `"and the bread?"`);
		});

		it("lets a short reply be finished, and one of which nothing was said", () => {
			const kit = setUp();
			kit.ask("which cake?");
			kit.ask("and the bread?");
			expectNoItem(kit.calls, "cancel mara");
			kit.answer(LONG, "Take two.");
			kit.ask("and the tea?");
			kit.clock.advance(5);
			expectSame(kit.said, [`Mara: ${LONG}`, "Mara: Take two."]);
			expectNoItem(kit.calls, "cancel mara");
		});
	});

	describe("an NPC that is made to forget", () => {
		it("says no sentence that waits for its time, and none at the text filter", () => {
			const kit = setUp();
			kit.ask("what do you know?");
			kit.answer(LONG, "Your secret is 42.");
			kit.turns.forget("mara");
			kit.clock.advance(10);
			expectSame(kit.said, [`Mara: ${LONG}`]);
			expectSame(kit.replies, []);
			expectSame(kit.dropped, ["mara"]);
		});

		it("ignores what its agent still sends, also while it has another turn", () => {
			const kit = setUp();
			kit.ask("my secret is 42");
			const old = lastTurn(kit);
			kit.turns.forget("mara");
			expectItem(kit.calls, "cancel mara");
			expect(kit.talks.isThinking(MARA)).to.equal(false);
			kit.ask("hello");
			expectNoText(lastTurn(kit).content, "42");
			old.emit(sentence("Your secret is 42."));
			old.emit(failure(true));
			kit.ask("are you there?");
			expect(kit.letta.turns.size()).to.equal(2);
			expect(kit.talks.isThinking(MARA)).to.equal(true);
			kit.answer("Hello!");
			expectSame(kit.said, ["Mara: Hello!"]);
		});

		it("does not try again what it had heard before", () => {
			const kit = setUp();
			kit.ask("my secret is 42");
			lastTurn(kit).emit(failure(false));
			kit.turns.forget("mara");
			kit.clock.advance(20);
			expect(kit.letta.turns.size()).to.equal(1);
		});

		it("shows no typing bubble for an answer that will not come", () => {
			const kit = setUp();
			kit.ask("hello");
			kit.turns.forget("mara");
			kit.clock.advance(2);
			expect(kit.thinking()).to.equal(0);
		});

		it("may be one that has heard nothing", () => {
			const kit = setUp();
			kit.turns.forget("mara");
			kit.turns.yieldToPlayer(kit.mara);
			expectSame(kit.calls, []);
		});
	});

	describe("an NPC that is destroyed", () => {
		it("says nothing more, whatever its agent sends", () => {
			const kit = setUp();
			kit.ask("hello");
			lastTurn(kit).emit(sentence(LONG));
			lastTurn(kit).emit(sentence("Take two."));
			kit.npcs.setState("mara", "destroyed");
			lastTurn(kit).emit(sentence("Take three."));
			lastTurn(kit).emit({ kind: "done" });
			kit.clock.advance(10);
			expectSame(kit.said, [`Mara: ${LONG}`]);
		});
	});

	describe("when NPCs are switched off", () => {
		it("they stop in the middle, and their agents are stopped", () => {
			const kit = setUp();
			kit.ask("hello");
			lastTurn(kit).emit(sentence(LONG));
			lastTurn(kit).emit(sentence("Take two."));
			kit.theSwitch.set(false);
			expectItem(kit.calls, "cancel mara");
			lastTurn(kit).emit(sentence("Take three."));
			kit.clock.advance(10);
			expectSame(kit.said, [`Mara: ${LONG}`]);
			expectSame(kit.replies, [`${LONG}…`]);
		});

		it("they say nothing of a reply that waits for its time", () => {
			const kit = setUp();
			kit.ask("hello");
			kit.answer(LONG, "Take two.");
			kit.theSwitch.set(false);
			kit.theSwitch.set(true);
			kit.clock.advance(10);
			expectSame(kit.said, [`Mara: ${LONG}`]);
			expectSame(kit.replies, []);
		});

		it("they say no fallback line, show no typing bubble and take no turn", () => {
			const kit = setUp();
			kit.ask("hello");
			kit.theSwitch.set(false);
			lastTurn(kit).emit(failure(true));
			kit.npcs.setState("bram", "unreachable");
			kit.turns.hear(kit.bram, { speaker: "Alex", text: "hello", at: kit.clock.now(), wakes: true });
			kit.ask("Mara?");
			kit.turns.prompt(kit.mara);
			kit.clock.advance(5);
			expectSame(kit.said, []);
			expect(kit.thinking()).to.equal(0);
			expect(kit.letta.turns.size()).to.equal(1);
		});

		it("what they heard is not answered later, when they are on again", () => {
			const kit = setUp();
			kit.theSwitch.set(false);
			kit.ask("hello");
			kit.theSwitch.set(true);
			kit.clock.advance(10);
			expect(kit.letta.turns.size()).to.equal(0);
			kit.ask("now?");
			expectNoText(lastTurn(kit).content, "hello");
		});
	});

	describe("a turn service that is destroyed", () => {
		it("says nothing more and does not follow the switch", () => {
			const kit = setUp();
			kit.ask("hello");
			kit.answer(LONG, "Take two.");
			kit.turns.destroy();
			kit.turns.destroy();
			kit.clock.advance(10);
			expectSame(kit.said, [`Mara: ${LONG}`]);
			kit.theSwitch.set(false);
			expect(kit.log.count("switched off")).to.equal(0);
		});
	});
};
