/// <reference types="@rbxts/testez/globals" />
import { isGoodbye } from "server/rules/talk/goodbye";

export = () => {
	for (const text of [
		"bye",
		"Goodbye, Mara!",
		"ok bye bye",
		"See you later!",
		"Well, see you soon",
		"See you, Mara",
		"good night",
		"gtg",
		"I have to go now",
	]) {
		it(`"${text}" takes leave`, () => {
			expect(isGoodbye(text)).to.equal(true);
		});
	}
	for (const text of [
		"hello",
		"bye?",
		"Can I see you dance",
		"I want to see the yard",
		"so it is not long",
		"my father said goodbye to the sea many years ago",
		"",
	]) {
		it(`"${text}" does not take leave`, () => {
			expect(isGoodbye(text)).to.equal(false);
		});
	}
};
