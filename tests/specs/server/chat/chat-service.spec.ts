/// <reference types="@rbxts/testez/globals" />
import { createChatService, type FilteredLine } from "server/chat/chat-service";
import { createInboundLimits } from "server/chat/inbound-limits";
import { INBOUND } from "server/constants/operations";
import { playerEntityId } from "server/rules/space/entity";
import {
	createFakeChatDisplay,
	createFakeChatSource,
	createFakeTextFilter,
	typed,
} from "../support/fake-chat";
import { expectAtMost, expectSame, expectText } from "../../shared/support/expectations";
import { createFakeClock } from "../support/fake-clock";
import { createFakeLog } from "../support/fake-log";
import { createFakeSwitch } from "../support/fake-switch";
import { createFakeWorld } from "../support/fake-world";

function setUp(lineRate = { ratePerSecond: 1, burst: 1000 }) {
	const clock = createFakeClock();
	const log = createFakeLog();
	const source = createFakeChatSource();
	const filter = createFakeTextFilter();
	const display = createFakeChatDisplay();
	const world = createFakeWorld();
	const theSwitch = createFakeSwitch();
	// The limits have a spec of their own; here they are out of the way unless a spec says otherwise.
	const inbound = createInboundLimits({ clock, log }, { ...INBOUND, lineRate });
	const chat = createChatService(
		{ clock, log, source, filter, display, world, switch: theSwitch, inbound },
		{ crisisText: HELP },
	);
	const heard = new Array<FilteredLine>();
	chat.start((line) => heard.push(line));
	const say = (text: string, ...listeners: ReadonlyArray<number>) =>
		chat.say({ npcId: "mara", displayName: "Mara", text, listeners: () => listeners });
	const texts = () => heard.map((line) => line.text).join("|");
	return { clock, log, source, filter, display, world, theSwitch, inbound, chat, heard, texts, say };
}

const HELP = "You are not alone.";

