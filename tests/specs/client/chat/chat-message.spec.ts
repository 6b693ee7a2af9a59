/// <reference types="@rbxts/testez/globals" />

import { type ChatMessage, decodeMetadata, encodeMetadata } from "client/chat/chat-message";

function roundTrip(speaker: string, metadata: string) {
	const message: ChatMessage = { speaker, kind: "speech", text: "Hello", metadata };
	return decodeMetadata(encodeMetadata(message));
}

export = () => {
	describe("a line's metadata", () => {
		it("gives back who spoke, what kind of line it is and the message's own metadata", () => {
			const label = roundTrip("Mara", "msg-1");
			expect(label?.speaker).to.equal("Mara");
			expect(label?.kind).to.equal("speech");
			expect(label?.metadata).to.equal("msg-1");
		});

		it("keeps names apart from metadata whatever either of them holds", () => {
			for (const name of ["", "a:b:c", "Zoë 🌿", "9:townsfolk:speech:", "line\nbreak"]) {
				const label = roundTrip(name, ":7:x");
				expect(label?.speaker).to.equal(name);
				expect(label?.metadata).to.equal(":7:x");
			}
		});

		it("tells a notice from speech", () => {
			const notice = encodeMetadata({ speaker: "Willowbrook", kind: "notice", text: "", metadata: "" });
			expect(decodeMetadata(notice)?.kind).to.equal("notice");
		});

		it("is undefined for what others wrote", () => {
			const foreign = [
				"",
				"Roblox.Error",
				"townsfolk:",
				"townsfolk:gossip:4:Mara",
				"townsfolk:speech:99:Mara",
				" townsfolk:speech:4:Mara",
				"x",
			];
			for (const text of foreign) expect(decodeMetadata(text)).to.equal(undefined);
		});
	});
};
