/// <reference types="@rbxts/testez/globals" />
import { addressedBy, ReadNames } from "server/rules/talk/address";
import { expectSame } from "../../../shared/support/expectations";

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
	["Hi Zoe", "Zoë!"],
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

/** Who is near, what is said, and for whom. */
const COMPANIES: ReadonlyArray<readonly [names: ReadonlyArray<string>, text: string, expected: string]> = [
	// Accents may be left out, or be typed in two parts.
	[["Żaneta"], "żaneta, hej", "Żaneta!"],
	[["Żaneta"], "zaneta, hej", "Żaneta!"],
	[["Żaneta"], "ŻANETA!", "Żaneta!"],
	[["José"], "jose, hola", "José!"],
	[["José"], "hola josé", "José!"],
	[["José"], "jose\u{301}, hola", "José!"],
	[["Jose\u{301}"], "josé, hola", "Jose\u{301}!"],
	[["Łukasz"], "hej lukasz", "Łukasz!"],
	[["Jürgen"], "hallo jurgen", "Jürgen!"],
	[["Алёна"], "привет алена", "Алёна!"],
	[["Ana", "Aña"], "hola aña", "Aña!"],
	[["Aña", "Ana"], "hola ana", "Ana!"],
	// Signs are no part of a name that anybody types.
	[["🍞 Baker"], "baker, two buns please", "🍞 Baker!"],
	[["🍞Baker🍞"], "hi baker", "🍞Baker🍞!"],
	[["★ Star ★"], "star, look", "★ Star ★!"],
	[["🍞 Baker"], "hi baker🍞", "🍞 Baker!"],
	[["𝓜𝓪𝓻𝓪"], "hi mara", "𝓜𝓪𝓻𝓪!"],
	[["Ｍａｒａ"], "hi mara", "Ｍａｒａ!"],
	[["🍞"], "hello there", "-"],
	// The fitting one of two.
	[["Ann", "Ann Lee"], "hi Ann", "Ann!"],
	[["Ann Lee", "Ann"], "hi Ann", "Ann!"],
	[["Ann", "Ann Lee"], "hi Ann Lee", "Ann Lee!"],
	[["Ann Lee", "Ann"], "ann lee, hello", "Ann Lee!"],
	[["Ann", "Ann Lee"], "Ann, where is Ann Lee?", "Ann!"],
	[["Ann", "Ann Lee"], "do you know Ann Lee?", "Ann Lee?"],
	[["Ann Lee"], "hi Ann", "Ann Lee!"],
	// Names that are words.
	[["Will", "Mara"], "Will you come with me, Mara?", "Mara!"],
	[["Mara", "Will"], "Will you come with me, Mara?", "Mara!"],
	[["Will"], "Will you come with me?", "-"],
	[["Will"], "ok I will", "-"],
	[["Will", "Mara"], "Will, you come with me", "Will!"],
	[["Will", "Mara"], "hey will, where is mara", "Will!"],
	[["May"], "may i have some bread", "-"],
	[["May"], "May, may i have some bread", "May!"],
	[["Mara", "Bram"], "mara said you know the way, Bram", "Bram!"],
	[["Mara", "Bram"], "mara what do you sell to bram", "Mara!"],
	[["Mara", "Bram"], "mara this is my friend bram", "Mara!"],
	// Greetings of other languages.
	[["Mara"], "hola mara como estas", "Mara!"],
	[["Mara"], "buenos días mara qué vendes", "Mara!"],
	[["Mara"], "oi mara tudo bem", "Mara!"],
	[["Mara"], "bonjour mara ça va", "Mara!"],
	[["Mara"], "guten Tag Mara was gibt es", "Mara!"],
	[["Mara"], "ciao mara come stai", "Mara!"],
	[["Mara"], "cześć mara co słychać", "Mara!"],
	[["Mara"], "merhaba mara nasılsın", "Mara!"],
	[["Mara"], "привет mara как дела", "Mara!"],
	[["Mara"], "selamat pagi mara apa kabar", "Mara!"],
	[["Mara"], "kumusta mara anong meron", "Mara!"],
	[["Mara"], "xin chào mara bán gì", "Mara!"],
	[["Mara"], "مرحبا mara كيفك", "Mara!"],
	[["Mara"], "नमस्ते mara कैसे हो", "Mara!"],
	[["Mara"], "¿dónde está Mara?", "Mara?"],
	[["さくら", "Mara"], "こんにちはさくら", "さくら!"],
	[["민수"], "민수야 안녕", "민수!"],
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

		it("is for who is meant, with or without accents, signs and longer names", () => {
			for (const [names, text, expected] of COMPANIES) {
				const address = addressedBy(
					text,
					names.map((displayName) => ({ id: displayName, displayName })),
				);
				const mark = address?.strength === "called" ? "!" : "?";
				expectSame([text, address === undefined ? "-" : address.id + mark], [text, expected]);
			}
		});

		it("is for the same where names were read for earlier lines, however many", () => {
			const readNames = new ReadNames();
			for (const round of [1, 2]) {
				for (const [text] of CASES) expectSame(addressedBy(text, NAMES, readNames), addressedBy(text, NAMES));
				for (let other = 0; other < 600; other++) readNames.of(`Somebody ${round * other}`);
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
