/// <reference types="@rbxts/testez/globals" />
import { Outbox } from "server/letta/gateway/outbox";
import type { Op } from "shared/protocol/gateway-frames";

function block(npcId: string, label: string, value: string, rev: number): Op {
	return { op: "setBlock", npcId, label, value, rev };
}

function turn(turnId: string): Op {
	return { op: "turn", npcId: "mara", turnId, content: "" };
}

function describeOps(ops: ReadonlyArray<Op>): string {
	return ops
		.map((op) =>
			op.op === "setBlock" ? `${op.npcId}.${op.label}=${op.value}` : op.op === "turn" ? op.turnId : op.op,
		)
		.join(",");
}

export = () => {
	describe("the outbox", () => {
		it("gives ops out in order, as many as are asked for", () => {
			const outbox = new Outbox();
			for (const id of ["t1", "t2", "t3"]) outbox.add(turn(id));
			expect(describeOps(outbox.take(2))).to.equal("t1,t2");
			expect(describeOps(outbox.take(2))).to.equal("t3");
			expect(outbox.size()).to.equal(0);
		});

		it("gives nothing out where there is no room", () => {
			const outbox = new Outbox();
			outbox.add(turn("t1"));
			expect(outbox.take(0).size()).to.equal(0);
			expect(outbox.take(-3).size()).to.equal(0);
			expect(outbox.size()).to.equal(1);
		});

		it("overwrites a waiting block in its place, so that it still goes before its turn", () => {
			const outbox = new Outbox();
			outbox.add(block("mara", "status", "old", 1));
			outbox.add(turn("t1"));
			outbox.add(block("mara", "status", "new", 2));
			outbox.add(block("mara", "group_members", "{}", 1));
			outbox.add(block("bram", "status", "other", 1));
			expect(describeOps(outbox.take(10))).to.equal(
				"mara.status=new,t1,mara.group_members={},bram.status=other",
			);
		});

		it("does not grow with the writes of an outage", () => {
			const outbox = new Outbox();
			for (let rev = 1; rev <= 1000; rev++) outbox.add(block("mara", "status", `${rev}`, rev));
			expect(describeOps(outbox.take(10))).to.equal("mara.status=1000");
		});

		it("can be rid of its turns alone", () => {
			const outbox = new Outbox();
			outbox.add(turn("t1"));
			outbox.add(block("mara", "status", "x", 1));
			outbox.add(turn("t2"));
			expect(describeOps(outbox.dropTurns("away"))).to.equal("t1,t2");
			expect(describeOps(outbox.take(10))).to.equal("mara.status=x");
		});

		it("can be rid of what is for one NPC", () => {
			const outbox = new Outbox();
			const spec = { npcId: "mara", displayName: "Mara", persona: "", blocks: {} };
			outbox.add({ op: "ensureAgent", spec });
			outbox.add(turn("t1"));
			outbox.add(block("bram", "status", "x", 1));
			outbox.dropNpc("mara", "released");
			expect(describeOps(outbox.take(10))).to.equal("bram.status=x");
		});
	});
};
