/// <reference types="@rbxts/testez/globals" />
import type { Candidate } from "server/rules/talk/nearest-candidate";
import { Talks } from "server/rules/talk/talks";
import { type Choice, type LineToAnswer, TurnDirector } from "server/rules/talk/turn-director";

const ALEX = "player:1";

const near: Candidate = { id: "npc:mara", displayName: "Mara", distance: 6 };
const farther: Candidate = { id: "npc:bram", displayName: "Bram", distance: 12 };
const away: Candidate = { id: "npc:tom", displayName: "Tom", distance: 30 };

function says(text: string, rest: Partial<LineToAnswer> = {}): LineToAnswer {
	return {
		speakerId: ALEX,
		speakerKind: "player",
		text,
		candidates: [near, farther, away],
		playersListening: 0,
		...rest,
	};
}

function npcSays(speakerId: string, text: string, rest: Partial<LineToAnswer> = {}): LineToAnswer {
	const candidates = [near, farther, away].filter(({ id }) => id !== speakerId);
	return says(text, { speakerId, speakerKind: "npc", playersListening: 1, candidates, ...rest });
}

/** A director and the talks that follow from its choices. */
class Play {
	public readonly talks = new Talks();
	public readonly director = new TurnDirector(this.talks);

	public choose(line: LineToAnswer, now: number): Choice {
		const choice = this.director.choose(line, now);
		if (choice.kind === "answer" && line.speakerKind === "player") {
			const takesLeave = choice.isGoodbye;
			this.talks.heardPlayer({ npcId: choice.npc, partnerId: line.speakerId, takesLeave }, now);
		}
		return choice;
	}

	public forget(id: string): void {
		this.director.forget(id);
		this.talks.forget(id);
	}
}

/** The answerer's name and why, or why nobody. */
function answer(play: Play, line: LineToAnswer, now = 0): string {
	const choice = play.choose(line, now);
	return choice.kind === "answer" ? `${choice.npc} ${choice.reason}` : choice.reason;
}

