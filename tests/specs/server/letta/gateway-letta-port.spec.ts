/// <reference types="@rbxts/testez/globals" />
import { createGatewayKit, describeOps, openWithMara, readyEvent } from "../support/fake-gateway";
import { expectLess, expectMore } from "../../shared/support/expectations";

export = () => {
	describe("the Letta port through the gateway", () => {
		it("opens a session, asks for the agents and says when one is verified", () => {
			const kit = createGatewayKit();
			kit.port.start();
			kit.ensure("mara");
			expect(kit.http.requests.size()).to.equal(1);
			kit.openSession();
			expect(describeOps(kit.acceptOps())).to.equal("ensure mara");
			expect(kit.states.size()).to.equal(0);
			kit.answer(kit.waiting("poll"), [readyEvent("mara")]);
			expect(kit.states.join(",")).to.equal("mara ready");
		});

		it("tells the NPC that it cannot have an agent", () => {
			const kit = openWithMara();
			kit.clock.advance(1);
			const failure = { event: "agentFailed", npcId: "mara", kind: "rejected", message: "no", final: true };
			kit.answer(kit.waiting("poll"), [failure]);
			expect(kit.states.join(",")).to.equal("mara ready,mara failed rejected final");
		});

		it("sends an NPC's blocks before its turn, in one request", () => {
			const kit = openWithMara();
			kit.port.setBlock({ npcId: "mara", label: "status", value: "x", rev: 1 }, () => {});
			kit.sendTurn("mara", "t1");
			kit.clock.advance(0.1);
			expect(describeOps(kit.frameOf(kit.waiting("send")).ops)).to.equal("block mara.status=x,turn t1");
		});

		it("says which revision of a block is stored", () => {
			const kit = openWithMara();
			const stored = new Array<number>();
			kit.port.setBlock({ npcId: "mara", label: "status", value: "x", rev: 7 }, (rev) => stored.push(rev));
			kit.acceptOps();
			kit.answer(kit.waiting("poll"), [{ event: "blockStored", npcId: "mara", label: "status", rev: 7 }]);
			expect(stored.join(",")).to.equal("7");
		});

		it("streams a turn's sentences and ends it once", () => {
			const kit = openWithMara();
			kit.sendTurn("mara", "t1");
			kit.acceptOps();
			const turn = { npcId: "mara", turnId: "t1" };
			kit.answer(kit.waiting("poll"), [{ event: "sentence", ...turn, index: 0, text: "Hello." }]);
			kit.clock.advance(1);
			kit.answer(kit.waiting("poll"), [
				{ event: "sentence", ...turn, index: 1, text: "Tea?" },
				{ event: "turnDone", ...turn },
			]);
			expect(kit.turnEvents.join("|")).to.equal("t1 sentence Hello.|t1 sentence Tea?|t1 done");
		});

		it("drops an event that is not of the protocol, and reads those around it", () => {
			const kit = openWithMara();
			kit.clock.advance(1);
			kit.answer(kit.waiting("poll"), [{ event: "sentence", npcId: 5 }, "nonsense", readyEvent("mara")]);
			expect(kit.states.join(",")).to.equal("mara ready,mara ready");
			expect(kit.log.count("not of the protocol")).to.equal(1);
		});
	});

	describe("the statistics of the gateway's port", () => {
		it("count what waits, what was sent and what was sent again", () => {
			const kit = openWithMara();
			kit.port.setBlock(
				{ npcId: "mara", label: "group_members", value: "x", rev: 1, urgent: true },
				() => {},
			);
			kit.sendTurn("mara", "t1");
			expect(kit.port.stats().byClass.departure.waiting).to.equal(1);
			kit.clock.advance(0.1);
			expect(kit.port.stats().byClass.turn.sent).to.equal(1);
			expect(kit.port.stats().byClass.turn.retried).to.equal(0);
			kit.breakOff(kit.waiting("send"));
			kit.clock.advance(1);
			kit.breakOff(kit.waiting("send"));
			kit.clock.advance(2);
			kit.acceptOps();
			const { turn, departure } = kit.port.stats().byClass;
			expect(turn.sent).to.equal(3);
			expect(turn.retried).to.equal(2);
			expect(departure.waiting).to.equal(0);
		});
		it("say why turns that never left were dropped", () => {
			const kit = openWithMara();
			kit.sendTurn("mara", "t1");
			kit.port.release("mara", true);
			expect(kit.port.stats().byClass.turn.dropped.cancelled).to.equal(1);
		});
		it("count every request of the last minute, and know how many there may be", () => {
			const kit = openWithMara();
			kit.acceptOps();
			const { usedLastMinute, perMinute } = kit.port.stats();
			expect(usedLastMinute).to.equal(kit.http.requests.size());
			expect(perMinute).to.equal(380);
			kit.clock.advance(120);
			expectLess(kit.port.stats().usedLastMinute, usedLastMinute);
		});
	});

	it("a turn's end says what the turn cost, where the gateway says it", () => {
		const kit = openWithMara();
		const costs = new Array<string>();
		for (const turnId of ["t1", "t2"])
			kit.port.sendTurn("mara", { turnId, content: "" }, (event) => {
				if (event.kind === "done")
					costs.push(event.usage === undefined ? "unknown" : `${event.usage.promptTokens}`);
			});
		kit.acceptOps();
		kit.answer(kit.waiting("poll"), [
			{
				event: "turnDone",
				npcId: "mara",
				turnId: "t1",
				usage: { promptTokens: 700, completionTokens: 5 },
			},
			{ event: "turnDone", npcId: "mara", turnId: "t2" },
		]);
		expect(costs.join(" ")).to.equal("700 unknown");
	});

	describe("a gateway that restarts", () => {
		it("gets all agents again, and their blocks once they are ready", () => {
			const kit = openWithMara();
			kit.refuse(kit.waiting("poll"), 404, "unknown_session");
			kit.clock.advance(2);
			kit.openSession("s2");
			expect(kit.states.join(",")).to.equal("mara ready,mara failed backendUnavailable");
			expect(describeOps(kit.acceptOps())).to.equal("ensure mara");
			kit.answer(kit.waiting("poll"), [readyEvent("mara")]);
			expect(kit.states[2]).to.equal("mara ready");
		});

		it("makes every turn in flight fail once, and gets none of them again", () => {
			const kit = openWithMara();
			kit.sendTurn("mara", "t1");
			kit.acceptOps();
			kit.refuse(kit.waiting("poll"), 404, "unknown_session");
			kit.clock.advance(2);
			kit.openSession("s2");
			expect(kit.turnEvents.join(",")).to.equal("t1 failed backendUnavailable delivered");
			expect(describeOps(kit.acceptOps())).to.equal("ensure mara");
			kit.clock.advance(600);
			expect(kit.turnEvents.size()).to.equal(1);
		});

		it("leaves a turn undelivered that never left the server", () => {
			const kit = openWithMara();
			kit.sendTurn("mara", "t1");
			kit.refuse(kit.waiting("poll"), 404, "unknown_session");
			kit.clock.advance(2);
			kit.openSession("s2");
			expect(kit.turnEvents.join(",")).to.equal("t1 failed backendUnavailable undelivered");
			expect(describeOps(kit.acceptOps())).to.equal("ensure mara");
		});

		it("gets a new session while the old one's poll still hangs", () => {
			const kit = openWithMara();
			const oldPoll = kit.waiting("poll");
			kit.port.setBlock({ npcId: "mara", label: "status", value: "x", rev: 1 }, () => {});
			kit.clock.advance(0.2);
			kit.refuse(kit.waiting("send"), 404, "unknown_session");
			kit.clock.advance(2);
			kit.openSession("s2");
			kit.clock.advance(1);
			const newPoll = kit.http
				.waiting()
				.filter((request) => request.path.find("s2", 1, true)[0] !== undefined);
			expectMore(newPoll.size(), 0);
			kit.acceptOps();
			const before = kit.http.requests.size();
			kit.breakOff(oldPoll);
			kit.clock.advance(10);
			expect(kit.http.requests.size()).to.equal(before);
		});
	});

	describe("a gateway that is away", () => {
		it("leaves NPCs without minds when it stays away, and gives them back as they were", () => {
			const kit = openWithMara();
			kit.breakOff(kit.waiting("poll"));
			kit.clock.advance(1);
			kit.breakOff(kit.waiting("send"));
			expect(kit.states.join(",")).to.equal("mara ready");
			kit.clock.advance(3);
			kit.breakOff(kit.waiting("send"));
			expect(kit.states.join(",")).to.equal("mara ready,mara failed backendUnavailable");
			kit.clock.advance(5);
			kit.answer(kit.waiting("send"));
			expect(kit.states[2]).to.equal("mara resumed");
		});

		it("goes unnoticed when it answers again a moment later", () => {
			const kit = openWithMara();
			for (let hiccup = 0; hiccup < 5; hiccup++) {
				kit.breakOff(kit.waiting("poll"));
				kit.clock.advance(1);
				kit.answer(kit.waiting("send"));
				kit.clock.advance(1);
			}
			expect(kit.states.join(",")).to.equal("mara ready");
			expect(kit.log.count("warn")).to.equal(0);
		});

		it("gets unacknowledged ops again, under the same numbers", () => {
			const kit = openWithMara();
			kit.sendTurn("mara", "t1");
			kit.clock.advance(0.2);
			const first = kit.frameOf(kit.waiting("send"));
			kit.breakOff(kit.waiting("send"));
			kit.clock.advance(2);
			const second = kit.frameOf(kit.waiting("send"));
			expect(second.seq).to.equal(first.seq);
			expect(describeOps(second.ops)).to.equal("turn t1");
			expect(kit.turnEvents.size()).to.equal(0);
		});

		it("leaves turns that have not been sent undelivered, so that their lines can go into another", () => {
			const kit = openWithMara();
			kit.breakOff(kit.waiting("poll"));
			kit.sendTurn("mara", "t1");
			kit.clock.advance(3.1);
			const attempt = kit.waiting("send");
			kit.sendTurn("mara", "t2");
			kit.breakOff(attempt);
			expect(kit.turnEvents.join(",")).to.equal("t2 failed backendUnavailable undelivered");
		});
	});

	describe("an NPC's release", () => {
		it("reaches the gateway, drops the NPC's ops and ends its turns", () => {
			const kit = openWithMara();
			kit.port.setBlock({ npcId: "mara", label: "status", value: "x", rev: 1 }, () => {});
			kit.sendTurn("mara", "t1");
			kit.port.release("mara", true);
			expect(kit.turnEvents.join(",")).to.equal("t1 failed unknownAgent delivered");
			expect(describeOps(kit.acceptOps())).to.equal("release mara");
			kit.answer(kit.waiting("poll"), [readyEvent("mara")]);
			expect(kit.states.join(",")).to.equal("mara ready");
		});
	});
};
