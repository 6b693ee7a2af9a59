/// <reference types="@rbxts/testez/globals" />
import { Talks } from "server/rules/talk/talks";

const MARA = "npc:mara";
const BRAM = "npc:bram";
const ALEX = "player:1";
const SAM = "player:2";

const OPTIONS = {
	talkLingerSeconds: 20,
	partnerSeconds: 60,
	talkGapSeconds: 120,
	maxTalkSeconds: 600,
	talkRestSeconds: 60,
};

function newTalks(): Talks {
	return new Talks(OPTIONS);
}

/** Alex says something to Mara. */
function alexToMara(talks: Talks, now: number, takesLeave = false) {
	return talks.heardPlayer({ npcId: MARA, partnerId: ALEX, takesLeave }, now);
}

/** Alex speaks to NPCs at these times, one after the other; the phases that limit the talk, with their times. */
function limits(times: ReadonlyArray<number>, npcIds = [MARA]): string {
	const talks = newTalks();
	const told = new Array<string>();
	times.forEach((now, index) => {
		const npcId = npcIds[index % npcIds.size()];
		const phase = talks.heardPlayer({ npcId, partnerId: ALEX }, now);
		if (phase === "windUp" || phase === "resting") told.push(`${phase} at ${now}`);
	});
	return told.join(", ");
}

function every(seconds: number, from: number, to: number): ReadonlyArray<number> {
	const times = new Array<number>();
	for (let now = from; now <= to; now += seconds) times.push(now);
	return times;
}

