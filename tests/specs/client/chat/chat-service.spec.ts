/// <reference types="@rbxts/testez/globals" />

import { createChatService } from "client/chat/chat-service";
import { decodeMetadata } from "client/chat/chat-message";
import type { WindowLine } from "../fakes";
import { expectText } from "../../shared/support/expectations";

function setUp() {
	const lines = new Array<WindowLine>();
	const window = { display: (richText: string, metadata: string) => lines.push({ richText, metadata }) };
	const waiting = new Array<() => void>();
	const notices = { push: (show: () => void) => waiting.push(show) };
	const captions = new Array<string>();
	const ui = { window: true };
	const chat = createChatService({
		window,
		notices,
		addCaption: (richText) => captions.push(richText),
		ui: { showsWindow: () => ui.window },
	});
	return { lines, waiting, captions, ui, chat };
}

export = () => {
	describe("the client's chat service", () => {
		it("makes a message of a speaker, a kind, a text and metadata, and shows nothing yet", () => {
			const { chat, lines } = setUp();
			const message = chat.createMessage("Mara", "speech", "Good morning", "msg-1");
			expect(message.speaker).to.equal("Mara");
			expect(message.kind).to.equal("speech");
			expect(message.text).to.equal("Good morning");
			expect(message.metadata).to.equal("msg-1");
			expect(lines.size()).to.equal(0);
		});

		it("sends a message to the window with its label", () => {
			const { chat, lines } = setUp();
			chat.sendTextMessage(chat.createMessage("Mara", "speech", "The shop is shut", "msg-2"));
			expect(lines.size()).to.equal(1);
			expect(lines[0].richText).to.equal("The shop is shut");
			const label = decodeMetadata(lines[0].metadata);
			expect(label?.speaker).to.equal("Mara");
			expect(label?.kind).to.equal("speech");
			expect(label?.metadata).to.equal("msg-2");
		});

		it("sends a notice when it is its turn, and speech meanwhile", () => {
			const { chat, lines, waiting } = setUp();
			chat.sendTextMessage(chat.createMessage("Willowbrook", "notice", "The shop is shut", "msg-3"));
			chat.sendTextMessage(chat.createMessage("Mara", "speech", "Good morning", "msg-4"));
			expect(lines.map((line) => line.richText).join("|")).to.equal("Good morning");
			waiting[0]();
			expect(lines.map((line) => line.richText).join("|")).to.equal("Good morning|The shop is shut");
			expect(decodeMetadata(lines[1].metadata)?.kind).to.equal("notice");
		});

		it("shows a caption with the window's prefix to a player who does not see the window, and no line", () => {
			const { chat, lines, captions, ui } = setUp();
			ui.window = false;
			chat.sendTextMessage(chat.createMessage("Mara", "speech", "Tea & cake?", "msg-5"));
			expect(lines.size()).to.equal(0);
			expect(captions.size()).to.equal(1);
			expectText(captions[0], "Mara</font>");
			expectText(captions[0], "[AI]");
			expectText(captions[0], "Tea &amp; cake?");
			chat.sendTextMessage(chat.createMessage("Mara", "speech", "It is over my head.", "msg-6"), true);
			expect(captions.size()).to.equal(1);
		});

		it("looks at the window when a notice's turn has come", () => {
			const { chat, lines, captions, waiting, ui } = setUp();
			chat.sendTextMessage(chat.createMessage("Notice", "notice", "The shop is shut", "msg-7"));
			ui.window = false;
			waiting[0]();
			expect(lines.size()).to.equal(0);
			expectText(captions[0], "The shop is shut");
		});

		it("escapes the text for the rich text of the window", () => {
			const { chat, lines } = setUp();
			chat.sendTextMessage(chat.createMessage("Pip", "speech", `<b>"Fish & 'chips'"</b>`, ""));
			expect(lines[0].richText).to.equal("&lt;b&gt;&quot;Fish &amp; &apos;chips&apos;&quot;&lt;/b&gt;");
		});
	});
};
