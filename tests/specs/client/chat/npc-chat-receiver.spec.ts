/// <reference types="@rbxts/testez/globals" />

import { createChatService } from "client/chat/chat-service";
import { createNpcChatReceiver } from "client/chat/npc-chat-receiver";
import type { NpcChatMessage } from "shared/protocol/npc-chat-message";
import { fakeLog, WindowLine } from "../fakes";

interface Bubble {
	readonly head: BasePart;
	readonly richText: string;
}

const OPTIONS = { bubbleMaxChars: 40, rememberedMessages: 100 };

/** A client that sees the NPCs named in `present`. */
function setUp(...present: ReadonlyArray<string>) {
	const heads = new Map<string, BasePart>();
	for (const npcId of present) heads.set(npcId, new Instance("Part"));
	const lines = new Array<WindowLine>();
	const bubbles = new Array<Bubble>();
	const log = fakeLog();
	const window = { display: (richText: string, metadata: string) => lines.push({ richText, metadata }) };
	const receiver = createNpcChatReceiver(
		{
			chat: createChatService({ window }),
			bubbles: {
				findHead: (npcId) => heads.get(npcId),
				displayBubble: (head, richText) => bubbles.push({ head, richText }),
			},
			log,
		},
		OPTIONS,
	);
	return { heads, lines, bubbles, log, receiver };
}

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
			const { receiver, lines, bubbles } = setUp("mara");
			for (let times = 0; times < 3; times++) receiver.receive(speech({}));
			receiver.receive(speech({ messageId: "m2" }));
			receiver.receive(speech({}));
			expect(lines.size()).to.equal(2);
			expect(bubbles.size()).to.equal(2);
			expect(receiver.counts().shown).to.equal(2);
			expect(receiver.counts().repeated).to.equal(3);
		});

		it("is escaped on both displays", () => {
			const { receiver, lines, bubbles } = setUp("mara");
			receiver.receive(speech({ text: `<font size="99">tea & "cake"` }));
			const escaped = "&lt;font size=&quot;99&quot;&gt;tea &amp; &quot;cake&quot;";
			expect(lines[0].richText).to.equal(escaped);
			expect(bubbles[0].richText).to.equal(escaped);
		});

		it("is in the window alone while the NPC's model is not here", () => {
			const { receiver, lines, bubbles } = setUp();
			receiver.receive(speech({}));
			expect(lines.size()).to.equal(1);
			expect(bubbles.size()).to.equal(0);
			expect(receiver.counts().withoutModel).to.equal(1);
		});

		it("is cut into several bubbles where it is long, and stays one line in the window", () => {
			const { receiver, lines, bubbles } = setUp("mara");
			const text = "The kettle is on. The cake is in the oven. Sit down and tell me all about it.";
			receiver.receive(speech({ text }));
			expect(lines.size()).to.equal(1);
			expect(lines[0].richText).to.equal(text);
			expect(bubbles.size() > 1).to.equal(true);
			for (const bubble of bubbles) expect(bubble.richText.size() <= OPTIONS.bubbleMaxChars).to.equal(true);
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

	describe("a notice", () => {
		it("is a line in the window and never a bubble", () => {
			const { receiver, lines, bubbles } = setUp("mara");
			receiver.receive(
				speech({ kind: "notice", displayName: "Willowbrook", text: "You are talking with an AI." }),
			);
			expect(lines.size()).to.equal(1);
			expect(lines[0].metadata.sub(1, 17)).to.equal("townsfolk:notice:");
			expect(bubbles.size()).to.equal(0);
			expect(receiver.counts().withoutModel).to.equal(0);
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
			const { receiver, lines, bubbles } = setUp("mara");
			receiver.receive(undefined);
			for (const payload of malformed) receiver.receive(payload);
			expect(lines.size()).to.equal(0);
			expect(bubbles.size()).to.equal(0);
			expect(receiver.counts().malformed).to.equal(malformed.size() + 1);
			receiver.receive(speech({}));
			expect(lines.size()).to.equal(1);
		});

		it("is logged without flooding the log", () => {
			const { receiver, log } = setUp("mara");
			for (let times = 0; times < 150; times++) receiver.receive({});
			expect(log.warnings.size()).to.equal(2);
			expect(receiver.counts().malformed).to.equal(150);
		});
	});
};
