/// <reference types="@rbxts/testez/globals" />
import { createLineDedupe } from "server/rules/talk/line-dedupe";

const ALEX = "player:1";
const BO = "player:2";

export = () => {
	describe("the dedupe of chat lines", () => {
		it("takes a message once, however many recipients the channel asks about", () => {
			const { accept } = createLineDedupe();
			expect(accept(ALEX, "m1")).to.equal(true);
			for (let recipient = 0; recipient < 20; recipient++) expect(accept(ALEX, "m1")).to.equal(false);
		});
		it("takes each of several messages whose reports come mixed", () => {
			const { accept } = createLineDedupe();
			expect(accept(ALEX, "m1")).to.equal(true);
			expect(accept(ALEX, "m2")).to.equal(true);
			expect(accept(ALEX, "m1")).to.equal(false);
			expect(accept(ALEX, "m2")).to.equal(false);
		});
		it("keeps speakers apart", () => {
			const { accept } = createLineDedupe();
			expect(accept(ALEX, "m1")).to.equal(true);
			expect(accept(BO, "m1")).to.equal(true);
		});
		it("remembers so many messages of each speaker, the newest", () => {
			const { accept } = createLineDedupe(2);
			for (const id of ["m1", "m2", "m3"]) accept(ALEX, id);
			expect(accept(ALEX, "m3")).to.equal(false);
			expect(accept(ALEX, "m2")).to.equal(false);
			expect(accept(ALEX, "m1")).to.equal(true);
		});
		it("forgets a speaker, and no other", () => {
			const { accept, forget } = createLineDedupe();
			accept(ALEX, "m1");
			accept(BO, "m1");
			forget(ALEX);
			expect(accept(ALEX, "m1")).to.equal(true);
			expect(accept(BO, "m1")).to.equal(false);
		});
	});
};
