/// <reference types="@rbxts/testez/globals" />

import { encodeMetadata } from "client/chat/chat-message";
import { styleLine } from "client/chat/message-style";
import { nameColor } from "client/chat/name-color";
import { expectNoText, expectText } from "../../shared/support/expectations";

function metadataOf(kind: "speech" | "notice", speaker: string): string {
	return encodeMetadata({ kind, speaker, text: "", metadata: "m1" });
}

function prefixOf(kind: "speech" | "notice", speaker: string): string {
	return styleLine({ metadata: metadataOf(kind, speaker), richText: "", isPlayers: false })?.prefix ?? "";
}

export = () => {
	describe("the prefix of a window line", () => {
		it("shows an NPC's name in its colour and the AI mark", () => {
			const expected = `<font color="${nameColor("Mara")}">Mara</font> <font color="#9AA5B1">[AI]</font>:`;
			expect(prefixOf("speech", "Mara")).to.equal(expected);
		});

		it("shows a notice as the game's, without the AI mark", () => {
			expect(prefixOf("notice", "Willowbrook")).to.equal(`<font color="#BFD4FF">[Willowbrook]</font>`);
		});

		it("is not for a player's line, whatever metadata the player adds to it", () => {
			const metadata = metadataOf("speech", "Mara");
			expect(styleLine({ metadata, richText: "Hello", isPlayers: true })).to.equal(undefined);
		});

		it("is not for the lines of others", () => {
			expect(styleLine({ metadata: "Roblox.Error", richText: "Hello", isPlayers: false })).to.equal(
				undefined,
			);
		});

		it("does not let a name write rich text", () => {
			const prefix = prefixOf("speech", `</font><b>"M&M"`);
			expectNoText(prefix, "<b>");
			expectText(prefix, "&lt;/font&gt;&lt;b&gt;&quot;M&amp;M&quot;");
		});
	});

	describe("the text of a window line", () => {
		const textOf = (kind: "speech" | "notice") =>
			styleLine({ metadata: metadataOf(kind, "Mara"), richText: "Tea &amp; cake", isPlayers: false })
				?.richText;

		it("is an NPC's as it said it", () => {
			expect(textOf("speech")).to.equal("Tea &amp; cake");
		});

		it("is set apart in a notice, in a colour of its own", () => {
			expect(textOf("notice")).to.equal(`<font color="#BFD4FF"><i>Tea &amp; cake</i></font>`);
		});
	});

	describe("a name's colour", () => {
		it("is the same every time", () => {
			expect(nameColor("Odette")).to.equal(nameColor("Odette"));
		});

		it("is a colour of six digits for any name", () => {
			for (const name of ["", "Mara", "Zoë 🌿", string.rep("long", 100)])
				expect(nameColor(name).match("^#%x%x%x%x%x%x$")[0]).to.be.ok();
		});

		it("tells the townsfolk of the demo apart", () => {
			const colors = new Set<string>();
			for (const name of ["Mara", "Bram", "Odette", "Finn", "Pip"]) colors.add(nameColor(name));
			expect(colors.size()).to.equal(5);
		});
	});
};
