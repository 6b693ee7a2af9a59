/// <reference types="@rbxts/testez/globals" />
import type { LettaPort, TurnEvent } from "server/ports";
import { createTurnMeter } from "server/operations/turn-meter";
import { createFakeClock } from "../support/fake-clock";
import { createFakeLetta } from "../support/fake-letta";
import { expectSame } from "../../shared/support/expectations";

function setUp(changes: Partial<LettaPort> = {}) {
	const clock = createFakeClock();
	const inner = createFakeLetta();
	const tokens = new Array<number>();
	const meter = createTurnMeter({
		clock,
		letta: { ...inner, ...changes },
		spending: { addTokens: (count) => tokens.push(count) },
	});
	const heard = new Array<TurnEvent["kind"]>();
	return {
		clock,
		inner,
		meter,
		tokens,
		heard,
		/** Sends a turn; what comes back tells of it. */
		send: (turnId: string) => {
			meter.letta.sendTurn("mara", { turnId, content: "" }, (event) => heard.push(event.kind));
			return inner.turns[inner.turns.size() - 1].emit;
		},
	};
}

const SENTENCE: TurnEvent = { kind: "sentence", index: 0, text: "Hello." };

export = () => {
	describe("the meter of turns", () => {
		it("passes every event on and measures the first sentence and the end", () => {
			const { clock, meter, heard, send } = setUp();
			const emit = send("t1");
			clock.advance(1);
			emit(SENTENCE);
			clock.advance(2);
			emit({ ...SENTENCE, index: 1 });
			emit({ kind: "done" });
			expect(heard.join(" ")).to.equal("sentence sentence done");
			const { firstSentenceSeconds, wholeSeconds } = meter.stats();
			expect(firstSentenceSeconds.max).to.equal(1);
			expect(wholeSeconds.max).to.equal(3);
		});
		it("knows how many are under way, done and failed", () => {
			const { meter, send } = setUp();
			send("t1")({ kind: "done" });
			send("t2")({ kind: "failed", reason: "model", message: "", delivered: true });
			send("t3");
			const { sent, inFlight, done, failed } = meter.stats();
			expect([sent, inFlight, done, failed].join(" ")).to.equal("3 1 1 1");
		});
		it("tells a turn that the game called off from one that failed", () => {
			const { meter, inner, send } = setUp();
			send("t1");
			meter.letta.cancelTurn("mara", "t1");
			expectSame(inner.cancelled, ["t1"]);
			send("t2")({ kind: "failed", reason: "model", message: "", delivered: true });
			const { inFlight, cancelled, failed } = meter.stats();
			expect([inFlight, cancelled, failed].join(" ")).to.equal("0 1 1");
			const states = meter.turnsOf("mara").map(({ state }) => state);
			expectSame(states, ["cancelled", "failed"]);
		});
		it("counts a turn that was called off too late as done", () => {
			const { meter, send } = setUp({ cancelTurn: () => {} });
			const emit = send("t1");
			meter.letta.cancelTurn("mara", "t1");
			emit({ kind: "done" });
			meter.letta.cancelTurn("mara", "t1");
			const { inFlight, done, cancelled } = meter.stats();
			expect([inFlight, done, cancelled].join(" ")).to.equal("0 1 0");
		});
		it("adds up what turns cost, tells the cap, and counts those that say nothing", () => {
			const { meter, tokens, send } = setUp();
			send("t1")({ kind: "done", usage: { promptTokens: 700, completionTokens: 20 } });
			send("t2")({ kind: "done", usage: { promptTokens: 800, completionTokens: 30 } });
			send("t3")({ kind: "done" });
			const { promptTokens, completionTokens, uncounted } = meter.stats();
			expect(promptTokens).to.equal(1500);
			expect(completionTokens).to.equal(50);
			expect(uncounted).to.equal(1);
			expect(tokens.join(" ")).to.equal("720 830");
		});
		it("lists an NPC's last turns and what became of each", () => {
			const { meter, send } = setUp();
			const first = send("t1");
			send("t2")({ kind: "failed", reason: "model", message: "no answer", delivered: true });
			expectSame(meter.turnsOf("mara"), [
				{ turnId: "t1", state: "sent" },
				{ turnId: "t2", state: "failed", reason: "model", message: "no answer" },
			]);
			first({ kind: "done" });
			expectSame(meter.turnsOf("mara")[0], { turnId: "t1", state: "done" });
			expectSame(meter.turnsOf("pip"), []);
		});
		it("lists a turn's end by the time that others hear of it", () => {
			const { meter, inner } = setUp();
			let heard: unknown;
			meter.letta.sendTurn("mara", { turnId: "t1", content: "" }, () => (heard = meter.turnsOf("mara")));
			inner.turns[0].emit({ kind: "done" });
			expectSame(heard, [{ turnId: "t1", state: "done" }]);
		});
		it("lists no more than the newest eight turns", () => {
			const { meter, send } = setUp();
			for (let turn = 1; turn <= 10; turn++) send(`t${turn}`)({ kind: "done" });
			const ids = meter.turnsOf("mara").map(({ turnId }) => turnId);
			expectSame(ids, ["t3", "t4", "t5", "t6", "t7", "t8", "t9", "t10"]);
		});
		it("forgets the turns of a released NPC, also one that ends by the release", () => {
			const { meter, inner, send } = setUp();
			const emit = send("t1");
			meter.letta.release("mara", true);
			expectSame(inner.released, [{ npcId: "mara", forget: true }]);
			emit({ kind: "failed", reason: "unknownAgent", message: "released", delivered: true });
			expectSame(meter.turnsOf("mara"), []);
		});
		it("does not take a failed turn's time for a fast one", () => {
			const { meter, send } = setUp();
			send("t1")({ kind: "failed", reason: "busy", message: "", delivered: false });
			expect(meter.stats().wholeSeconds.max).to.equal(0);
		});
	});
};
