/// <reference types="@rbxts/testez/globals" />
import { createSpeechPacer } from "server/talk/speech-pacer";
import { readingSeconds } from "server/rules/talk/reading-time";
import { createFakeClock } from "../support/fake-clock";

function setUp() {
	const clock = createFakeClock();
	const pacer = createSpeechPacer(clock);
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
		expect(said.includes("over")).to.equal(false);
		clock.advance(5);
		expect(said[2]).to.equal("over");
	});
	it("drops what has not been said when it is cleared", () => {
		const { clock, pacer, said, push } = setUp();
		push(LINE);
		push("So there.");
		expect(pacer.clear()).to.equal(1);
		clock.advance(10);
		expect(said.size()).to.equal(1);
		push("Well.");
		expect(said.size()).to.equal(2);
	});
	it("takes longer for a longer line, within bounds", () => {
		expect(readingSeconds("Hi.") < readingSeconds(LINE)).to.equal(true);
		expect(readingSeconds(string.rep("word ", 200)) <= 4).to.equal(true);
	});
};
