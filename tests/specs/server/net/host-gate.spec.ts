/// <reference types="@rbxts/testez/globals" />
import { HostGate } from "server/net/host-gate";
import type { Outcome } from "server/net/retry-policy";

const LIMITED: Outcome = { kind: "limited", scope: "all", retryAfterSeconds: 7 };

const createGate = () => new HostGate({ breaker: { failures: 2, openSeconds: 3 }, defaultPauseSeconds: 1 });

export = () => {
	describe("the gate of a host", () => {
		it("holds everything back for as long as the host asks", () => {
			const gate = createGate();
			gate.note("status", LIMITED, false, 0);
			expect(gate.secondsUntilOpen("turn", 0)).to.equal(7);
			expect(gate.secondsUntilOpen("status", 6)).to.equal(1);
			expect(gate.secondsUntilOpen("status", 7)).to.equal(0);
		});

		it("holds back for a moment if the host does not say how long", () => {
			const gate = createGate();
			gate.note("status", { kind: "limited", scope: "all" }, false, 0);
			expect(gate.secondsUntilOpen("status", 0)).to.equal(1);
		});

		it("holds back only what a model has to answer if that quota is spent", () => {
			const gate = createGate();
			gate.note("turn", { kind: "limited", scope: "turns", retryAfterSeconds: 30 }, false, 0);
			expect(gate.secondsUntilOpen("turn", 0)).to.equal(30);
			expect(gate.secondsUntilOpen("actionResult", 0)).to.equal(30);
			expect(gate.secondsUntilOpen("group", 0)).to.equal(0);
		});

		it("holds everything back if the host refuses even what needs no model", () => {
			const gate = createGate();
			gate.note("status", { kind: "limited", scope: "turns", retryAfterSeconds: 7 }, false, 0);
			expect(gate.secondsUntilOpen("group", 0)).to.equal(7);
			expect(gate.state(7)).to.equal("limited");
		});

		it("lets one request try when a pause is over, and the others when it was let through", () => {
			const gate = createGate();
			gate.note("status", LIMITED, false, 0);
			expect(gate.state(0)).to.equal("limited");
			expect(gate.noteSent(7)).to.equal(true);
			expect(gate.secondsUntilOpen("status", 7)).never.to.be.ok();
			gate.note("status", { kind: "ok" }, true, 8);
			expect(gate.state(8)).to.equal("up");
			expect(gate.secondsUntilOpen("turn", 8)).to.equal(0);
			expect(gate.noteSent(8)).to.equal(false);
		});

		it("pauses again when the one that tried is refused as well", () => {
			const gate = createGate();
			gate.note("status", LIMITED, false, 0);
			gate.note("status", LIMITED, gate.noteSent(7), 8);
			expect(gate.secondsUntilOpen("status", 8)).to.equal(7);
			expect(gate.noteSent(15)).to.equal(true);
		});

		it("does not end a pause because of an answer to an earlier request", () => {
			const gate = createGate();
			gate.note("status", LIMITED, false, 0);
			gate.note("status", { kind: "ok" }, false, 1);
			expect(gate.secondsUntilOpen("status", 1)).to.equal(6);
			expect(gate.state(7)).to.equal("limited");
		});

		it("stays as it is when the engine lets too few requests out at once", () => {
			const gate = createGate();
			for (let time = 0; time < 10; time++)
				expect(gate.note("status", { kind: "crowded" }, false, time)).to.equal(undefined);
			expect(gate.state(10)).to.equal("up");
			gate.note("status", LIMITED, false, 10);
			gate.note("status", { kind: "crowded" }, gate.noteSent(17), 17);
			expect(gate.secondsUntilOpen("status", 17)).to.equal(0);
		});

		it("does not shorten a pause because of a shorter one", () => {
			const gate = createGate();
			gate.note("status", { kind: "limited", scope: "all", retryAfterSeconds: 20 }, false, 0);
			gate.note("status", { kind: "limited", scope: "all", retryAfterSeconds: 2 }, false, 0);
			expect(gate.secondsUntilOpen("status", 0)).to.equal(20);
		});

		it("does not take a slow or broken model for a broken host", () => {
			const gate = createGate();
			for (let index = 0; index < 10; index++) {
				gate.note("turn", { kind: "lost" }, false, 0);
				gate.note("actionResult", { kind: "trouble" }, false, 0);
			}
			expect(gate.state(0)).to.equal("up");
		});

		it("says when the host goes down, and when it is there again", () => {
			const gate = createGate();
			expect(gate.note("status", { kind: "lost" }, false, 0)).never.to.be.ok();
			expect(gate.note("status", { kind: "trouble" }, false, 0)).to.equal("down");
			expect(gate.note("status", { kind: "refused" }, false, 1)).to.equal("up");
		});
	});
};
