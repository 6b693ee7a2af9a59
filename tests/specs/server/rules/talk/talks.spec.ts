/// <reference types="@rbxts/testez/globals" />
import { Talks } from "server/rules/talk/talks";

const MARA = "npc:mara";
const ALEX = "player:1";
const SAM = "player:2";

function talks(): Talks {
	return new Talks({ talkLingerSeconds: 20 });
}

export = () => {
	describe("a talk", () => {
		it("is with whoever last spoke to the NPC", () => {
			const all = talks();
			expect(all.partnerOf(MARA, 0, false)).never.to.be.ok();
			all.heard(MARA, ALEX, 0);
			expect(all.partnerOf(MARA, 1, false)).to.equal(ALEX);
			all.heard(MARA, SAM, 2);
			expect(all.partnerOf(MARA, 3, false)).to.equal(SAM);
		});
		it("ends when neither has said anything for a while, and does not come back by itself", () => {
			const all = talks();
			all.heard(MARA, ALEX, 0);
			all.spoke(MARA, 15);
			expect(all.partnerOf(MARA, 34.9, false)).to.equal(ALEX);
			expect(all.partnerOf(MARA, 35, false)).never.to.be.ok();
			all.spoke(MARA, 36);
			expect(all.partnerOf(MARA, 36, false)).never.to.be.ok();
		});
		it("goes on while the answer is still to come, however long that takes", () => {
			const all = talks();
			all.heard(MARA, ALEX, 0);
			expect(all.partnerOf(MARA, 100, true)).to.equal(ALEX);
		});
		it("is over when it is ended", () => {
			const all = talks();
			all.heard(MARA, ALEX, 0);
			all.end(MARA);
			expect(all.partnerOf(MARA, 1, true)).never.to.be.ok();
		});
	});
};
