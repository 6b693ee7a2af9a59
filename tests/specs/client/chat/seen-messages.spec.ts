/// <reference types="@rbxts/testez/globals" />

import { SeenMessages } from "client/chat/seen-messages";

export = () => {
	describe("the memory of shown messages", () => {
		it("accepts an id once", () => {
			const seen = new SeenMessages(3);
			expect(seen.add("a")).to.equal(true);
			expect(seen.add("a")).to.equal(false);
			expect(seen.add("b")).to.equal(true);
			expect(seen.add("a")).to.equal(false);
		});

		it("forgets the oldest id, and only that one, when it is full", () => {
			const seen = new SeenMessages(3);
			for (const id of ["a", "b", "c", "d"]) seen.add(id);
			expect(seen.add("b")).to.equal(false);
			expect(seen.add("c")).to.equal(false);
			expect(seen.add("d")).to.equal(false);
			expect(seen.add("a")).to.equal(true);
		});

		it("goes on forgetting in order of arrival", () => {
			const seen = new SeenMessages(2);
			for (let index = 0; index < 100; index++) {
				expect(seen.add(`m${index}`)).to.equal(true);
				if (index > 0) expect(seen.add(`m${index - 1}`)).to.equal(false);
			}
		});
	});
};