export = () => {
	describe("players' lines", () => {
		it("are heard once, though the channel delivers them once for each recipient", () => {
			const { source, heard } = setUp();
			for (let recipient = 0; recipient < 30; recipient++) source.emit(typed(1, "Alex", "hello", "m1"));
			expect(heard.size()).to.equal(1);
			expect(heard[0].entityId).to.equal(playerEntityId(1));
			expect(heard[0].displayName).to.equal("Alex");
		});

		it("are all heard where they have no ids, from Player.Chatted", () => {
			const { source, texts } = setUp();
			for (const text of ["hello", "bye", "bye"]) source.emit({ userId: 1, displayName: "Alex", text });
			expect(texts()).to.equal("hello|bye|bye");
		});

		it("are heard again when a player says the same thing again", () => {
			const { source, texts } = setUp();
			source.emit(typed(1, "Alex", "hello", "m1"));
			source.emit(typed(1, "Alex", "hello", "m2"));
			expect(texts()).to.equal("hello|hello");
		});

		it("leave the server as the filter has made them", () => {
			const { source, filter, texts } = setUp();
			filter.become(() => ({ kind: "ok", text: "hello ####" }));
			source.emit(typed(7, "Alex", "hello rude", "m1"));
			expect(texts()).to.equal("hello ####");
			expect(filter.asked[0].userId).to.equal(7);
		});

		it("go nowhere when the filter fails or leaves nothing", () => {
			const { source, filter, heard, log } = setUp();
			filter.become(() => ({ kind: "failed", message: "down" }));
			source.emit(typed(1, "Alex", "hello", "m1"));
			filter.become(() => ({ kind: "ok", text: "#### ##" }));
			source.emit(typed(1, "Alex", "again", "m2"));
			filter.become(() => ({ kind: "ok", text: "  " }));
			source.emit(typed(1, "Alex", "more", "m3"));
			expect(heard.size()).to.equal(0);
			expect(log.count("withheld")).to.equal(3);
		});

		it("keep their order while the filter takes its time, and one player does not wait for another", () => {
			const { source, filter, texts } = setUp();
			filter.become(undefined);
			source.emit(typed(1, "Alex", "first", "m1"));
			source.emit(typed(1, "Alex", "second", "m2"));
			expect(filter.asked.size()).to.equal(1);
			source.emit(typed(2, "Sam", "mine", "m3"));
			expect(filter.asked.size()).to.equal(2);
			for (const text of ["first", "mine", "second"]) filter.answer({ kind: "ok", text });
			expect(texts()).to.equal("first|mine|second");
		});

		it("are cut to a chat line's length and freed of control characters; blank ones are dropped", () => {
			const { source, filter, heard } = setUp();
			source.emit(typed(1, "Alex", string.rep("x", 5000), "m1"));
			source.emit(typed(1, "Alex", " \n\t ", "m2"));
			source.emit(typed(1, "Alex", "a\nb", "m3"));
			expect(filter.asked.size()).to.equal(2);
			expectAtMost(heard[0].text.size(), 210);
			expect(heard[1].text).to.equal("a b");
		});

		it("do not pile up before a filter that hangs", () => {
			const { source, filter, log } = setUp();
			filter.become(undefined);
			for (let index = 0; index < 100; index++) source.emit(typed(1, "Alex", `line ${index}`, `m${index}`));
			expect(filter.asked.size()).to.equal(1);
			expect(log.count("too many wait")).to.equal(79);
		});

		it("are not heard if they begin with a slash, whichever source tells of them", () => {
			const { source, filter, texts } = setUp();
			source.emit(typed(1, "Alex", "/e dance", "m1"));
			source.emit(typed(1, "Alex", " \t/w Sam my secret", "m2"));
			source.emit({ userId: 1, displayName: "Alex", text: "/w Sam my secret" });
			source.emit(typed(1, "Alex", "this/that", "m3"));
			expect(texts()).to.equal("this/that");
			expect(filter.asked.size()).to.equal(1);
		});

		it("are limited: what is beyond the limits is not even filtered, however many recipients a line has", () => {
			const { source, filter, inbound } = setUp(INBOUND.lineRate);
			for (let index = 0; index < 50; index++)
				for (let recipient = 0; recipient < 30; recipient++)
					source.emit(typed(1, "Alex", `line ${index}`, `m${index}`));
			expect(filter.asked.size()).to.equal(20);
			expect(inbound.totals().tooMany).to.equal(30);
		});

		it("are not even filtered while NPCs are switched off", () => {
			const { source, filter, theSwitch } = setUp();
			theSwitch.set(false);
			source.emit(typed(1, "Alex", "hello", "m1"));
			expect(filter.asked.size()).to.equal(0);
		});

		it("are not heard once NPCs are switched off, though the filter had them already", () => {
			const { source, filter, theSwitch, heard } = setUp();
			filter.become(undefined);
			source.emit(typed(1, "Alex", "hello", "m1"));
			theSwitch.set(false);
			filter.answer({ kind: "ok", text: "hello" });
			expectSame(heard, []);
		});

		it("are not heard if the player is forgotten while the filter has them, and later lines are", () => {
			const { source, filter, chat, texts } = setUp();
			filter.become(undefined);
			source.emit(typed(1, "Alex", "my secret is 42", "m1"));
			source.emit(typed(1, "Alex", "do not tell", "m2"));
			chat.forgetPlayer(1);
			source.emit(typed(1, "Alex", "hello", "m3"));
			filter.answer({ kind: "ok", text: "my secret is 42" });
			filter.answer({ kind: "ok", text: "hello" });
			expect(texts()).to.equal("hello");
			expectSame(
				filter.asked.map(({ text }) => text),
				["my secret is 42", "hello"],
			);
		});

		it("are not heard if the player leaves while the filter has them", () => {
			const { source, filter, world, heard } = setUp();
			filter.become(undefined);
			source.emit(typed(1, "Alex", "hello", "m1"));
			world.leave(playerEntityId(1));
			filter.answer({ kind: "ok", text: "hello" });
			expectSame(heard, []);
		});

		it("are not heard any more once the service is destroyed", () => {
			const { source, chat, heard } = setUp();
			chat.destroy();
			source.emit(typed(1, "Alex", "hello", "m1"));
			expect(heard.size()).to.equal(0);
		});
	});

	describe("a line that speaks of self-harm", () => {
		it("gets a fixed text in private, once for all its reports, and neither filter nor NPC hears of it", () => {
			const { source, filter, display, heard } = setUp();
			for (let recipient = 0; recipient < 30; recipient++)
				source.emit(typed(1, "Alex", "i want to kill myself", "m1"));
			expectSame(display.textsFor(1, "notice"), [HELP]);
			expect(display.shown.size()).to.equal(1);
			expectSame(heard, []);
			expectSame(filter.asked, []);
		});

		it("gets help however fast the player types", () => {
			const { source, display, inbound } = setUp({ ratePerSecond: 1, burst: 3 });
			for (let index = 0; index < 10; index++) source.emit(typed(1, "Alex", `line ${index}`, `m${index}`));
			expect(inbound.totals().tooMany).to.equal(7);
			source.emit(typed(1, "Alex", "i want to kill myself", "m11"));
			expectSame(display.textsFor(1, "notice"), [HELP]);
		});

		it("gets help while NPCs are switched off", () => {
			const { source, display, theSwitch } = setUp();
			theSwitch.set(false);
			source.emit(typed(1, "Alex", "i want to kill myself", "m1"));
			expectSame(display.textsFor(1, "notice"), [HELP]);
		});

		it("gets help while earlier lines wait for a filter that hangs", () => {
			const { source, filter, display } = setUp();
			filter.become(undefined);
			for (let index = 0; index < 100; index++) source.emit(typed(1, "Alex", `line ${index}`, `m${index}`));
			source.emit(typed(1, "Alex", "i want to kill myself", "m100"));
			expectSame(display.textsFor(1, "notice"), [HELP]);
		});

		it("gets help though it begins with a slash", () => {
			const { source, display } = setUp();
			source.emit(typed(1, "Alex", "/i want to kill myself", "m1"));
			expectSame(display.textsFor(1, "notice"), [HELP]);
		});

		it("gets help when it is longer than a line that NPCs hear, and with control characters in it", () => {
			const { source, display } = setUp();
			source.emit(typed(1, "Alex", `i want to\nkill\tmyself ${string.rep("x", 9000)}`, "m1"));
			expectSame(display.textsFor(1, "notice"), [HELP]);
		});
	});

	describe("NPCs' lines", () => {
		it("are shown to those in earshot, filtered, each under an id of its own that is the same for all", () => {
			const { filter, display, say } = setUp();
			filter.become((text) => ({ kind: "ok", text: text.upper() }));
			say("hello", 1, 2);
			expect(display.textsFor(1, "speech").join(",")).to.equal("HELLO");
			expect(display.textsFor(2, "speech").join(",")).to.equal("HELLO");
			expect(display.textsFor(3, "speech").size()).to.equal(0);
			say("hello again", 1, 2);
			const idsFor = (userId: number) =>
				display.shown
					.filter((message) => message.userId === userId && message.kind === "speech")
					.map((message) => message.messageId);
			expect(new Set(idsFor(1)).size()).to.equal(2);
			expect(idsFor(2).join(",")).to.equal(idsFor(1).join(","));
		});

		it("are shown to nobody when the filter fails or leaves nothing", () => {
			const { filter, display, say } = setUp();
			filter.become(() => ({ kind: "failed", message: "down" }));
			say("hello", 1);
			filter.become(() => ({ kind: "ok", text: "#####" }));
			say("hello", 1);
			expect(display.shown.size()).to.equal(0);
		});

		it("are not filtered, and not shown, when nobody is in earshot", () => {
			const { filter, display, say } = setUp();
			say("hello");
			expect(filter.asked.size()).to.equal(0);
			expect(display.shown.size()).to.equal(0);
		});

		it("go to whoever is in earshot when the filter has answered", () => {
			const { filter, display, chat } = setUp();
			filter.become(undefined);
			let listeners = [1, 2];
			chat.say({ npcId: "mara", displayName: "Mara", text: "hello", listeners: () => listeners });
			listeners = [2, 3];
			filter.answer({ kind: "ok", text: "hello" });
			expect(display.textsFor(1, "speech").size()).to.equal(0);
			expect(display.textsFor(2, "speech").size()).to.equal(1);
			expect(display.textsFor(3, "speech").size()).to.equal(1);
		});

		it("keep their order while the filter takes its time", () => {
			const { filter, display, say } = setUp();
			filter.become(undefined);
			say("one", 1);
			say("two", 1);
			expect(filter.asked.size()).to.equal(1);
			filter.answer({ kind: "ok", text: "one" });
			filter.answer({ kind: "ok", text: "two" });
			expect(display.textsFor(1, "speech").join(",")).to.equal("one,two");
		});

		it("are dropped if the NPC is made to forget while the filter has them, and later lines are shown", () => {
			const { filter, display, chat, say } = setUp();
			filter.become(undefined);
			say("your secret is 42", 1);
			say("do not tell", 1);
			chat.dropNpc("mara");
			say("hello", 1);
			filter.answer({ kind: "ok", text: "your secret is 42" });
			filter.answer({ kind: "ok", text: "hello" });
			expectSame(display.textsFor(1, "speech"), ["hello"]);
			expect(filter.asked.size()).to.equal(2);
		});

		it("do not pile up before a filter that hangs, and one NPC does not wait for another", () => {
			const { filter, log, chat, say } = setUp();
			filter.become(undefined);
			for (let index = 0; index < 100; index++) say(`line ${index}`, 1);
			expect(filter.asked.size()).to.equal(1);
			expect(log.count("an NPC's line is dropped: too many wait")).to.equal(79);
			chat.say({ npcId: "bram", displayName: "Bram", text: "hello", listeners: () => [1] });
			expect(filter.asked.size()).to.equal(2);
		});

		it("are not shown once NPCs are switched off, though the filter had them already", () => {
			const { filter, display, say, theSwitch } = setUp();
			filter.become(undefined);
			say("one", 1);
			theSwitch.set(false);
			filter.answer({ kind: "ok", text: "one" });
			expect(display.shown.size()).to.equal(0);
		});
	});

	describe("the notice that NPCs are AI", () => {
		it("comes before the first line that a player is shown, once for each player", () => {
			const { display, say } = setUp();
			say("hello", 1);
			say("again", 1, 2);
			expect(display.textsFor(1, "notice").size()).to.equal(1);
			expect(display.textsFor(2, "notice").size()).to.equal(1);
			expect(display.shown[0].kind).to.equal("notice");
			expectText(display.shown[0].text, "AI");
			expectText(display.shown[0].text, "Mara");
		});

		it("comes when the interaction starts, and not a second time with the reply", () => {
			const { display, chat, say } = setUp();
			chat.giveNotice(1, "mara", "Mara");
			say("hello", 1);
			expect(display.shown.map((message) => message.kind).join(",")).to.equal("notice,speech");
		});

		it("comes again to a player who comes back", () => {
			const { display, chat, world } = setUp();
			chat.giveNotice(1, "mara", "Mara");
			world.leave(playerEntityId(1));
			chat.giveNotice(1, "mara", "Mara");
			expect(display.textsFor(1, "notice").size()).to.equal(2);
		});
	});
};
