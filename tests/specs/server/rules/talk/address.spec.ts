/// <reference types="@rbxts/testez/globals" />
import { addressedBy } from "server/rules/talk/address";

const NAMES = ["Mara", "Bram", "Old Tom", "Al", "Wilhelmina Bell", "Zoë", "さくら", "Recently"].map(
	(displayName) => ({ id: displayName, displayName }),
);

/** `!` for called, `?` for mentioned, `-` for nobody. */
function addressee(text: string): string {
	const address = addressedBy(text, NAMES);
	if (address === undefined) return "-";
	return `${address.id}${address.strength === "called" ? "!" : "?"}`;
}

const CASES: ReadonlyArray<readonly [text: string, expected: string]> = [
	// Called, wherever it stands.
	["Mara, what do you sell?", "Mara!"],
	["mara what do you sell", "Mara!"],
	["Hello Mara", "Mara!"],
	["Good morning, BRAM!", "Bram!"],
	["What is that, Bram?", "Bram!"],
	["I think, Mara, that it rains", "Mara!"],
	["@mara come here", "Mara!"],
	["how are you mara", "Mara!"],
	["Mara", "Mara!"],
	["Hi Zoe", "-"],
	["hi ZOË", "Zoë!"],
	["さくらさん、こんにちは", "さくら!"],
	// Longer names: whole, or by the part that people use.
	["Hey Old Tom", "Old Tom!"],
	["Tom, how is the sea?", "Old Tom!"],
	["hi old man", "-"],
	["Wilhelmina! Come!", "Wilhelmina Bell!"],
	["the bell rings", "-"],
	// Small typos, only where somebody is called.
	["hey marra!", "Mara!"],
	["Wilhelmna, hello", "Wilhelmina Bell!"],
	["the marra was there", "-"],
	["hey mark", "-"],
	["hi tim", "-"],
	// Not parts of words.
	["I also like it, always", "-"],
	["Marathon, anyone?", "-"],
	["embrambled", "-"],
	["hey Al", "Al!"],
	// Spoken of.
	["do you know Mara?", "Mara?"],
	["tell me about Bram", "Bram?"],
	["Mara's bread is good", "Mara?"],
	["Mara’s bread is good", "Mara?"],
	["who’s Bram", "Bram?"],
	["Mara is nice", "Mara?"],
	["I saw Mara yesterday", "Mara?"],
	// Several names: called beats mentioned, exact beats guessed, first beats later.
	["Bram, where is Mara?", "Bram!"],
	["do you know Mara, Bram?", "Bram!"],
	["Mara, Bram, come here", "Mara!"],
	["hey brram, hello mara", "Mara!"],
	["", "-"],
	["...", "-"],
];

export = () => {
	describe("a line", () => {
		for (const [text, expected] of CASES) {
			it(`"${text}" is for ${expected}`, () => {
				expect(addressee(text)).to.equal(expected);
			});
		}

		it("is for the same one whatever the order of the names", () => {
			const turned = NAMES.map((_, index) => NAMES[NAMES.size() - 1 - index]);
			for (const [text, expected] of CASES) {
				const address = addressedBy(text, turned);
				expect(address?.id ?? "-").to.equal(expected.gsub("[!?]$", "")[0]);
			}
		});

		it("is for the first of two who share a name", () => {
			const [first, second] = [
				{ id: "npc:2", displayName: "Mara" },
				{ id: "npc:1", displayName: "Mara" },
			];
			expect(addressedBy("hi Mara", [first, second])?.id).to.equal("npc:2");
		});

		it("is for nobody whose name has no letter", () => {
			expect(addressedBy("hello there", [{ id: "x", displayName: "..." }])).to.equal(undefined);
		});
	});
};
