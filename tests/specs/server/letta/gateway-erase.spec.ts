/// <reference types="@rbxts/testez/globals" />
import {
	createGatewayKit,
	describeOps,
	type GatewayKit,
	openWithMara,
	readyEvent,
} from "../support/fake-gateway";
import { expectSame } from "../../shared/support/expectations";

const ANEW = { npcId: "mara", displayName: "mara", persona: "p", blocks: { group_members: "{}" } };

/** Asks for the erasure; the list grows with its answer. */
function erase(kit: GatewayKit): ReadonlyArray<boolean> {
	const answers = new Array<boolean>();
	kit.port.erase(ANEW, (ok) => answers.push(ok));
	return answers;
}

export = () => {
	describe("erasing an agent through the gateway", () => {
		it("drops the NPC's ops, ends its turns, and says when nothing is left", () => {
			const kit = openWithMara();
			kit.port.setBlock({ npcId: "mara", label: "group_members", value: "Alex", rev: 1 }, () => {});
			kit.sendTurn("mara", "t1");
			const answers = erase(kit);
			expect(kit.turnEvents.join(",")).to.equal("t1 failed rejected delivered");
			const ops = kit.acceptOps();
			expect(describeOps(ops)).to.equal("erase mara");
			expect(ops[0].op === "erase" && ops[0].blocks.group_members).to.equal("{}");
			expectSame(answers, []);
			kit.answer(kit.waiting("poll"), [{ event: "erased", npcId: "mara", ok: true }, readyEvent("mara")]);
			expectSame(answers, [true]);
			expect(kit.states.join(",")).to.equal("mara ready,mara ready");
		});

		it("says so when something may be left", () => {
			const kit = openWithMara();
			const answers = erase(kit);
			kit.acceptOps();
			kit.answer(kit.waiting("poll"), [{ event: "erased", npcId: "mara", ok: false }]);
			expectSame(answers, [false]);
		});

		it("is repeated with the new blocks when the gateway has lost the session", () => {
			const kit = openWithMara();
			const answers = erase(kit);
			kit.acceptOps();
			kit.refuse(kit.waiting("poll"), 404, "unknown_session");
			kit.clock.advance(2);
			kit.openSession("s2");
			const ops = kit.acceptOps();
			expect(describeOps(ops)).to.equal("ensure mara,erase mara");
			expect(ops[0].op === "ensureAgent" && ops[0].spec.blocks.group_members).to.equal("{}");
			kit.answer(kit.waiting("poll"), [{ event: "erased", npcId: "mara", ok: true }]);
			expectSame(answers, [true]);
		});

		it("goes out after the request for the agent where that still waits", () => {
			const kit = createGatewayKit();
			kit.port.start();
			kit.ensure("mara");
			erase(kit);
			kit.openSession();
			expect(describeOps(kit.acceptOps())).to.equal("ensure mara,erase mara");
		});

		it("still goes out when the NPC is released before", () => {
			const kit = openWithMara();
			erase(kit);
			kit.port.release("mara", false);
			expect(describeOps(kit.acceptOps())).to.equal("erase mara,release mara");
		});

		it("fails where the gateway refuses this server for good, and is answered", () => {
			const kit = openWithMara();
			const answers = erase(kit);
			kit.acceptOps();
			kit.refuse(kit.waiting("poll"), 401, "unauthorized");
			expectSame(answers, [false]);
		});

		it("fails for an NPC that has asked for no agent", () => {
			const answers = new Array<boolean>();
			openWithMara().port.erase({ ...ANEW, npcId: "pip" }, (ok) => answers.push(ok));
			expectSame(answers, [false]);
		});
	});

	describe("cancelling a turn through the gateway", () => {
		it("ends the turn here at once, and at the gateway", () => {
			const kit = openWithMara();
			kit.sendTurn("mara", "t1");
			kit.acceptOps();
			kit.port.cancelTurn("mara", "t1");
			expect(kit.turnEvents.join(",")).to.equal("t1 failed rejected delivered");
			expect(describeOps(kit.acceptOps())).to.equal("cancelTurn mara");
			const turn = { npcId: "mara", turnId: "t1" };
			kit.answer(kit.waiting("poll"), [
				{ event: "sentence", ...turn, index: 0, text: "Too late." },
				{ event: "turnFailed", ...turn, kind: "rejected", message: "cancelled" },
			]);
			expect(kit.turnEvents.size()).to.equal(1);
		});

		it("takes back a turn that still waits here, as undelivered", () => {
			const kit = openWithMara();
			kit.sendTurn("mara", "t1");
			kit.port.cancelTurn("mara", "t1");
			expect(kit.turnEvents.join(",")).to.equal("t1 failed rejected undelivered");
			expect(describeOps(kit.acceptOps())).to.equal("");
		});
	});
};
