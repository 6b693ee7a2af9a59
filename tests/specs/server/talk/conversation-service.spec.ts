/// <reference types="@rbxts/testez/globals" />
import type { Npc } from "server/npcs/npc-manager";
import type { MailLine } from "server/rules/talk/mailbox";
import { Talks } from "server/rules/talk/talks";
import type { Choice, LineToAnswer } from "server/rules/talk/turn-director";
import { playerEntityId } from "server/rules/space/entity";
import { LIMITS } from "server/constants/rules";
import { createConversationService } from "server/talk/conversation-service";
import { expectItem, expectNoItem, expectSame } from "../../shared/support/expectations";
import { JobQueue } from "server/net/job-queue";
import { createFakeClock } from "../support/fake-clock";
import { createFakeLog } from "../support/fake-log";
import { createFakeNpcs } from "../support/fake-npcs";
import { createFakePerception } from "../support/fake-perception";
import { createFakeSwitch } from "../support/fake-switch";
import { createFakeWorld, npcAt, playerAt } from "../support/fake-world";
import { pieceBudget } from "../support/piece-budget";
import { definitionOf } from "../support/test-town";

const MARA = "npc:mara";
const BRAM = "npc:bram";
const ALEX = "player:1";

const OPTIONS = {
	talkLingerSeconds: 20,
	partnerSeconds: 60,
	talkGapSeconds: 120,
	maxTalkSeconds: 100,
	talkRestSeconds: 200,
};

const NOBODY: Choice = { kind: "silence", reason: "nobodyNear" };

function answerOf(npc: string, isGoodbye?: boolean): Choice {
	return { kind: "answer", npc, reason: "addressed", isGoodbye };
}

/** `mara hears Alex: hello!`: `!` for a line that wakes, `.` for one that ends the talk. */
function describeMail(npc: Npc, line: MailLine): string {
	const marks = `${line.wakes ? "!" : ""}${line.endsTalk === true ? "." : ""}`;
	return `${npc.definition.npcId} hears ${line.speaker}: ${line.text}${marks}`;
}

/** Mara at 0 and Bram at 4 with Alex at 2; the director chooses what the spec tells it, whoever is there. */
function setUp() {
	const calls = new Array<string>();
	const asked = new Array<LineToAnswer>();
	const forgotten = new Array<string>();
	const met = new Array<string>();
	const clock = createFakeClock();
	const log = createFakeLog();
	const npcs = createFakeNpcs();
	const perception = createFakePerception();
	const world = createFakeWorld();
	const theSwitch = createFakeSwitch();
	const talks = new Talks(OPTIONS);
	/** Whether a frame has time for more than one piece of work. */
	const time = { isThere: true };
	const mayChat: { alex?: boolean } = {};
	let choice: Choice = NOBODY;
	perception.put(npcAt("mara", "Mara", 0));
	perception.put(npcAt("bram", "Bram", 4));
	perception.put(playerAt(1, "Alex", 2));
	const mara = npcs.add(definitionOf("Mara"));
	const bram = npcs.add(definitionOf("Bram"));
	const conversation = createConversationService({
		clock,
		log,
		npcs,
		world,
		perception: {
			...perception,
			noteEvent: (npcId, kind, text) => calls.push(`${npcId} is told of ${kind}: ${text}`),
		},
		talks,
		switch: theSwitch,
		chat: { giveNotice: (userId, npcId) => calls.push(`notice for ${userId} from ${npcId}`) },
		turns: {
			hear: (npc, line) => calls.push(describeMail(npc, line)),
			approach: (npc) => calls.push(`${npc.definition.npcId} is asked to talk`),
			yieldToPlayer: (npc) => calls.push(`${npc.definition.npcId} yields`),
			sayOwn: (npc, text) => calls.push(`${npc.definition.npcId}: ${text.sub(1, 16)}`),
		},
		director: {
			choose(line) {
				asked.push(line);
				return choice;
			},
			greeted(npcId, playerId) {
				calls.push(`${npcId} greeted ${playerId}`);
			},
			forget(id) {
				forgotten.push(id);
			},
		},
		mayChat: () => mayChat.alex,
		jobs: new JobQueue({ clock, budget: pieceBudget(() => time.isThere) }),
		acquaintances: {
			heard(npcId, speaker) {
				met.push(`${npcId} heard ${speaker}`);
			},
		},
	});
	conversation.start();
	return {
		calls,
		asked,
		forgotten,
		met,
		clock,
		log,
		npcs,
		perception,
		world,
		theSwitch,
		talks,
		conversation,
		mayChat,
		time,
		mara,
		bram,
		choose: (wanted: Choice) => {
			choice = wanted;
		},
		/** A player says something. */
		say: (text: string, userId = 1, displayName = "Alex") =>
			conversation.hear({ userId, entityId: playerEntityId(userId), displayName, text }),
	};
}