export = () => {
	describe("a player's line", () => {
		it("goes to who is called, near or not", () => {
			expect(answer(new Play(), says("Hey Tom!"))).to.equal("npc:tom addressed");
		});
		it("goes to the last partner, even when another is nearer", () => {
			const play = new Play();
			play.choose(says("Hello Bram"), 0);
			expect(answer(play, says("nice weather"), 10)).to.equal("npc:bram partner");
		});
		it("stays with the partner when it only speaks of another", () => {
			const play = new Play();
			play.choose(says("Hello Bram"), 0);
			expect(answer(play, says("do you know Mara?"), 5)).to.equal("npc:bram partner");
			expect(answer(play, says("Mara, come here"), 6)).to.equal("npc:mara addressed");
			expect(answer(play, says("thank you"), 7)).to.equal("npc:mara partner");
		});
		it("goes to who is spoken of when there is no partner", () => {
			expect(answer(new Play(), says("do you know Bram?"))).to.equal("npc:bram addressed");
		});
		it("goes to the nearest when there is neither", () => {
			expect(answer(new Play(), says("nice weather"))).to.equal("npc:mara nearest");
		});
		it("forgets a partner after a minute of silence, or when it has gone out of earshot", () => {
			const play = new Play();
			play.choose(says("Hello Bram"), 0);
			expect(play.talks.npcOf(ALEX, 60)).to.equal("npc:bram");
			expect(play.talks.npcOf(ALEX, 61)).to.equal(undefined);
			expect(answer(play, says("nice weather"), 61)).to.equal("npc:mara nearest");
			play.choose(says("Hello Bram"), 70);
			expect(answer(play, says("nice", { candidates: [near] }), 71)).to.equal("npc:mara nearest");
		});
		it("does not take one player's partner for another's", () => {
			const play = new Play();
			play.choose(says("Hello Bram"), 0);
			expect(answer(play, says("hello", { speakerId: "player:2" }), 1)).to.equal("npc:mara nearest");
		});
		it("is answered by nobody when all are far and none is called", () => {
			const line = says("nice weather", { candidates: [away] });
			expect(answer(new Play(), line)).to.equal("nobodyNear");
			expect(answer(new Play(), says("hello", { candidates: [] }))).to.equal("nobodyNear");
		});
		it("is answered by nobody when it calls another player", () => {
			const bystanders = [{ id: "player:2", displayName: "Robin" }];
			expect(answer(new Play(), says("Robin, look!", { bystanders }))).to.equal("forSomebodyElse");
		});
	});

	describe("the nearest", () => {
		const [left, right] = [
			{ ...near, distance: 8 },
			{ ...farther, distance: 10 },
		];
		for (const [what, candidates, expected] of [
			["is by distance", [left, right], "npc:mara nearest"],
			["counts who is faced", [left, { ...right, facing: 1 }], "npc:bram nearest"],
			["does not hold a turned back against anybody", [{ ...left, facing: -1 }, right], "npc:mara nearest"],
			[
				"counts who likes to talk",
				[
					{ ...left, talkativeness: 0.1 },
					{ ...right, talkativeness: 1 },
				],
				"npc:bram nearest",
			],
			["leaves out who speaks only when called", [{ ...left, talkativeness: 0 }, right], "npc:bram nearest"],
			["is by id between equals", [{ ...right, distance: 8 }, left], "npc:bram nearest"],
		] as ReadonlyArray<[string, ReadonlyArray<Candidate>, string]>) {
			it(what, () => {
				expect(answer(new Play(), says("nice weather", { candidates }))).to.equal(expected);
			});
		}
	});

	describe("a goodbye", () => {
		it("is answered once, and ends the conversation", () => {
			const play = new Play();
			play.choose(says("Hello Bram"), 0);
			expect(answer(play, says("bye!"), 1)).to.equal("npc:bram partner");
			expect(play.talks.npcOf(ALEX, 2)).to.equal(undefined);
			expect(answer(play, says("bye Bram!"), 3)).to.equal("goodbyeSaid");
			expect(answer(play, says("bye Bram!"), 40)).to.equal("npc:bram addressed");
		});
		it("can be taken back by talking on", () => {
			const play = new Play();
			play.choose(says("bye Bram"), 0);
			expect(answer(play, says("Bram, one more thing"), 1)).to.equal("npc:bram addressed");
			expect(answer(play, says("bye Bram"), 2)).to.equal("npc:bram addressed");
		});
	});

	describe("an NPC's line", () => {
		function afterPlayerTalkedToMara(): Play {
			const play = new Play();
			play.choose(says("Hello Mara"), 0);
			return play;
		}
		it("is answered by the NPC it calls, while a player listens", () => {
			const play = afterPlayerTalkedToMara();
			expect(answer(play, npcSays("npc:mara", "Bram, is it true?", { playersListening: 0 }))).to.equal(
				"noAudience",
			);
			expect(answer(play, npcSays("npc:mara", "Bram, is it true?"))).to.equal("npc:bram hop");
		});
		it("is answered by nobody when it calls nobody, so replies do not set off replies", () => {
			const play = afterPlayerTalkedToMara();
			expect(answer(play, npcSays("npc:mara", "Good day, traveller."))).to.equal("forSomebodyElse");
			expect(answer(play, npcSays("npc:mara", "I like Bram's boat."))).to.equal("forSomebodyElse");
		});
		it("leads to two answers at most after a player's line", () => {
			const play = afterPlayerTalkedToMara();
			expect(answer(play, npcSays("npc:mara", "Bram, is it true?"))).to.equal("npc:bram hop");
			expect(answer(play, npcSays("npc:bram", "Tom, is it?"))).to.equal("npc:tom hop");
			expect(answer(play, npcSays("npc:tom", "Mara, is it?"))).to.equal("enoughHops");
		});
		it("leads to none when no player's line led to it", () => {
			expect(answer(new Play(), npcSays("npc:mara", "Bram, hello"))).to.equal("enoughHops");
		});
		it("is not answered when it is a goodbye", () => {
			expect(answer(afterPlayerTalkedToMara(), npcSays("npc:mara", "Goodbye, Bram!"))).to.equal(
				"goodbyeSaid",
			);
		});
	});

	describe("a greeting", () => {
		it("comes once a minute for each NPC and player", () => {
			const { director } = new Play();
			expect(director.mayGreet("npc:mara", ALEX, 0)).to.equal(true);
			director.greeted("npc:mara", ALEX, 0);
			expect(director.mayGreet("npc:mara", ALEX, 59)).to.equal(false);
			expect(director.mayGreet("npc:bram", ALEX, 59)).to.equal(true);
			expect(director.mayGreet("npc:mara", "player:2", 59)).to.equal(true);
			expect(director.mayGreet("npc:mara", ALEX, 60)).to.equal(true);
		});
		it("may come as long as none came, however often one asks", () => {
			const { director } = new Play();
			expect(director.mayGreet("npc:mara", ALEX, 0)).to.equal(true);
			expect(director.mayGreet("npc:mara", ALEX, 0)).to.equal(true);
		});
		it("does not come on top of an answer, nor of a goodbye", () => {
			const play = new Play();
			play.choose(says("Hello Mara"), 0);
			expect(play.director.mayGreet("npc:mara", ALEX, 1)).to.equal(false);
			play.choose(says("bye Bram"), 1);
			expect(play.director.mayGreet("npc:bram", ALEX, 2)).to.equal(false);
		});
	});

	it("forgets who is gone, player or NPC", () => {
		const play = new Play();
		play.choose(says("Hello Mara"), 0);
		play.forget(ALEX);
		expect(play.talks.npcOf(ALEX, 1)).to.equal(undefined);
		expect(play.director.mayGreet("npc:mara", ALEX, 1)).to.equal(true);
		play.choose(says("Hello Bram"), 2);
		play.forget("npc:bram");
		expect(play.talks.npcOf(ALEX, 3)).to.equal(undefined);
		expect(answer(play, npcSays("npc:bram", "Tom, hello"), 3)).to.equal("enoughHops");
	});
};
