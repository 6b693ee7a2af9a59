/// <reference types="@rbxts/testez/globals" />
import { createTurnBook } from "server/letta/gateway/turn-book";
import type { Turn, TurnEvent } from "server/ports";
import { createFakeClock } from "../support/fake-clock";

function setUp() {
	const clock = createFakeClock();
	const book = createTurnBook(clock, 60);
	const events = new Array<string>();
	const open = (turnId: string, npcId = "mara", waits: Pick<Turn, "spareSeconds" | "isEndAwaited"> = {}) =>
		book.open(npcId, { turnId, content: "", ...waits }, (event: TurnEvent) => {
			const detail = event.kind === "sentence" ? event.text : event.kind === "failed" ? event.reason : "";
			events.push(`${turnId} ${event.kind} ${detail}`);
		});
	const sentence = (turnId: string, index: number, text: string) =>
		book.receive({ event: "sentence", npcId: "mara", turnId, index, text });
	const done = (turnId: string) => book.receive({ event: "turnDone", npcId: "mara", turnId });
	return { clock, book, events, open, sentence, done };
}

export = () => {
	describe("the turns in flight", () => {
		it("pass on their sentences in order and end once", () => {
			const { events, open, sentence, done } = setUp();
			open("t1");
			sentence("t1", 0, "Hello.");
			sentence("t1", 1, "Come in.");
			done("t1");
			done("t1");
			expect(events.join("|")).to.equal("t1 sentence Hello.|t1 sentence Come in.|t1 done ");
		});

		it("pass on no sentence twice", () => {
			const { events, open, sentence } = setUp();
			open("t1");
			sentence("t1", 0, "Hello.");
			sentence("t1", 0, "Hello.");
			sentence("t1", 1, "Come in.");
			sentence("t1", 0, "Hello.");
			expect(events.size()).to.equal(2);
		});

		it("ignore events after their end, and events of turns that nobody opened", () => {
			const { events, open, sentence, done } = setUp();
			open("t1");
			done("t1");
			sentence("t1", 0, "late");
			sentence("t2", 0, "whose?");
			expect(events.size()).to.equal(1);
		});

		it("end with the gateway's failure", () => {
			const { book, events, open, done } = setUp();
			open("t1");
			book.receive({ event: "turnFailed", npcId: "mara", turnId: "t1", kind: "model", message: "500" });
			done("t1");
			expect(events.join("|")).to.equal("t1 failed model");
		});

		it("end at their deadline, unless they have ended before", () => {
			const { clock, events, open, done } = setUp();
			open("t1");
			open("t2");
			done("t2");
			clock.advance(60);
			clock.advance(600);
			expect(events.join("|")).to.equal("t2 done |t1 failed timeout");
		});

		it("are awaited until they bring words, and then have as much time as the reply that needs its next sentence first", () => {
			const { book, open, sentence, done } = setUp();
			expect(book.isAwaited()).to.equal(false);
			expect(book.spareSeconds()).to.equal(math.huge);
			let isAwaited = false;
			open("t1", "mara", { spareSeconds: () => 3, isEndAwaited: () => isAwaited });
			open("t2", "bram", { spareSeconds: () => 2, isEndAwaited: () => false });
			sentence("t1", 0, "Hello.");
			expect(book.isAwaited()).to.equal(true);
			expect(book.spareSeconds()).to.equal(3);
			sentence("t2", 0, "Hello.");
			expect(book.isAwaited()).to.equal(false);
			expect(book.spareSeconds()).to.equal(2);
			done("t2");
			expect(book.spareSeconds()).to.equal(3);
			expect(book.isEndAwaited()).to.equal(false);
			isAwaited = true;
			expect(book.isEndAwaited()).to.equal(true);
		});

		it("fail together, each once, even if a handler opens another meanwhile", () => {
			const { book, events, open } = setUp();
			open("t1");
			book.open("bram", { turnId: "t2", content: "" }, () => {
				events.push("t2 over");
				open("t3");
			});
			const failure = { reason: "backendUnavailable", message: "", delivered: true } as const;
			book.failAll(failure);
			expect(events.join("|")).to.equal("t1 failed backendUnavailable|t2 over");
			book.failAll(failure);
			expect(events.size()).to.equal(3);
		});

		it("fail for one NPC alone", () => {
			const { book, events, open } = setUp();
			open("t1", "mara");
			open("t2", "bram");
			book.failNpc("bram", { reason: "unknownAgent", message: "", delivered: true });
			expect(events.join("|")).to.equal("t2 failed unknownAgent");
		});
	});
};
