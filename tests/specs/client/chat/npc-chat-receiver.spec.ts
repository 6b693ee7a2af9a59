/// <reference types="@rbxts/testez/globals" />

import type { NpcChatMessage } from "shared/npc-chat-message";
import { fakeClient } from "../fakes";
import { expectAtMost, expectMore } from "../../shared/support/expectations";

const BUBBLE_MAX_CHARS = 40;
const setUp = (...present: ReadonlyArray<string>) =>
	fakeClient(present, { bubbleMaxChars: BUBBLE_MAX_CHARS });

function speech(changes: Partial<NpcChatMessage>): NpcChatMessage {
	return { messageId: "m1", npcId: "mara", displayName: "Mara", text: "Hello!", kind: "speech", ...changes };
}

export = () => {
	describe("a line that an NPC says", () => {
		it("is one bubble over that NPC's head and one line in the window", () => {
			const { receiver, lines, bubbles, heads } = setUp("bram", "mara");
			receiver.receive(speech({}));
			expect(bubbles.size()).to.equal(1);
			expect(bubbles[0].head).to.equal(heads.get("mara"));
			expect(bubbles[0].richText).to.equal("Hello!");
			expect(lines.size()).to.equal(1);
			expect(lines[0].richText).to.equal("Hello!");
			expect(lines[0].metadata).to.equal("townsfolk:speech:4:Maram1");
		});

		it("is shown once, however often it arrives", () => {
			const { metrics, receiver, lines, bubbles } = setUp("mara");
			for (let times = 0; times < 3; times++) receiver.receive(speech({}));
			receiver.receive(speech({ messageId: "m2" }));
			receiver.receive(speech({}));
			expect(lines.size()).to.equal(2);
			expect(bubbles.size()).to.equal(2);
			expect(metrics.counts().Shown).to.equal(2);
			expect(metrics.counts().Repeated).to.equal(3);
		});

		it("bears the AI mark in every bubble", () => {
			const { receiver, bubbles } = setUp("mara");
			receiver.receive(speech({ text: "The kettle is on. The cake is in the oven. Sit down." }));
			expectMore(bubbles.size(), 1);
			for (const { isMarked } of bubbles) expect(isMarked).to.equal(true);
		});

		it("is a bubble alone for a player who does not see the window", () => {
			const { receiver, shown, ui } = setUp("mara");
			ui.window = false;
			receiver.receive(speech({}));
			expect(shown.join("|")).to.equal("bubble Hello!");
		});

		it("is a caption for a player who sees neither the window nor the NPC", () => {
			const { receiver, shown, ui } = setUp();
			ui.window = false;
			receiver.receive(speech({}));
			expect(shown.join("|")).to.equal("caption Hello!");
		});

		it("is escaped on both displays", () => {
			const { receiver, lines, bubbles } = setUp("mara");
			receiver.receive(speech({ text: `<font size="99">tea & "cake"` }));
			const escaped = "&lt;font size=&quot;99&quot;&gt;tea &amp; &quot;cake&quot;";
			expect(lines[0].richText).to.equal(escaped);
			expect(bubbles[0].richText).to.equal(escaped);
		});

		it("is in the window alone while the NPC's model is not here", () => {
			const { metrics, receiver, lines, bubbles } = setUp();
			receiver.receive(speech({}));
			expect(lines.size()).to.equal(1);
			expect(bubbles.size()).to.equal(0);
			expect(metrics.counts().WithoutModel).to.equal(1);
		});

		it("is cut into several bubbles where it is long, and stays one line in the window", () => {
			const { receiver, lines, bubbles } = setUp("mara");
			const text = "The kettle is on. The cake is in the oven. Sit down and tell me all about it.";
			receiver.receive(speech({ text }));
			expect(lines.size()).to.equal(1);
			expect(lines[0].richText).to.equal(text);
			expectMore(bubbles.size(), 1);
			for (const bubble of bubbles) expectAtMost(bubble.richText.size(), BUBBLE_MAX_CHARS);
			expect(bubbles.map((bubble) => bubble.richText).join(" ")).to.equal(text);
		});

		it("keeps the order of arrival on both displays", () => {
			const { receiver, lines, bubbles } = setUp("mara", "bram");
			receiver.receive(speech({ messageId: "1", text: "one" }));
			receiver.receive(speech({ messageId: "2", text: "two", npcId: "bram", displayName: "Bram" }));
			receiver.receive(speech({ messageId: "3", text: "three" }));
			expect(lines.map((line) => line.richText).join(" ")).to.equal("one two three");
			expect(bubbles.map((bubble) => bubble.richText).join(" ")).to.equal("one two three");
		});
	});

	describe("an NPC whose answer is being written", () => {
		const thinking = (messageId: string, npcId = "mara") =>
			speech({ messageId, npcId, kind: "thinking", text: "…" });

		it("has a typing bubble, and nothing in the window", () => {
			const { receiver, shown, bubbles, heads, metrics } = setUp("bram", "mara");
			receiver.receive(thinking("t1"));
			expect(shown.join("|")).to.equal("typing");
			expect(bubbles[0].head).to.equal(heads.get("mara"));
			expect(metrics.counts().Thinking).to.equal(1);
			expect(metrics.counts().Shown).to.equal(0);
		});

		it("has one at a time, until it speaks or the bubble's time is over", () => {
			const { receiver, shown, time } = setUp("mara", "bram");
			receiver.receive(thinking("t1"));
			receiver.receive(thinking("t2"));
			receiver.receive(thinking("t3", "bram"));
			expect(shown.join("|")).to.equal("typing|typing");
			receiver.receive(speech({ messageId: "m1" }));
			receiver.receive(thinking("t4"));
			expect(shown.join("|")).to.equal("typing|typing|window Hello!|typing gone|bubble Hello!|typing");
			time.now += 14.9;
			receiver.receive(thinking("t5"));
			expect(shown.size()).to.equal(6);
			time.now += 0.1;
			receiver.receive(thinking("t6"));
			expect(shown.size()).to.equal(8);
			expect(shown[6]).to.equal("typing gone");
		});

		it("has none for a message that comes again", () => {
			const { receiver, shown, metrics } = setUp("mara");
			receiver.receive(thinking("t1"));
			receiver.receive(speech({ messageId: "m1" }));
			receiver.receive(thinking("t1"));
			expect(shown.join("|")).to.equal("typing|window Hello!|typing gone|bubble Hello!");
			expect(metrics.counts().Repeated).to.equal(1);
		});

		it("has it as soon as its model is here", () => {
			const { receiver, shown, heads, metrics } = setUp();
			receiver.receive(thinking("t1"));
			expect(shown.size()).to.equal(0);
			expect(metrics.counts().WithoutModel).to.equal(0);
			heads.set("mara", new Instance("Part"));
			receiver.receive(thinking("t2"));
			expect(shown.size()).to.equal(1);
		});

		it("has one again when it has spoken out of sight meanwhile", () => {
			const { receiver, shown, heads } = setUp("mara");
			receiver.receive(thinking("t1"));
			heads.delete("mara");
			receiver.receive(speech({ messageId: "m1" }));
			heads.set("mara", new Instance("Part"));
			receiver.receive(thinking("t2"));
			expect(shown.join("|")).to.equal("typing|window Hello!|typing gone|typing");
		});

		it("has none where the creator does not want any", () => {
			const { receiver, shown } = fakeClient(["mara"], { showsThinking: false });
			receiver.receive(thinking("t1"));
			receiver.receive(speech({ messageId: "m1" }));
			expect(shown.join("|")).to.equal("window Hello!|bubble Hello!");
		});
	});

	describe("two clients", () => {
		it("each show what they were sent, in its order, whatever the other has had", () => {
			const alex = setUp("mara");
			const sam = setUp("mara");
			alex.receiver.receive(speech({ messageId: "1", text: "For both." }));
			sam.receiver.receive(speech({ messageId: "1", text: "For both." }));
			sam.receiver.receive(speech({ messageId: "2", text: "For Sam." }));
			alex.receiver.receive(speech({ messageId: "3", text: "For Alex." }));
			alex.receiver.receive(speech({ messageId: "1", text: "For both." }));
			expect(alex.shown.join("|")).to.equal(
				"window For both.|bubble For both.|window For Alex.|bubble For Alex.",
			);
			expect(sam.shown.join("|")).to.equal(
				"window For both.|bubble For both.|window For Sam.|bubble For Sam.",
			);
		});
	});

	describe("the cutting into bubbles", () => {
		const cut = (text: string) => {
			const { receiver, bubbles } = setUp("mara");
			receiver.receive(speech({ text }));
			return bubbles.map((bubble) => bubble.richText).join("|");
		};

		it("ends a bubble with a sentence where there is one", () => {
			expect(cut("The kettle is on. The cake is in the oven, and it smells.")).to.equal(
				"The kettle is on.|The cake is in the oven, and it smells.",
			);
		});

		it("ends it between words where there is none, and within a word only where it fills a bubble", () => {
			expect(cut("one two three four five six seven eight nine ten")).to.equal(
				"one two three four five six seven eight|nine ten",
			);
			expect(cut(string.rep("a", 50))).to.equal(`${string.rep("a", 40)}|${string.rep("a", 10)}`);
		});

		it("never cuts an entity: it is made of each piece by itself", () => {
			expect(cut(`${string.rep("x", 38)} & & <b>`)).to.equal(`${string.rep("x", 38)} &amp;|&amp; &lt;b&gt;`);
		});
	});

	describe("a notice", () => {
		it("is a line in the window and never a bubble", () => {
			const { metrics, receiver, lines, bubbles } = setUp("mara");
			receiver.receive(
				speech({ kind: "notice", displayName: "Willowbrook", text: "You are talking with an AI." }),
			);
			expect(lines.size()).to.equal(1);
			expect(lines[0].metadata.sub(1, 17)).to.equal("townsfolk:notice:");
			expect(bubbles.size()).to.equal(0);
			expect(metrics.counts().WithoutModel).to.equal(0);
		});
	});

	describe("a notice to a player who does not see the window", () => {
		it("is a caption, whether or not the NPC is here", () => {
			const { receiver, shown, ui } = setUp("mara");
			ui.window = false;
			receiver.receive(
				speech({ kind: "notice", displayName: "Notice", text: "You are talking with an AI." }),
			);
			expect(shown.join("|")).to.equal("caption You are talking with an AI.");
		});
	});

	describe("a malformed message", () => {
		const malformed: ReadonlyArray<unknown> = [
			"Hello!",
			42,
			[],
			{},
			{ ...speech({}), text: undefined },
			{ ...speech({}), text: 7 },
			{ ...speech({}), kind: "shout" },
			{ ...speech({}), persona: "more than was agreed" },
			{ ...speech({}), messageId: {} },
		];

		it("is dropped and counted, and the next good one is shown", () => {
			const { metrics, receiver, lines, bubbles } = setUp("mara");
			receiver.receive(undefined);
			for (const payload of malformed) receiver.receive(payload);
			expect(lines.size()).to.equal(0);
			expect(bubbles.size()).to.equal(0);
			expect(metrics.counts().Malformed).to.equal(malformed.size() + 1);
			receiver.receive(speech({}));
			expect(lines.size()).to.equal(1);
		});

		it("is logged without flooding the log", () => {
			const { metrics, receiver, log } = setUp("mara");
			for (let times = 0; times < 150; times++) receiver.receive({});
			expect(log.warnings.size()).to.equal(2);
			expect(metrics.counts().Malformed).to.equal(150);
		});
	});
};
