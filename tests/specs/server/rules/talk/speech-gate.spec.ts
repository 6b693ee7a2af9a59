/// <reference types="@rbxts/testez/globals" />
import { isFilteredAway } from "server/rules/reply/echo";
import { SpeechGate, type Utterance } from "server/rules/talk/speech-gate";
import { expectLess, expectMore } from "../../../shared/support/expectations";

/** What is spoken, or `-` and why nothing is. */
function spoken(
	text: string,
	rest: Partial<Utterance> = {},
	gate: SpeechGate = new SpeechGate(),
	now = 0,
): string {
	const decision = gate.check({ text, playersInEarshot: 1, ...rest }, now);
	return decision.kind === "speak" ? text : `-${decision.reason}`;
}

export = () => {
	describe("what is withheld", () => {
		it("is what nobody hears: the player has left", () => {
			expect(spoken("Good day!", { playersInEarshot: 0 })).to.equal("-nobodyListens");
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

	it("cuts off a reply of long sentences, by turn", () => {
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
