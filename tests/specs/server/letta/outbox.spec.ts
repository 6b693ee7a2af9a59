/// <reference types="@rbxts/testez/globals" />
import { Outbox } from "server/letta/gateway/outbox";
import { RequestStats } from "server/net/request-stats";
import type { Op } from "server/wire/gateway-frames";

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

const GROUP = "group_members";

function ensure(npcId: string): Op {
	return { op: "ensureAgent", spec: { npcId, displayName: npcId, persona: "", blocks: {} } };
}

export = () => {
	describe("the outbox", () => {
		it("gives out ops in order, as many as are wanted", () => {
			const outbox = new Outbox();
			for (const id of ["t1", "t2", "t3"]) outbox.add(turn(id));
			expect(describeOps(outbox.take(2))).to.equal("t1,t2");
			expect(describeOps(outbox.take(2))).to.equal("t3");
			expect(outbox.size()).to.equal(0);
		});

		it("gives out nothing where there is no room", () => {
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

		it("drops its turns alone", () => {
			const outbox = new Outbox();
			outbox.add(turn("t1"));
			outbox.add(block("mara", "status", "x", 1));
			outbox.add(turn("t2"));
			expect(describeOps(outbox.dropTurns("down"))).to.equal("t1,t2");
			expect(describeOps(outbox.take(10))).to.equal("mara.status=x");
		});

		it("drops one NPC's ops", () => {
			const outbox = new Outbox();
			const spec = { npcId: "mara", displayName: "Mara", persona: "", blocks: {} };
			outbox.add({ op: "ensureAgent", spec });
			outbox.add(turn("t1"));
			outbox.add(block("bram", "status", "x", 1));
			outbox.dropNpc("mara", "cancelled");
			expect(describeOps(outbox.take(10))).to.equal("bram.status=x");
		});
	});

	describe("after an outage, the outbox", () => {
		it("lets the most urgent go first: turns, results, departures, groups, status, the rest", () => {
			const outbox = new Outbox();
			outbox.add({ op: "release", npcId: "finn", forget: true });
			outbox.add(block("bram", "status", "s", 1));
			outbox.add(block("bram", GROUP, "g", 1));
			outbox.add(block("pip", GROUP, "d", 1), true);
			outbox.add({ op: "actionResult", npcId: "odette", callId: "c", ok: true, result: "" });
			outbox.add(turn("t1"));
			expect(describeOps(outbox.take(10))).to.equal(
				"t1,actionResult,pip.group_members=d,bram.group_members=g,bram.status=s,release",
			);
		});
		it("keeps the order within a class", () => {
			const outbox = new Outbox();
			for (let rev = 1; rev <= 40; rev++) {
				outbox.add(block(`npc${rev}`, "status", "s", rev));
				outbox.add(turn(`t${rev}`));
			}
			const ops = outbox.take(80);
			for (let index = 0; index < 40; index++) {
				const first = ops[index];
				const second = ops[index + 40];
				expect(first.op === "turn" && first.turnId).to.equal(`t${index + 1}`);
				expect(second.op === "setBlock" && second.rev).to.equal(index + 1);
			}
		});
		it("lets an NPC's blocks go before its turn, and no other's", () => {
			const outbox = new Outbox();
			outbox.add(block("bram", "status", "b", 1));
			outbox.add(block("mara", "status", "m", 1));
			outbox.add(block("mara", GROUP, "g", 1));
			outbox.add(turn("t1"));
			outbox.add(block("mara", "mood", "after", 1));
			expect(describeOps(outbox.take(10))).to.equal(
				"mara.status=m,mara.group_members=g,t1,bram.status=b,mara.mood=after",
			);
		});
		it("never lets anything of an NPC go before its agent is asked for", () => {
			const outbox = new Outbox();
			outbox.add({ op: "release", npcId: "mara", forget: true });
			outbox.add(ensure("mara"));
			outbox.add(ensure("bram"));
			outbox.add(block("mara", "status", "m", 1));
			outbox.add(turn("t1"));
			expect(describeOps(outbox.take(10))).to.equal("release,ensureAgent,mara.status=m,t1,ensureAgent");
		});
		it("does not forget a departure when a newer value takes its place", () => {
			const outbox = new Outbox();
			outbox.add(block("bram", GROUP, "x", 1));
			outbox.add(block("mara", GROUP, "left", 1), true);
			outbox.add(block("mara", GROUP, "came", 2));
			expect(describeOps(outbox.take(1))).to.equal("mara.group_members=came");
		});
		it("raises a group that turns into a departure", () => {
			const outbox = new Outbox();
			outbox.add(block("bram", GROUP, "x", 1));
			outbox.add(block("mara", GROUP, "came", 1));
			outbox.add(block("mara", GROUP, "left", 2), true);
			expect(describeOps(outbox.take(1))).to.equal("mara.group_members=left");
		});
		it("gives out one by one what it would give out at once, and lets a turn that comes between go first", () => {
			const outbox = new Outbox();
			outbox.add(block("mara", "status", "m", 1));
			outbox.add(block("bram", "status", "b", 1));
			expect(describeOps(outbox.take(1))).to.equal("mara.status=m");
			outbox.add(turn("t1"));
			expect(describeOps(outbox.take(1))).to.equal("t1");
			expect(describeOps(outbox.take(1))).to.equal("bram.status=b");
		});
	});

	it("the outbox counts by class what waits, merges, was sent after how long, and was dropped why", () => {
		let now = 10;
		const stats = new RequestStats(10);
		const outbox = new Outbox(stats, () => now);
		const classes = () => stats.read((requestClass) => outbox.waiting(requestClass));
		outbox.add(block("mara", GROUP, "a", 1), true);
		outbox.add(block("mara", GROUP, "b", 2));
		outbox.add(block("mara", "status", "s", 1));
		outbox.add(turn("t1"));
		expect(classes().departure.waiting).to.equal(1);
		expect(classes().departure.merged).to.equal(1);
		now = 13;
		outbox.take(1);
		expect(classes().departure.sent).to.equal(1);
		expect(classes().departure.wait.max).to.equal(3);
		expect(classes().departure.waiting).to.equal(0);
		outbox.dropTurns("down");
		outbox.dropNpc("mara", "cancelled");
		expect(classes().turn.dropped.down).to.equal(1);
		expect(classes().status.dropped.cancelled).to.equal(1);
		expect(classes().status.sent).to.equal(0);
		expect(outbox.size()).to.equal(0);
	});
};
