/// <reference types="@rbxts/testez/globals" />
import { PACING } from "server/constants/rules";
import { readingSeconds, SpeechPacer } from "server/talk/speech-pacer";
import { expectLess, expectSame } from "../../shared/support/expectations";
import { createFakeClock } from "../support/fake-clock";

function setUp() {
	const clock = createFakeClock();
	const pacer = new SpeechPacer(clock);
	const said = new Array<string>();
	const begun = clock.now();
	const push = (text: string) =>
		pacer.push(() => {
			said.push(`${text} at ${math.round((clock.now() - begun) * 10) / 10}`);
			return text;
		});
	return { clock, pacer, said, push };
}

const LINE = "My honey cake is the best thing I make.";

export = () => {
	describe("the speech pacer", () => {
		it("says the first sentence at once and the next when it has been read", () => {
			const { clock, said, push } = setUp();
			push(LINE);
			push("So there.");
			expect(said.size()).to.equal(1);
			clock.advance(readingSeconds(LINE) - 0.05);
			expect(said.size()).to.equal(1);
			clock.advance(0.1);
			expect(said.size()).to.equal(2);
		});
		it("needs no sentence while players read, and while others wait to be said", () => {
			const { clock, pacer, push } = setUp();
			expect(pacer.spareSeconds()).to.equal(0);
			push(LINE);
			expect(pacer.spareSeconds()).to.be.near(readingSeconds(LINE), 0.01);
			push("So there.");
			pacer.whenSaid(() => {});
			expect(pacer.spareSeconds()).to.be.near(readingSeconds(LINE) + PACING.minSeconds, 0.01);
			clock.advance(60);
			expect(pacer.spareSeconds()).to.equal(0);
		});

		it("does not wait for a sentence that was not said", () => {
			const { pacer, said, push } = setUp();
			pacer.push(() => undefined);
			push("So there.");
			expect(said.join()).to.equal("So there. at 0");
		});
		it("calls back when all before has been said, and not before", () => {
			const { clock, pacer, said, push } = setUp();
			push(LINE);
			push("So there.");
			pacer.whenSaid(() => said.push("over"));
			expectSame(said, [`${LINE} at 0`]);
			clock.advance(5);
			expectSame(said, [`${LINE} at 0`, "So there. at 1.7", "over"]);
		});
		it("drops what has not been said when it is cleared, and who waits for it", () => {
			const { clock, pacer, said, push } = setUp();
			push(LINE);
			push("So there.");
			pacer.whenSaid(() => said.push("over"));
			pacer.clear();
			clock.advance(10);
			expectSame(said, [`${LINE} at 0`]);
			push("Well.");
			expectSame(said, [`${LINE} at 0`, "Well. at 10"]);
		});
		it("still gives the last sentence its time when it is cleared", () => {
			const { clock, pacer, said, push } = setUp();
			push(LINE);
			pacer.clear();
			push("Well.");
			expectSame(said, [`${LINE} at 0`]);
			clock.advance(2);
			expectSame(said, [`${LINE} at 0`, "Well. at 1.7"]);
		});
		it("gives a longer line more time, within bounds", () => {
			expectLess(readingSeconds("Hi."), readingSeconds(LINE));
			expect(readingSeconds("")).to.equal(0.8);
			expect(readingSeconds(string.rep("word ", 200))).to.equal(4);
		});
	});
};