export = () => {
	describe("an NPC's partner", () => {
		it("is whoever last spoke to the NPC", () => {
			const talks = newTalks();
			expect(talks.partnerOf(MARA, 0)).to.equal(undefined);
			alexToMara(talks, 0);
			expect(talks.partnerOf(MARA, 1)).to.equal(ALEX);
			talks.heardPlayer({ npcId: MARA, partnerId: SAM }, 2);
			expect(talks.partnerOf(MARA, 3)).to.equal(SAM);
			talks.heardNpc({ npcId: MARA, partnerId: BRAM }, 4);
			expect(talks.partnerOf(MARA, 5)).to.equal(BRAM);
		});

		it("stays for a while after the last line of either, and does not come back when the NPC speaks later", () => {
			const talks = newTalks();
			alexToMara(talks, 0);
			talks.spoke(MARA, 15);
			expect(talks.partnerOf(MARA, 34.9)).to.equal(ALEX);
			expect(talks.partnerOf(MARA, 35)).to.equal(undefined);
			talks.spoke(MARA, 36);
			expect(talks.partnerOf(MARA, 36)).to.equal(undefined);
		});

		it("stays while the NPC thinks, however long that takes, and for a while after it spoke", () => {
			const talks = newTalks();
			alexToMara(talks, 0);
			talks.beginThinking(MARA, 0);
			expect(talks.isThinking(MARA)).to.equal(true);
			expect(talks.partnerOf(MARA, 100)).to.equal(ALEX);
			talks.spoke(MARA, 100);
			talks.endThinking(MARA);
			expect(talks.isThinking(MARA)).to.equal(false);
			expect(talks.partnerOf(MARA, 119)).to.equal(ALEX);
		});

		it("is gone once the NPC has thought for long and said nothing", () => {
			const talks = newTalks();
			alexToMara(talks, 0);
			talks.beginThinking(MARA, 0);
			talks.endThinking(MARA);
			expect(talks.partnerOf(MARA, 30)).to.equal(undefined);
		});

		it("does not come back when the NPC thinks about something else", () => {
			const talks = newTalks();
			alexToMara(talks, 0);
			talks.beginThinking(MARA, 30);
			expect(talks.partnerOf(MARA, 30)).to.equal(undefined);
		});

		it("is the same however often one asks", () => {
			const talks = newTalks();
			alexToMara(talks, 0);
			expect(talks.partnerOf(MARA, 50)).to.equal(undefined);
			expect(talks.partnerOf(MARA, 1)).to.equal(ALEX);
		});

		it("is gone when the talk is ended, and when the partner is gone", () => {
			const talks = newTalks();
			alexToMara(talks, 0);
			talks.beginThinking(MARA, 0);
			talks.end(MARA);
			expect(talks.partnerOf(MARA, 1)).to.equal(undefined);
			alexToMara(talks, 2);
			talks.forget(ALEX);
			expect(talks.partnerOf(MARA, 3)).to.equal(undefined);
		});

		it("is gone when the two have parted, and no other's", () => {
			const talks = newTalks();
			alexToMara(talks, 0);
			talks.heardPlayer({ npcId: BRAM, partnerId: SAM }, 0);
			talks.endWhere((npcId, partnerId) => npcId === MARA && partnerId === ALEX);
			expect(talks.partnerOf(MARA, 1)).to.equal(undefined);
			expect(talks.partnerOf(BRAM, 1)).to.equal(SAM);
		});
	});

	describe("the NPC that a player talks with", () => {
		it("is the last that was to answer, until a minute after the player's last line", () => {
			const talks = newTalks();
			expect(talks.npcOf(ALEX, 0)).to.equal(undefined);
			alexToMara(talks, 0);
			talks.spoke(MARA, 30);
			expect(talks.npcOf(ALEX, 60)).to.equal(MARA);
			expect(talks.npcOf(ALEX, 61)).to.equal(undefined);
			talks.heardPlayer({ npcId: BRAM, partnerId: ALEX }, 62);
			expect(talks.npcOf(ALEX, 63)).to.equal(BRAM);
		});

		it("stays the same when another player speaks to the NPC, or the NPC turns away", () => {
			const talks = newTalks();
			alexToMara(talks, 0);
			talks.heardPlayer({ npcId: MARA, partnerId: SAM }, 1);
			talks.end(MARA);
			expect(talks.npcOf(ALEX, 2)).to.equal(MARA);
			expect(talks.npcOf(SAM, 2)).to.equal(MARA);
		});

		it("is none once the player has taken leave, while the NPC still answers the goodbye", () => {
			const talks = newTalks();
			alexToMara(talks, 0);
			alexToMara(talks, 1, true);
			expect(talks.npcOf(ALEX, 2)).to.equal(undefined);
			expect(talks.partnerOf(MARA, 2)).to.equal(ALEX);
		});

		it("is none once the NPC, or the player, is gone", () => {
			const talks = newTalks();
			alexToMara(talks, 0);
			talks.heardPlayer({ npcId: BRAM, partnerId: SAM }, 0);
			talks.forget(MARA);
			talks.forget(SAM);
			expect(talks.npcOf(ALEX, 1)).to.equal(undefined);
			expect(talks.npcOf(SAM, 1)).to.equal(undefined);
		});
	});

	describe("a player's conversation", () => {
		it("is new with the first line and goes on with the next", () => {
			const talks = newTalks();
			expect(alexToMara(talks, 0)).to.equal("new");
			expect(alexToMara(talks, 5)).to.equal("goingOn");
		});

		it("is wound up once it has lasted long enough, and NPCs rest then", () => {
			expect(limits(every(20, 0, 650))).to.equal("windUp at 600, resting at 620, resting at 640");
		});

		it("lasts no longer with several NPCs than with one, nor after a goodbye", () => {
			expect(limits(every(20, 0, 610), [MARA, BRAM])).to.equal("windUp at 600");
			const talks = newTalks();
			for (const now of every(20, 0, 580)) alexToMara(talks, now, true);
			expect(alexToMara(talks, 600)).to.equal("windUp");
		});

		it("lasts no longer when its NPC is gone", () => {
			const talks = newTalks();
			for (const now of every(20, 0, 580)) alexToMara(talks, now);
			talks.forget(MARA);
			expect(talks.heardPlayer({ npcId: BRAM, partnerId: ALEX }, 600)).to.equal("windUp");
		});

		it("begins anew after the rest, however much the player typed meanwhile", () => {
			expect(limits([...every(20, 0, 600), 661, 680])).to.equal("windUp at 600");
			expect(limits(every(20, 0, 700))).to.equal("windUp at 600, resting at 620, resting at 640");
		});

		it("is over after a long pause", () => {
			expect(limits([...every(20, 0, 500), ...every(20, 621, 1200)])).to.equal("");
		});

		it("has no NPC turn to the player while NPCs rest", () => {
			const talks = newTalks();
			for (const now of every(20, 0, 600)) alexToMara(talks, now);
			talks.end(MARA);
			expect(alexToMara(talks, 620)).to.equal("resting");
			expect(talks.partnerOf(MARA, 620)).to.equal(undefined);
		});

		it("counts for each player alone, and not for one who has left", () => {
			const talks = newTalks();
			for (const now of every(20, 0, 580)) alexToMara(talks, now);
			expect(talks.heardPlayer({ npcId: MARA, partnerId: SAM }, 600)).to.equal("new");
			talks.forget(ALEX);
			expect(alexToMara(talks, 600)).to.equal("new");
		});

		it("has no limit between NPCs", () => {
			const talks = newTalks();
			for (const now of every(20, 0, 700)) talks.heardNpc({ npcId: MARA, partnerId: BRAM }, now);
			expect(talks.partnerOf(MARA, 700)).to.equal(BRAM);
		});
	});
};
