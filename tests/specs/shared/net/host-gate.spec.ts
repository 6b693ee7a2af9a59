/// <reference types="@rbxts/testez/globals" />
import { HostGate } from "shared/net/host-gate";

const createGate = () => new HostGate({ breaker: { failures: 2, openSeconds: 3 }, defaultPauseSeconds: 1 });

export = () => {
	describe("the gate of a host", () => {
		it("holds everything back for as long as the host asks", () => {
			const gate = createGate();
			gate.note("status", { kind: "limited", scope: "all", retryAfterSeconds: 7 }, false, 0);
			expect(gate.secondsUntilOpen("turn", 0)).to.equal(7);
			expect(gate.secondsUntilOpen("status", 6)).to.equal(1);
			expect(gate.secondsUntilOpen("status", 7)).to.equal(0);
		});

		it("holds back a moment where the host does not say how long", () => {
			const gate = createGate();
			gate.note("status", { kind: "limited", scope: "all" }, false, 0);
			expect(gate.secondsUntilOpen("status", 0)).to.equal(1);
		});

		it("holds back only what a model has to answer where that quota is spent", () => {
			const gate = createGate();
			gate.note("turn", { kind: "limited", scope: "turns", retryAfterSeconds: 30 }, false, 0);
			expect(gate.secondsUntilOpen("turn", 0)).to.equal(30);
			expect(gate.secondsUntilOpen("actionResult", 0)).to.equal(30);
			expect(gate.secondsUntilOpen("group", 0)).to.equal(0);
		});

		it("is not shortened by a shorter wait", () => {
			const gate = createGate();
			gate.note("status", { kind: "limited", scope: "all", retryAfterSeconds: 20 }, false, 0);
			gate.note("status", { kind: "limited", scope: "all", retryAfterSeconds: 2 }, false, 0);
			expect(gate.secondsUntilOpen("status", 0)).to.equal(20);
		});

		it("takes a slow or broken model for no broken host", () => {
			const gate = createGate();
			for (let index = 0; index < 10; index++) {
				gate.note("turn", { kind: "lost" }, false, 0);
				gate.note("actionResult", { kind: "trouble" }, false, 0);
			}
			expect(gate.isDown(0)).to.equal(false);
		});

		it("says when the host goes down, and when it is there again", () => {
			const gate = createGate();
			expect(gate.note("status", { kind: "lost" }, false, 0)).never.to.be.ok();
			expect(gate.note("status", { kind: "trouble" }, false, 0)).to.equal("down");
			expect(gate.note("status", { kind: "refused" }, false, 1)).to.equal("up");
		});
	});
};
