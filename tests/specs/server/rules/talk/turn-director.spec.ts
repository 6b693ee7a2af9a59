/// <reference types="@rbxts/testez/globals" />
import {
	type Candidate,
	createTurnDirector,
	type LineToAnswer,
	type TurnDirector,
} from "server/rules/talk/turn-director";

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

/** The answerer's name and why, or why nobody. */
function answer(director: TurnDirector, line: LineToAnswer, now = 0): string {
	const choice = director.choose(line, now);
	return choice.kind === "answer" ? `${choice.npc} ${choice.reason}` : choice.reason;
}

export = () => {
	describe("a player's line", () => {
		it("goes to who is called, near or not", () => {
			expect(answer(createTurnDirector(), says("Hey Tom!"))).to.equal("npc:tom addressed");
		});
		it("goes to the last partner, even when another is nearer", () => {
			const director = createTurnDirector();
			director.choose(says("Hello Bram"), 0);
			expect(answer(director, says("nice weather"), 10)).to.equal("npc:bram partner");
		});
		it("stays with the partner when it only speaks of another", () => {
			const director = createTurnDirector();
			director.choose(says("Hello Bram"), 0);
			expect(answer(director, says("do you know Mara?"), 5)).to.equal("npc:bram partner");
			expect(answer(director, says("Mara, come here"), 6)).to.equal("npc:mara addressed");
			expect(answer(director, says("thank you"), 7)).to.equal("npc:mara partner");
		});
		it("goes to who is spoken of when there is no partner", () => {
			expect(answer(createTurnDirector(), says("do you know Bram?"))).to.equal("npc:bram addressed");
		});
		it("goes to the nearest when there is neither", () => {
			expect(answer(createTurnDirector(), says("nice weather"))).to.equal("npc:mara nearest");
		});
		it("forgets a partner after a minute of silence, or when it has gone out of earshot", () => {
			const director = createTurnDirector();
			director.choose(says("Hello Bram"), 0);
			expect(director.partnerOf(ALEX, 60)).to.equal("npc:bram");
			expect(director.partnerOf(ALEX, 61)).to.equal(undefined);
			expect(answer(director, says("nice weather"), 61)).to.equal("npc:mara nearest");
			director.choose(says("Hello Bram"), 70);
			expect(answer(director, says("nice", { candidates: [near] }), 71)).to.equal("npc:mara nearest");
		});
		it("does not take one player's partner for another's", () => {
			const director = createTurnDirector();
			director.choose(says("Hello Bram"), 0);
			expect(answer(director, says("hello", { speakerId: "player:2" }), 1)).to.equal("npc:mara nearest");
		});
		it("is answered by nobody when all are far and none is called", () => {
			const line = says("nice weather", { candidates: [away] });
			expect(answer(createTurnDirector(), line)).to.equal("nobodyNear");
			expect(answer(createTurnDirector(), says("hello", { candidates: [] }))).to.equal("nobodyNear");
		});
		it("is answered by nobody when it calls another player", () => {
			const bystanders = [{ id: "player:2", displayName: "Robin" }];
			expect(answer(createTurnDirector(), says("Robin, look!", { bystanders }))).to.equal("forSomebodyElse");
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
				expect(answer(createTurnDirector(), says("nice weather", { candidates }))).to.equal(expected);
			});
		}
	});

	describe("a goodbye", () => {
		it("is answered once, and ends the conversation", () => {
			const director = createTurnDirector();
			director.choose(says("Hello Bram"), 0);
			expect(answer(director, says("bye!"), 1)).to.equal("npc:bram partner");
			expect(director.partnerOf(ALEX, 2)).to.equal(undefined);
			expect(answer(director, says("bye Bram!"), 3)).to.equal("goodbyeSaid");
			expect(answer(director, says("bye Bram!"), 40)).to.equal("npc:bram addressed");
		});
		it("can be taken back by talking on", () => {
			const director = createTurnDirector();
			director.choose(says("bye Bram"), 0);
			expect(answer(director, says("Bram, one more thing"), 1)).to.equal("npc:bram addressed");
			expect(answer(director, says("bye Bram"), 2)).to.equal("npc:bram addressed");
		});
	});

	describe("an NPC's line", () => {
		function afterPlayerTalkedToMara(): TurnDirector {
			const director = createTurnDirector();
			director.choose(says("Hello Mara"), 0);
			return director;
		}
		it("is answered by the NPC it calls, while a player listens", () => {
			const director = afterPlayerTalkedToMara();
			expect(answer(director, npcSays("npc:mara", "Bram, is it true?", { playersListening: 0 }))).to.equal(
				"noAudience",
			);
			expect(answer(director, npcSays("npc:mara", "Bram, is it true?"))).to.equal("npc:bram hop");
		});
		it("is answered by nobody when it calls nobody, so replies do not set off replies", () => {
			const director = afterPlayerTalkedToMara();
			expect(answer(director, npcSays("npc:mara", "Good day, traveller."))).to.equal("forSomebodyElse");
			expect(answer(director, npcSays("npc:mara", "I like Bram's boat."))).to.equal("forSomebodyElse");
		});
		it("leads to two answers at most after a player's line", () => {
			const director = afterPlayerTalkedToMara();
			expect(answer(director, npcSays("npc:mara", "Bram, is it true?"))).to.equal("npc:bram hop");
			expect(answer(director, npcSays("npc:bram", "Tom, is it?"))).to.equal("npc:tom hop");
			expect(answer(director, npcSays("npc:tom", "Mara, is it?"))).to.equal("enoughHops");
		});
		it("leads to none when no player's line led to it", () => {
			expect(answer(createTurnDirector(), npcSays("npc:mara", "Bram, hello"))).to.equal("enoughHops");
		});
		it("is not answered when it is a goodbye", () => {
			expect(answer(afterPlayerTalkedToMara(), npcSays("npc:mara", "Goodbye, Bram!"))).to.equal(
				"goodbyeSaid",
			);
		});
	});

	describe("a greeting", () => {
		it("comes once a minute for each NPC and player", () => {
			const director = createTurnDirector();
			expect(director.mayGreet("npc:mara", ALEX, 0)).to.equal(true);
			expect(director.mayGreet("npc:mara", ALEX, 59)).to.equal(false);
			expect(director.mayGreet("npc:bram", ALEX, 59)).to.equal(true);
			expect(director.mayGreet("npc:mara", "player:2", 59)).to.equal(true);
			expect(director.mayGreet("npc:mara", ALEX, 60)).to.equal(true);
		});
		it("does not come on top of an answer", () => {
			const director = createTurnDirector();
			director.choose(says("Hello Mara"), 0);
			expect(director.mayGreet("npc:mara", ALEX, 1)).to.equal(false);
		});
	});

	it("forgets who is gone, player or NPC", () => {
		const director = createTurnDirector();
		director.choose(says("Hello Mara"), 0);
		director.forget(ALEX);
		expect(director.partnerOf(ALEX, 1)).to.equal(undefined);
		expect(director.mayGreet("npc:mara", ALEX, 1)).to.equal(true);
		director.choose(says("Hello Bram"), 2);
		director.forget("npc:bram");
		expect(director.partnerOf(ALEX, 3)).to.equal(undefined);
		expect(answer(director, npcSays("npc:bram", "Tom, hello"), 3)).to.equal("enoughHops");
	});
};
