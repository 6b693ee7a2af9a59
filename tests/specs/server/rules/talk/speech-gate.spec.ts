/// <reference types="@rbxts/testez/globals" />
import { SpeechGate, type Utterance } from "server/rules/talk/speech-gate";
import { isFilteredAway } from "server/rules/talk/speech-rules";
import { expectLess, expectMore } from "../../../shared/support/expectations";

function utterance(text: string, rest: Partial<Utterance> = {}): Utterance {
	return {
		displayName: "Mara",
		text,
		playersInEarshot: 1,
		recentLines: [],
		otherNames: ["Bram", "Alex"],
		...rest,
	};
}

/** What is spoken, or `-` and why nothing is. */
function spoken(
	text: string,
	rest: Partial<Utterance> = {},
	gate: SpeechGate = new SpeechGate(),
	now = 0,
): string {
	const decision = gate.check(utterance(text, rest), now);
	return decision.kind === "speak" ? decision.text : `-${decision.reason}`;
}

export = () => {
	describe("what is spoken", () => {
		for (const [text, said] of [
			["Good day to you!", "Good day to you!"],
			["  Good\nday\u{202e}  ", "Good day"],
			['"Fresh bread, Alex."', "Fresh bread, Alex."],
			["Mara: Fresh bread!", "Fresh bread!"],
			["**Mara:** Fresh bread!", "Fresh bread!"],
			["Listen: the bell.", "Listen: the bell."],
			["It costs 3 < 5, see?", "It costs 3 < 5, see?"],
			["*smiles* Good day.", "*smiles* Good day."],
			["Nothing.", "Nothing."],
			["I told Bram: never again.", "I told Bram: never again."],
			["你好!", "你好!"],
		]) {
			it(`says ${said} for ${text.gsub("%c", " ")[0]}`, () => {
				expect(spoken(text)).to.equal(said);
			});
		}
	});

	describe("what is withheld", () => {
		for (const [text, reason] of [
			["", "silence"],
			["  \n ", "silence"],
			["...", "silence"],
			["(silence)", "silence"],
			["*says nothing*", "silence"],
			["[no response]", "silence"],
			["Bram: I am the smith.", "otherSpeaker"],
			["[Bram] says: hello", "otherSpeaker"],
			["alex says: hello there", "otherSpeaker"],
			["Good day. Bram: Good day to you!", "otherSpeaker"],
			["Mara: Good day! Alex: Hi!", "otherSpeaker"],
			['<font color="red">Sale!</font>', "markup"],
			["Your gold: {gold}", "markup"],
			["{}", "silence"],
			["[world] status: health: 100", "markup"],
			["x ".rep(5000), "tooLong"],
			["word ".rep(101), "tooLong"],
		]) {
			it(`is ${reason}: ${text.sub(1, 40)}`, () => {
				expect(spoken(text)).to.equal(`-${reason}`);
			});
		}
		it("is what nobody hears: the player has left", () => {
			expect(spoken("Good day!", { playersInEarshot: 0 })).to.equal("-nobodyListens");
		});
	});

	describe("an echo", () => {
		const recentLines = ["Where can I buy some bread around here?"];
		it("is withheld, with other marks or a word around it too", () => {
			expect(spoken("where can I buy some bread, around here", { recentLines })).to.equal("-echo");
			expect(spoken("Where can I buy some bread around here? Hm.", { recentLines })).to.equal("-echo");
		});
		it("is not an answer that takes the words up", () => {
			const answer = "Where can you buy bread around here? At my own oven, of course.";
			expect(spoken(answer, { recentLines })).to.equal(answer);
		});
		it("is not a greeting that is returned", () => {
			expect(spoken("Hello!", { recentLines: ["hello"] })).to.equal("Hello!");
		});
	});

	describe("a repeated line", () => {
		it("is withheld within a minute, and said again after it", () => {
			const gate = new SpeechGate();
			expect(spoken("The bread is warm.", {}, gate, 0)).to.equal("The bread is warm.");
			expect(spoken("the bread is WARM!", {}, gate, 59)).to.equal("-repeat");
			expect(spoken("The bread is warm.", {}, gate, 61)).to.equal("The bread is warm.");
		});
		it("may come sooner when it is an interjection", () => {
			const gate = new SpeechGate();
			expect(spoken("Yes.", {}, gate, 0)).to.equal("Yes.");
			expect(spoken("Yes.", {}, gate, 2)).to.equal("-repeat");
			expect(spoken("Yes.", {}, gate, 8)).to.equal("Yes.");
		});
		it("is remembered among the last eight that were spoken", () => {
			const gate = new SpeechGate();
			const say = (text: string, now: number) => spoken(text, { turnId: `t${now}` }, gate, now);
			say("The bread is warm.", 0);
			for (let now = 1; now <= 7; now++) say(`Loaf number ${now} is warm.`, now);
			expect(say("The bread is warm.", 8)).to.equal("-repeat");
			say("Loaf number 8 is warm.", 9);
			expect(say("The bread is warm.", 10)).to.equal("The bread is warm.");
		});
		it("is remembered only if it was spoken", () => {
			const gate = new SpeechGate();
			spoken("The bread is warm.", { playersInEarshot: 0 }, gate);
			expect(spoken("The bread is warm.", {}, gate, 1)).to.equal("The bread is warm.");
		});
	});

	it("cuts off a reply that goes on and on, by turn", () => {
		const gate = new SpeechGate();
		const long = (index: number) => `Sentence number ${index} ${"and on ".rep(14)}`;
		const said = new Array<string>();
		for (let index = 1; index <= 30; index++) said.push(spoken(long(index), { turnId: "t1" }, gate));
		const spokenCount = said.filter((text) => text !== "-tooLong").size();
		expectMore(spokenCount, 5);
		expectLess(spokenCount, 15);
		// The next turn has a limit of its own.
		expect(spoken(long(31), { turnId: "t2" }, gate)).never.to.equal("-tooLong");
	});

	describe("isFilteredAway", () => {
		for (const text of ["####", "## ### #!", "", "  "]) {
			it(`sees that nothing is left of "${text}"`, () => {
				expect(isFilteredAway(text)).to.equal(true);
			});
		}
		for (const text of ["my #### bread", "number 1"]) {
			it(`sees that something is left of "${text}"`, () => {
				expect(isFilteredAway(text)).to.equal(false);
			});
		}
	});
};
