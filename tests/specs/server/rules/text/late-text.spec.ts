/// <reference types="@rbxts/testez/globals" />
import { LateText } from "server/rules/text/late-text";

/** A text, and how often it has been made. */
function counted(words: string) {
	const made = { times: 0 };
	const text = new LateText(() => {
		made.times += 1;
		return words;
	});
	return { text, made };
}

export = () => {
	describe("a late text", () => {
		it("is made when it is first read, and once", () => {
			const { text, made } = counted("hello");
			expect(made.times).to.equal(0);
			expect(text.isMade()).to.equal(false);
			expect(text.read()).to.equal("hello");
			expect(text.read()).to.equal("hello");
			expect(made.times).to.equal(1);
			expect(text.isMade()).to.equal(true);
		});

		it("is made of nothing when it is there from the beginning", () => {
			const text = LateText.of("hello");
			expect(text.isMade()).to.equal(true);
			expect(text.read()).to.equal("hello");
		});

		it("is known to say the same as itself, and as another only once both are made", () => {
			const [one, other] = [counted("hello"), counted("hello")];
			expect(one.text.isKnownAs(one.text)).to.equal(true);
			expect(one.text.isKnownAs(other.text)).to.equal(false);
			one.text.read();
			expect(one.text.isKnownAs(other.text)).to.equal(false);
			expect(other.made.times).to.equal(0);
			other.text.read();
			expect(one.text.isKnownAs(other.text)).to.equal(true);
			expect(one.text.isKnownAs(LateText.of("bye"))).to.equal(false);
			expect(one.text.isKnownAs(undefined)).to.equal(false);
		});
	});
};
