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
import { createFakeClock } from "../support/fake-clock";
import { createFakeLog } from "../support/fake-log";
import { createFakeSwitch } from "../support/fake-switch";
import { createFakeWorld } from "../support/fake-world";

function setUp() {
	const clock = createFakeClock();
	const log = createFakeLog();
	const source = createFakeChatSource();
	const filter = createFakeTextFilter();
	const display = createFakeChatDisplay();
	const world = createFakeWorld();
	const theSwitch = createFakeSwitch();
	// What the limits are is their own spec's; here they are out of the way.
	const lineRate = { ratePerSecond: 1, burst: 1000 };
	const inbound = createInboundLimits({ clock, log }, { ...INBOUND, lineRate });
	const chat = createChatService(
		{ clock, log, source, filter, display, world, switch: theSwitch, inbound },
		{ crisisText: "You are not alone." },
	);
	const heard = new Array<FilteredLine>();
	chat.start((line) => heard.push(line));
	const say = (text: string, ...listeners: ReadonlyArray<number>) =>
		chat.say({ npcId: "mara", displayName: "Mara", text, listeners: () => listeners });
	const texts = () => heard.map((line) => line.text).join("|");
	return { clock, log, source, filter, display, world, theSwitch, chat, heard, texts, say };
}

export = () => {
	describe("players' lines", () => {
		it("are heard once, though the channel delivers them once for each recipient", () => {
			const { source, heard } = setUp();
			for (let recipient = 0; recipient < 30; recipient++) source.emit(typed(1, "Alex", "hello", "m1"));
			expect(heard.size()).to.equal(1);
			expect(heard[0].entityId).to.equal(playerEntityId(1));
			expect(heard[0].displayName).to.equal("Alex");
		});

		it("are heard once, though both sources tell of them", () => {
			const { source, texts } = setUp();
			const chatted = { source: "chatted", messageId: "", userId: 1, displayName: "Alex" } as const;
			source.emit({ ...chatted, text: "hello" });
			source.emit(typed(1, "Alex", "hello", "m1"));
			source.emit(typed(1, "Alex", "bye", "m2"));
			source.emit({ ...chatted, text: "bye" });
			expect(texts()).to.equal("hello|bye");
		});

		it("are heard from the second source where the first is silent", () => {
			const { source, texts } = setUp();
			source.emit({ source: "chatted", messageId: "", userId: 1, displayName: "Alex", text: "hello" });
			expect(texts()).to.equal("hello");
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
			expect(heard[0].text.size() <= 210).to.equal(true);
			expect(heard[1].text.find("\n")[0]).never.to.be.ok();
		});

		it("do not pile up before a filter that hangs", () => {
			const { source, filter, log } = setUp();
			filter.become(undefined);
			for (let index = 0; index < 100; index++) source.emit(typed(1, "Alex", `line ${index}`, `m${index}`));
			expect(filter.asked.size()).to.equal(1);
			expect(log.count("too many wait")).to.equal(79);
		});

		it("are limited: what is beyond the limits is not even filtered, however many recipients a line has", () => {
			const clock = createFakeClock();
			const log = createFakeLog();
			const source = createFakeChatSource();
			const filter = createFakeTextFilter();
			const display = createFakeChatDisplay();
			const inbound = createInboundLimits({ clock, log });
			const world = createFakeWorld();
			const theSwitch = createFakeSwitch();
			createChatService(
				{ clock, log, source, filter, display, world, switch: theSwitch, inbound },
				{ crisisText: "You are not alone." },
			).start(() => {});
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

		it("are not heard any more once the service is destroyed", () => {
			const { source, chat, heard } = setUp();
			chat.destroy();
			source.emit(typed(1, "Alex", "hello", "m1"));
			expect(heard.size()).to.equal(0);
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
			expect(display.shown[0].text.find("AI", 1, true)[0]).to.be.ok();
			expect(display.shown[0].text.find("Mara", 1, true)[0]).to.be.ok();
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