export = () => {
	describe("where a frame has no time for all who hear a line", () => {
		const heard = (calls: ReadonlyArray<string>) =>
			calls.filter((call) => call.match(" hears ")[0] !== undefined);

		it("they hear it in the next frames, all of them before anybody hears the next line", () => {
			const kit = setUp();
			kit.time.isThere = false;
			kit.choose(answerOf(BRAM));
			kit.say("hello");
			kit.say("are you there?");
			expectSame(kit.calls, []);
			kit.clock.advance(0);
			expectSame(heard(kit.calls), [
				"bram hears Alex: hello!",
				"mara hears Alex: hello",
				"bram hears Alex: are you there?!",
				"mara hears Alex: are you there?",
			]);
		});

		it("one who is destroyed meanwhile hears nothing", () => {
			const kit = setUp();
			kit.time.isThere = false;
			kit.choose(answerOf(BRAM));
			kit.say("hello");
			kit.npcs.setState("mara", "destroyed");
			kit.clock.advance(0);
			expectSame(heard(kit.calls), ["bram hears Alex: hello!"]);
		});
	});

	describe("a player who asks an NPC to talk, without a line", () => {
		it("is told that it is an AI, known to the NPC, and greeted; nobody else hears of it", () => {
			const kit = setUp();
			kit.conversation.approach("mara", 1);
			expectSame(kit.calls, [
				"notice for 1 from mara",
				"npc:mara greeted player:1",
				"mara is told of greeting: Alex has come up to you and wants to talk; say hello in a few words",
				"mara is asked to talk",
			]);
			expectSame(kit.met, ["mara heard player:1"]);
			expect(kit.talks.partnerOf(MARA, kit.clock.now())).to.equal(ALEX);
		});

		it("and who may not chat is asked nothing", () => {
			const kit = setUp();
			kit.mayChat.alex = false;
			kit.conversation.approach("mara", 1);
			expectItem(
				kit.calls,
				"mara is told of greeting: Alex has come up to you and wants to talk, but cannot speak; " +
					"say hello in a few words, tell something, and ask nothing",
			);
		});

		it("in the middle of a talk hears more", () => {
			const kit = setUp();
			kit.conversation.approach("mara", 1);
			kit.clock.advance(5);
			kit.conversation.approach("mara", 1);
			expectItem(kit.calls, "mara is told of greeting: Alex wants to hear more from you; go on");
		});

		it("twice in a moment is answered once", () => {
			const kit = setUp();
			kit.conversation.approach("mara", 1);
			kit.talks.beginThinking(MARA, kit.clock.now());
			const before = kit.calls.size();
			kit.conversation.approach("mara", 1);
			expect(kit.calls.size()).to.equal(before);
		});

		it("is limited as lines are, and told so", () => {
			const kit = setUp();
			for (let time = 0; time < LIMITS.linesPerMinute; time++) kit.conversation.approach("mara", 1);
			const before = kit.calls.size();
			kit.conversation.approach("mara", 1);
			expectSame(
				kit.calls.filter((_, index) => index >= before),
				["mara: Easy now, one th"],
			);
			kit.choose(answerOf(MARA));
			kit.say("hello");
			expectNoItem(kit.calls, "mara hears Alex: hello!");
		});

		it("is sent on when they have talked for too long", () => {
			const kit = setUp();
			for (let second = 0; second < 100; second += 10) {
				kit.conversation.approach("mara", 1);
				kit.clock.advance(10);
			}
			kit.conversation.approach("mara", 1);
			expectItem(
				kit.calls,
				"mara is told of time: you have talked with Alex for long enough: say a warm goodbye now and ask nothing more",
			);
		});

		it("is not answered while NPCs are switched off, by an NPC that is not there, or without a body", () => {
			const kit = setUp();
			kit.conversation.approach("nobody", 1);
			kit.conversation.approach("mara", 99);
			kit.theSwitch.set(false);
			kit.conversation.approach("mara", 1);
			expectSame(kit.calls, []);
		});
	});

	describe("a player's line", () => {
		it("is heard by every NPC in earshot, and wakes the one that answers", () => {
			const kit = setUp();
			kit.choose(answerOf(BRAM));
			kit.say("hello");
			expectItem(kit.calls, "mara hears Alex: hello");
			expectItem(kit.calls, "bram hears Alex: hello!");
			expect(kit.talks.partnerOf(BRAM, kit.clock.now())).to.equal(ALEX);
			expect(kit.talks.partnerOf(MARA, kit.clock.now())).to.equal(undefined);
		});

		it("has all NPCs yield before any of them hears it", () => {
			const kit = setUp();
			kit.choose(answerOf(MARA));
			kit.say("hello");
			expectSame(kit.calls, [
				"notice for 1 from mara",
				"bram yields",
				"mara yields",
				"bram hears Alex: hello",
				"mara hears Alex: hello!",
			]);
		});

		it("is heard, and answered by nobody, without a notice, where the director wants silence", () => {
			const kit = setUp();
			kit.say("hello");
			expectSame(kit.calls, [
				"bram yields",
				"mara yields",
				"bram hears Alex: hello",
				"mara hears Alex: hello",
			]);
			expectSame(kit.met, ["bram heard player:1", "mara heard player:1"]);
		});

		it("wakes nobody if the NPC that is to answer is not there any more", () => {
			const kit = setUp();
			kit.choose(answerOf("npc:nobody"));
			kit.say("hello");
			expectNoItem(kit.calls, "notice for 1 from nobody");
			expectItem(kit.calls, "mara hears Alex: hello");
			expect(kit.talks.npcOf(ALEX, kit.clock.now())).to.equal(undefined);
		});

		it("is told under the name that each NPC has for the speaker", () => {
			const kit = setUp();
			kit.perception.rename(ALEX, "Alex (2)");
			kit.say("hello");
			expectItem(kit.calls, "mara hears Alex (2): hello");
		});

		it("is put to the director once, with who could answer and who else is there", () => {
			const kit = setUp();
			kit.perception.put(playerAt(2, "Robin", 3));
			kit.say("hello");
			expect(kit.asked.size()).to.equal(1);
			const [line] = kit.asked;
			expectSame(
				[line.speakerId, line.speakerKind, line.text, line.playersListening],
				[ALEX, "player", "hello", 2],
			);
			expectSame(
				line.candidates.map(({ id, distance }) => `${id} ${distance}`),
				["npc:bram 2", "npc:mara 2"],
			);
			expectSame(line.bystanders?.map(({ displayName }) => displayName) ?? [], ["Robin"]);
		});

		it("finds an NPC busy that thinks of an answer for somebody else, and not for the speaker", () => {
			const kit = setUp();
			kit.talks.heardPlayer({ npcId: MARA, partnerId: ALEX }, kit.clock.now());
			kit.talks.heardPlayer({ npcId: BRAM, partnerId: "player:2" }, kit.clock.now());
			kit.talks.beginThinking(MARA, kit.clock.now());
			kit.talks.beginThinking(BRAM, kit.clock.now());
			kit.say("hello");
			expectSame(
				kit.asked[0].candidates.map(({ id, isBusy }) => `${id} ${isBusy}`),
				["npc:bram true", "npc:mara false"],
			);
		});

		it("is heard by no NPC that is far away, and by none that the register does not know", () => {
			const kit = setUp();
			kit.perception.put(npcAt("bram", "Bram", 100));
			kit.npcs.setState("mara", "destroyed");
			kit.say("hello");
			expectSame(kit.calls, []);
			expectSame(kit.asked, []);
		});

		it("is heard by nobody if its speaker has no body, or while NPCs are switched off", () => {
			const kit = setUp();
			kit.say("hello", 7, "Ghost");
			kit.theSwitch.set(false);
			kit.say("hello");
			expectSame(kit.calls, []);
			expectSame(kit.asked, []);
			expectSame(kit.met, []);
		});

		it("that is the sixteenth in a minute is not heard: the nearest NPC says so, once a minute", () => {
			const kit = setUp();
			kit.perception.put(npcAt("mara", "Mara", 1));
			for (let index = 1; index <= 15; index++) kit.say(`line ${index}`);
			kit.say("line 16");
			kit.say("line 17");
			expect(kit.asked.size()).to.equal(15);
			expectNoItem(kit.calls, "mara hears Alex: line 16");
			expectSame(
				kit.calls.filter((call) => call === "mara: Easy now, one th"),
				["mara: Easy now, one th"],
			);
			kit.clock.advance(60);
			kit.say("line 18");
			expectItem(kit.calls, "mara hears Alex: line 18");
		});

		it("is not counted where no NPC hears it", () => {
			const kit = setUp();
			kit.perception.put(playerAt(1, "Alex", 100));
			for (let index = 1; index <= 16; index++) kit.say(`line ${index}`);
			kit.perception.put(playerAt(1, "Alex", 2));
			kit.say("hello");
			expectItem(kit.calls, "mara hears Alex: hello");
		});

		it("does not count against another player, nor after the player has left and come again", () => {
			const kit = setUp();
			kit.perception.put(playerAt(2, "Robin", 3));
			for (let index = 1; index <= 16; index++) kit.say(`line ${index}`);
			kit.say("hello", 2, "Robin");
			expectItem(kit.calls, "mara hears Robin: hello");
			kit.world.leave(ALEX);
			kit.say("again");
			expectItem(kit.calls, "mara hears Alex: again");
			expectSame(kit.forgotten, [ALEX]);
		});
	});

	describe("a goodbye", () => {
		it("ends the talk with the NPC that answers, and with no other", () => {
			const kit = setUp();
			kit.choose(answerOf(MARA, true));
			kit.say("bye");
			expectItem(kit.calls, "mara hears Alex: bye!.");
			expectItem(kit.calls, "bram hears Alex: bye");
			expect(kit.talks.npcOf(ALEX, kit.clock.now())).to.equal(undefined);
		});
	});

	describe("a conversation that has lasted as long as it may", () => {
		const talkedEnough = () => {
			const kit = setUp();
			kit.choose(answerOf(MARA));
			for (let index = 0; index < 5; index++) {
				kit.say(`line ${index}`);
				kit.clock.advance(20);
			}
			kit.calls.clear();
			return kit;
		};

		it("is wound up: the NPC is asked for a goodbye before its turn, and the talk ends with it", () => {
			const kit = talkedEnough();
			kit.say("and then?");
			expectSame(
				kit.calls.filter((call) => call.find("mara", 1, true)[0] !== undefined),
				[
					"notice for 1 from mara",
					"mara is told of time: you have talked with Alex for long enough: say a warm goodbye now and ask nothing more",
					"mara yields",
					"mara hears Alex: and then?!.",
				],
			);
		});

		it("is over then: NPCs hear the player and do not answer, and one says so once a minute", () => {
			const kit = talkedEnough();
			kit.say("and then?");
			kit.calls.clear();
			kit.clock.advance(20);
			kit.say("hello?");
			kit.say("Mara?");
			expectSame(kit.calls, [
				"mara: We have talked f",
				"bram yields",
				"mara yields",
				"bram hears Alex: hello?",
				"mara hears Alex: hello?",
				"bram yields",
				"mara yields",
				"bram hears Alex: Mara?",
				"mara hears Alex: Mara?",
			]);
		});
	});

	describe("an NPC's line", () => {
		it("is heard by the NPCs around it, and wakes the one that answers", () => {
			const kit = setUp();
			kit.choose(answerOf(BRAM));
			kit.conversation.hearNpc({ npc: kit.mara, text: "Bram, tell us!" });
			expectSame(kit.calls, ["bram hears Mara: Bram, tell us!!"]);
			expectSame(kit.met, ["bram heard npc:mara"]);
			expect(kit.talks.partnerOf(BRAM, kit.clock.now())).to.equal(MARA);
			expectSame([kit.asked[0].speakerKind, kit.asked[0].playersListening], ["npc", 1]);
		});

		it("that was cut short is overheard: nobody is asked to answer", () => {
			const kit = setUp();
			kit.choose(answerOf(BRAM));
			kit.conversation.hearNpc({ npc: kit.mara, text: "Bram, tell", isCutShort: true });
			expectSame(kit.calls, ["bram hears Mara: Bram, tell"]);
			expectSame(kit.asked, []);
		});

		it("is heard by nobody if its speaker has lost its body, or while NPCs are switched off", () => {
			const kit = setUp();
			kit.perception.remove(MARA);
			kit.conversation.hearNpc({ npc: kit.mara, text: "Bram!" });
			kit.theSwitch.set(false);
			kit.conversation.hearNpc({ npc: kit.bram, text: "Mara!" });
			expectSame(kit.calls, []);
			expectSame(kit.asked, []);
		});
	});

	describe("a talk", () => {
		const talking = () => {
			const kit = setUp();
			kit.choose(answerOf(MARA));
			kit.say("hello");
			return kit;
		};

		it("ends when the two have parted, and does not go on by itself when they meet again", () => {
			const kit = talking();
			kit.perception.put(playerAt(1, "Alex", 50));
			kit.clock.advance(1);
			kit.perception.put(playerAt(1, "Alex", 2));
			expect(kit.talks.partnerOf(MARA, kit.clock.now())).to.equal(undefined);
		});

		it("ends when the player's body is lost, and does not go on by itself with the next one", () => {
			const kit = talking();
			kit.perception.remove(ALEX);
			kit.clock.advance(1);
			kit.perception.put(playerAt(1, "Alex", 2));
			expect(kit.talks.partnerOf(MARA, kit.clock.now())).to.equal(undefined);
		});

		it("goes on as long as they are in earshot", () => {
			const kit = talking();
			kit.perception.put(playerAt(1, "Alex", 39));
			kit.clock.advance(1);
			expect(kit.talks.partnerOf(MARA, kit.clock.now())).to.equal(ALEX);
		});

		it("ends when the player leaves, and when the NPC is destroyed", () => {
			const kit = talking();
			kit.world.leave(ALEX);
			expect(kit.talks.partnerOf(MARA, kit.clock.now())).to.equal(undefined);
			kit.say("hello");
			kit.npcs.setState("mara", "destroyed");
			expect(kit.talks.npcOf(ALEX, kit.clock.now())).to.equal(undefined);
			expectSame(kit.forgotten, [ALEX, MARA]);
		});
	});

	it("is not followed any more once the service is destroyed", () => {
		const kit = setUp();
		kit.conversation.destroy();
		kit.world.leave(ALEX);
		expectSame(kit.forgotten, []);
	});
};
