/// <reference types="@rbxts/testez/globals" />

import { CollectionService, TextChatService, Workspace } from "@rbxts/services";
import { createChatMetrics } from "client/chat/chat-metrics";
import { createChatService } from "client/chat/chat-service";
import { createChatWindow } from "client/chat/chat-window";
import { createNpcChatReceiver } from "client/chat/npc-chat-receiver";
import { createRobloxBubbles } from "client/roblox/bubble-display";
import { createChatChannels } from "client/roblox/chat-channels";
import { createHeads } from "client/roblox/heads";
import { bubbleLook, styleBubbles } from "client/roblox/style-bubbles";
import { BUBBLES, CLIENT_CHAT } from "shared/constants";
import type { NpcChatMessage } from "shared/npc-chat-message";
import { afterMark, fakeLog } from "../fakes";
import { generalChannel } from "./general-channel";

/** What `DisplayBubble` and `DisplaySystemMessage` were given while `play` ran: `bubble <text>` and `window <text>`. */
function watch(head: BasePart, play: (receive: (changes: Partial<NpcChatMessage>) => void) => void) {
	const given = new Array<string>();
	const bubbles = TextChatService.BubbleDisplayed.Connect((adornee, message) => {
		if (adornee === head) given.push(`bubble ${afterMark(message.Text) ?? "without the mark"}`);
		else if (adornee.Name === "TypingBubble") given.push(`over ${adornee.Name}: ${message.Text}`);
	});
	const lines = generalChannel().MessageReceived.Connect((message) => {
		if (message.Metadata.find("spec-shown", 1, true)[0] !== undefined)
			given.push(`window ${message.Text} (${message.Metadata})`);
	});
	const log = fakeLog();
	const window = createChatWindow({ channels: createChatChannels(), spawn: task.spawn, log }, CLIENT_CHAT);
	const receiver = createNpcChatReceiver(
		{
			chat: createChatService({
				window,
				notices: { push: (show) => show() },
				addCaption: (richText) => given.push(`caption ${richText}`),
				ui: { showsWindow: () => true },
			}),
			bubbles: { ...createHeads(), ...createRobloxBubbles(15) },
			metrics: createChatMetrics(),
			log,
			now: os.clock,
		},
		{ bubbleMaxChars: BUBBLES.maxChars, bubbleSeconds: 15, rememberedMessages: 10, showsThinking: true },
	);
	let count = 0;
	play((changes) => {
		count += 1;
		receiver.receive({
			messageId: `spec-shown-${count}`,
			npcId: "spec-shown",
			displayName: "Mara",
			text: "Hello!",
			kind: "speech",
			...changes,
		});
	});
	task.wait();
	bubbles.Disconnect();
	lines.Disconnect();
	return given;
}

export = () => {
	describe("Roblox's own displays", () => {
		const body = new Instance("Model");
		const head = new Instance("Part");

		beforeAll(() => {
			head.Name = "Head";
			head.Parent = body;
			body.SetAttribute("NpcId", "spec-shown");
			CollectionService.AddTag(body, "Npc");
			body.Parent = Workspace;
		});
		afterAll(() => body.Destroy());

		it("are given a reply in order: a typing bubble, then each line once in the window and once over the head", () => {
			const given = watch(head, (receive) => {
				receive({ kind: "thinking", text: "…" });
				receive({ text: `Tea & "cake"` });
				receive({ text: "It's <b>fresh</b>." });
				receive({ messageId: "spec-shown-2", text: `Tea & "cake"` });
				receive({ displayName: "Notice", kind: "notice", text: "Mara is an AI." });
			});
			expect(given.join("\n")).to.equal(
				[
					"over TypingBubble: …",
					"window Tea &amp; &quot;cake&quot; (townsfolk:speech:4:Maraspec-shown-2)",
					"bubble Tea &amp; &quot;cake&quot;",
					"window It&apos;s &lt;b&gt;fresh&lt;/b&gt;. (townsfolk:speech:4:Maraspec-shown-3)",
					"bubble It&apos;s &lt;b&gt;fresh&lt;/b&gt;.",
					"window Mara is an AI. (townsfolk:notice:6:Noticespec-shown-5)",
				].join("\n"),
			);
		});

		it("are given a long line whole in the window, and in pieces at its sentences over the head", () => {
			const first =
				"The bread was in the oven before the sun came up, and the whole street smelled of it by six.";
			const second = "Old Bram came by for his usual loaf and stayed to complain of the weather, as he does.";
			const given = watch(head, (receive) => receive({ text: `${first} ${second}` }));
			expect(given.join("\n")).to.equal(
				[
					`window ${first} ${second} (townsfolk:speech:4:Maraspec-shown-1)`,
					`bubble ${first}`,
					`bubble ${second}`,
				].join("\n"),
			);
		});

		it("go on as before once typing bubbles have their own look", () => {
			styleBubbles();
			const given = watch(head, (receive) => {
				receive({ kind: "thinking", text: "…" });
				receive({ text: "Done." });
			});
			expect(given[0]).to.equal("over TypingBubble: …");
			expect(given[2]).to.equal("bubble Done.");
		});
	});

	describe("the look of a typing bubble", () => {
		it("is fainter than that of others", () => {
			const look = bubbleLook({ Text: "…", TextSource: undefined });
			expect(look?.BackgroundTransparency).to.near(BUBBLES.thinkingTransparency, 1e-6);
			expect(look?.TailVisible).to.equal(false);
			expect(bubbleLook({ Text: "Hello… you", TextSource: undefined })).to.equal(undefined);
		});

		it("is not a player's, who may type the same", () => {
			const source = generalChannel().FindFirstChildOfClass("TextSource");
			expect(source).to.be.ok();
			expect(bubbleLook({ Text: "…", TextSource: source })).to.equal(undefined);
		});
	});
};
