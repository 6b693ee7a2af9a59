/// <reference types="@rbxts/testez/globals" />
import { FORGET } from "server/constants/operations";
import { createForgetPlayer, forgetCommand, type ForgetSummary } from "server/forgetting/forget-player";
import type { MemoryMode } from "server/wire/gateway-frames";
import { Acquaintances } from "server/rules/company/acquaintances";
import { playerEntityId } from "server/rules/space/entity";
import { expectSame, expectText } from "../../shared/support/expectations";
import { createFakeClock } from "../support/fake-clock";
import { createFakeLog } from "../support/fake-log";
import { createFakeNpcs } from "../support/fake-npcs";
import { definitionOf } from "../support/test-town";

const ALEX = playerEntityId(1);

/** Mara and Pip have met Alex, Bram has not; an erasure ends when the spec ends it, as often as it likes. */
function setUp(memoryMode: MemoryMode = "session") {
	const calls = new Array<string>();
	const summaries = new Array<ForgetSummary>();
	const clock = createFakeClock();
	const log = createFakeLog();
	const npcs = createFakeNpcs();
	const acquaintances = new Acquaintances();
	const answers = new Map<string, (ok: boolean) => void>();
	let answersAtOnce = false;
	let isBeside = false;
	for (const name of ["Bram", "Mara", "Pip"]) npcs.add(definitionOf(name));
	acquaintances.met("mara", ALEX);
	acquaintances.met("pip", ALEX);
	const forgetPlayer = createForgetPlayer(
		{
			clock,
			log,
			acquaintances,
			npcs: {
				...npcs,
				erase: (npcId, onErased) => {
					calls.push(`erase ${npcId}`);
					answers.set(npcId, onErased);
					if (answersAtOnce) onErased(true);
				},
			},
			nameless: { add: (userId) => calls.push(`nameless ${userId}`) },
			perception: {
				forgetPlayer: (id, npcIds) => calls.push(`unsee ${id} ${npcIds.join(" ")}`),
				companyOf: () =>
					isBeside ? [{ id: ALEX, key: "Alex", name: "Alex", kind: "player", appearance: "" }] : [],
			},
			chat: { forgetPlayer: (userId) => calls.push(`unheard ${userId}`) },
			turns: { forget: (npcId) => calls.push(`drop ${npcId}`) },
			talkJobs: {
				finish() {
					calls.push("everybody has heard what was said");
				},
			},
			talks: {
				end(npcId) {
					calls.push(`end ${npcId}`);
				},
			},
		},
		memoryMode,
	);
	return {
		calls,
		summaries,
		clock,
		log,
		npcs,
		acquaintances,
		forget: () => forgetPlayer(1, (summary) => summaries.push(summary)),
		answer: (npcId: string, ok = true) => answers.get(npcId)?.(ok),
		answerAtOnce: () => {
			answersAtOnce = true;
		},
		standBeside: () => {
			isBeside = true;
		},
	};
}

export = () => {
	describe("forgetting a player", () => {
		it("clears what this server knows before any mind is erased, so that the new ones begin without it", () => {
			const { calls, forget } = setUp();
			expectSame(forget(), ["mara", "pip"]);
			expectSame(calls, [
				"everybody has heard what was said",
				"nameless 1",
				"unheard 1",
				"drop mara",
				"end npc:mara",
				"drop pip",
				"end npc:pip",
				"unsee player:1 mara pip",
				"erase mara",
				"erase pip",
			]);
		});

		it("is done when every mind has answered, each once", () => {
			const { summaries, forget, answer } = setUp();
			forget();
			answer("mara");
			answer("mara");
			expectSame(summaries, []);
			answer("pip");
			answer("pip", false);
			expectSame(summaries, [{ userId: 1, erased: ["mara", "pip"], failed: [] }]);
		});

		it("is done once, after the last, when minds answer at once", () => {
			const kit = setUp();
			kit.answerAtOnce();
			kit.forget();
			expectSame(kit.summaries, [{ userId: 1, erased: ["mara", "pip"], failed: [] }]);
			kit.clock.advance(FORGET.timeoutSeconds + 1);
			expect(kit.summaries.size()).to.equal(1);
			expect(kit.log.count("not forgotten")).to.equal(0);
		});

		it("finds nobody to ask a second time after it has succeeded", () => {
			const kit = setUp();
			kit.answerAtOnce();
			kit.forget();
			expectSame(kit.forget(), []);
			expectSame(kit.summaries[1], { userId: 1, erased: [], failed: [] });
		});

		it("asks those a second time that failed, and those that gave no answer, and no others", () => {
			const { summaries, clock, log, forget, answer, acquaintances } = setUp();
			acquaintances.met("bram", ALEX);
			forget();
			answer("bram");
			answer("mara", false);
			clock.advance(FORGET.timeoutSeconds);
			expectSame(summaries, [{ userId: 1, erased: ["bram"], failed: ["mara", "pip"] }]);
			expect(log.count("not forgotten everywhere: ask again")).to.equal(1);
			expectSame(forget(), ["mara", "pip"]);
		});

		it("asks nobody a second time whose answer came too late to be told", () => {
			const { summaries, clock, forget, answer } = setUp();
			forget();
			clock.advance(FORGET.timeoutSeconds);
			answer("mara");
			answer("pip");
			expect(summaries.size()).to.equal(1);
			expectSame(forget(), []);
		});

		it("leaves the new minds acquainted with a player who is still beside them", () => {
			const kit = setUp();
			kit.answerAtOnce();
			kit.standBeside();
			kit.forget();
			expectSame(kit.acquaintances.whoKnows(1), ["mara", "pip"]);
		});

		it("asks no NPC that was destroyed", () => {
			const { npcs, forget } = setUp();
			npcs.setState("pip", "destroyed");
			expectSame(forget(), ["mara"]);
		});

		it("asks every NPC, whoever met the player, where minds outlive servers", () => {
			const { forget } = setUp("persistent");
			expectSame([...forget()].sort(), ["bram", "mara", "pip"]);
		});
	});

	describe("the operator's command to forget a player", () => {
		it("says which NPCs are made anew", () => {
			const asked = new Array<number>();
			const command = forgetCommand((userId) => {
				asked.push(userId);
				return ["mara", "pip"];
			});
			expect(command.run(["17"])).to.equal(
				"2 NPCs are made anew (mara, pip); the log says when that is done.",
			);
			expectSame(asked, [17]);
			expect(forgetCommand(() => ["mara"]).run(["17"])).to.equal(
				"1 NPC is made anew (mara); the log says when that is done.",
			);
		});

		it("says so when nobody knows the player", () => {
			expect(forgetCommand(() => []).run(["17"])).to.equal("No NPC knows of player 17.");
		});

		it("forgets nobody for anything but a user id", () => {
			let calls = 0;
			const command = forgetCommand(() => {
				calls += 1;
				return [];
			});
			for (const words of [[], ["Alex"], ["-1"], ["1.5"], ["0"], ["nan"]])
				expectText(command.run(words), "forget <userId>");
			expect(calls).to.equal(0);
		});
	});
};
