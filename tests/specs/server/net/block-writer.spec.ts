/// <reference types="@rbxts/testez/globals" />
import { type BlockValue, type BlockWriter, createBlockWriter } from "server/net/block-writer";
import { seededRandom } from "../../shared/support/random";

const OPTIONS = {
	minIntervalSeconds: { status: 1, group_members: 0.5 },
	defaultMinIntervalSeconds: 2,
	drowsyIntervalSeconds: 15,
};

/** A writer and what it sent. */
class Desk {
	public readonly sent = new Array<BlockValue>();
	public readonly writer: BlockWriter = createBlockWriter(
		{ send: (write) => this.sent.push(write) },
		OPTIONS,
	);

	public verified(...npcIds: ReadonlyArray<string>): this {
		for (const npcId of npcIds) this.writer.unhold(npcId, 0);
		return this;
	}

	/** What has been sent since the last call, `npc.label=value@rev`; the back end has stored it unless told otherwise. */
	public take(stored = true): string {
		const taken = this.sent.map(({ npcId, label, value, rev }) => `${npcId}.${label}=${value}@${rev}`);
		if (stored) for (const { npcId, label, rev } of this.sent) this.writer.markStored(npcId, label, rev);
		this.sent.clear();
		return taken.join(" ");
	}
}

export = () => {
	describe("an NPC whose agent is not verified", () => {
		it("is written nothing, then the latest of everything at once", () => {
			const desk = new Desk();
			desk.writer.set("mara", "status", "a", 0);
			desk.writer.set("mara", "status", "b", 0, "urgent");
			desk.writer.set("mara", "group_members", "{}", 0);
			desk.writer.step(10);
			desk.writer.flush("mara", 11);
			expect(desk.take()).to.equal("");
			desk.writer.unhold("mara", 12);
			expect(desk.take()).to.equal("mara.group_members={}@1 mara.status=b@1");
		});
		it("is held again when asked", () => {
			const desk = new Desk().verified("mara");
			desk.writer.hold("mara");
			desk.writer.set("mara", "status", "a", 0);
			desk.writer.step(5);
			expect(desk.take()).to.equal("");
		});
	});

	describe("a lazy change", () => {
		it("waits for another change, of any block's own kind, and goes with it", () => {
			const desk = new Desk().verified("mara");
			desk.writer.set("mara", "group_members", "a", 0);
			desk.writer.step(0);
			desk.take();
			desk.writer.set("mara", "group_members", "b", 10, "lazy");
			desk.writer.step(100);
			expect(desk.take()).to.equal("");
			desk.writer.set("mara", "group_members", "c", 101);
			desk.writer.set("mara", "group_members", "d", 101, "lazy");
			desk.writer.step(101);
			expect(desk.take()).to.equal("mara.group_members=d@2");
		});
		it("is written before a turn, and after the back end was lost", () => {
			const desk = new Desk().verified("mara");
			desk.writer.set("mara", "group_members", "a", 0, "lazy");
			desk.writer.flush("mara", 1);
			expect(desk.take()).to.equal("mara.group_members=a@1");
			desk.writer.set("mara", "group_members", "b", 2, "lazy");
			desk.writer.resendAll("mara");
			desk.writer.step(30);
			expect(desk.take()).to.equal("mara.group_members=b@2");
		});
	});

	describe("a change", () => {
		it("is written by the next step", () => {
			const desk = new Desk().verified("mara");
			desk.writer.set("mara", "status", "a", 0);
			expect(desk.take()).to.equal("");
			desk.writer.step(0);
			expect(desk.take()).to.equal("mara.status=a@1");
		});
		it("is none when the value is the same", () => {
			const desk = new Desk().verified("mara");
			desk.writer.set("mara", "status", "a", 0);
			desk.writer.step(0);
			desk.take();
			desk.writer.set("mara", "status", "a", 5);
			desk.writer.step(5);
			expect(desk.take()).to.equal("");
		});
		it("is none when it has been taken back before it was written", () => {
			const desk = new Desk().verified("mara");
			desk.writer.set("mara", "status", "a", 0);
			desk.writer.step(0);
			desk.take();
			desk.writer.set("mara", "status", "b", 0.2);
			desk.writer.set("mara", "status", "a", 0.4);
			desk.writer.step(5);
			expect(desk.take()).to.equal("");
		});
		it("waits for its label's interval, and then is the latest", () => {
			const desk = new Desk().verified("mara");
			desk.writer.set("mara", "status", "a", 0);
			desk.writer.step(0);
			desk.take();
			for (const [now, value] of [
				[0.25, "b"],
				[0.5, "c"],
				[0.75, "d"],
			] as ReadonlyArray<[number, string]>) {
				desk.writer.set("mara", "status", value, now);
				desk.writer.step(now);
			}
			expect(desk.take()).to.equal("");
			desk.writer.step(1);
			expect(desk.take()).to.equal("mara.status=d@2");
		});
		it("goes out at once when it is urgent", () => {
			const desk = new Desk().verified("mara");
			desk.writer.set("mara", "status", "a", 0, "urgent");
			expect(desk.take()).to.equal("mara.status=a@1");
			desk.writer.set("mara", "status", "b", 0.1, "urgent");
			expect(desk.take()).to.equal("mara.status=b@2");
		});
		it("goes out before a turn, its interval or not", () => {
			const desk = new Desk().verified("mara", "bram");
			desk.writer.set("mara", "status", "a", 0, "urgent");
			desk.writer.set("mara", "status", "b", 0.1);
			desk.writer.set("bram", "status", "x", 0.1);
			desk.take();
			desk.writer.flush("mara", 0.2);
			expect(desk.take()).to.equal("mara.status=b@2");
			desk.writer.flush("mara", 0.3);
			expect(desk.take()).to.equal("");
		});
		it("is written in the same order whoever changed first", () => {
			const desk = new Desk().verified("mara", "bram");
			desk.writer.set("mara", "status", "a", 0);
			desk.writer.set("mara", "group_members", "{}", 0);
			desk.writer.set("bram", "status", "x", 0);
			desk.writer.step(0);
			expect(desk.take()).to.equal("bram.status=x@1 mara.group_members={}@1 mara.status=a@1");
		});
	});

	describe("while the back end is away", () => {
		it("one write of a block at most is on the way, and the last value follows it", () => {
			const desk = new Desk().verified("mara");
			for (let now = 0; now < 300; now++) {
				desk.writer.set("mara", "status", `${now}`, now);
				desk.writer.step(now);
			}
			expect(desk.take(false)).to.equal("mara.status=0@1");
			expect(desk.writer.pendingCount()).to.equal(1);
			desk.writer.markStored("mara", "status", 1);
			desk.writer.step(300);
			expect(desk.take()).to.equal("mara.status=299@2");
			expect(desk.writer.pendingCount()).to.equal(0);
		});
		it("what was lost with a session is written again, once, with the last value", () => {
			const desk = new Desk().verified("mara", "bram");
			desk.writer.set("mara", "status", "a", 0);
			desk.writer.set("bram", "status", "x", 0);
			desk.writer.step(0);
			desk.take(false);
			desk.writer.set("mara", "status", "b", 1);
			desk.writer.resendAll();
			desk.writer.step(2);
			desk.writer.step(3);
			expect(desk.take()).to.equal("bram.status=x@2 mara.status=b@2");
			desk.writer.resendAll("bram");
			desk.writer.step(9);
			expect(desk.take()).to.equal("bram.status=x@3");
		});
		it("an old confirmation does not stand for a newer write", () => {
			const desk = new Desk().verified("mara");
			desk.writer.set("mara", "status", "a", 0, "urgent");
			desk.writer.set("mara", "status", "b", 0, "urgent");
			desk.writer.markStored("mara", "status", 1);
			expect(desk.writer.pendingCount()).to.equal(1);
			desk.writer.markStored("mara", "status", 2);
			desk.writer.markStored("mara", "status", 1);
			expect(desk.writer.pendingCount()).to.equal(0);
		});
	});

	describe("attention", () => {
		it("lets a drowsy NPC's blocks wait, but not before a turn", () => {
			const desk = new Desk().verified("mara");
			desk.writer.setTier("mara", "drowsy");
			desk.writer.set("mara", "status", "a", 0);
			desk.writer.step(0);
			desk.take();
			desk.writer.set("mara", "status", "b", 1);
			desk.writer.step(14.9);
			expect(desk.take()).to.equal("");
			desk.writer.flush("mara", 14.9);
			expect(desk.take()).to.equal("mara.status=b@2");
		});
		it("keeps all of a drowsy NPC's blocks to one write in that time, and what is urgent too", () => {
			const desk = new Desk().verified("mara");
			desk.writer.setTier("mara", "drowsy");
			desk.writer.set("mara", "status", "a", 0);
			desk.writer.step(0);
			desk.take();
			desk.writer.set("mara", "group_members", "{}", 1, "urgent");
			desk.writer.step(8);
			desk.writer.set("mara", "status", "b", 9, "urgent");
			desk.writer.step(14.9);
			expect(desk.take()).to.equal("");
			desk.writer.step(15);
			expect(desk.take()).to.equal("mara.group_members={}@1 mara.status=b@2");
		});
		it("writes what is urgent at once when a drowsy NPC has waited long enough", () => {
			const desk = new Desk().verified("mara");
			desk.writer.setTier("mara", "drowsy");
			desk.writer.set("mara", "status", "a", 0, "urgent");
			expect(desk.take()).to.equal("mara.status=a@1");
		});
		it("catches up once on waking, however short the sleep was, and then keeps to the intervals", () => {
			const desk = new Desk().verified("mara");
			desk.writer.set("mara", "status", "a", 0, "urgent");
			desk.take();
			desk.writer.setTier("mara", "asleep");
			desk.writer.set("mara", "status", "b", 0.1);
			desk.writer.setTier("mara", "drowsy");
			desk.writer.step(0.2);
			expect(desk.take()).to.equal("mara.status=b@2");
			desk.writer.set("mara", "status", "c", 0.3);
			desk.writer.step(0.4);
			expect(desk.take()).to.equal("");
		});
		it("has nothing to catch up with where nothing has changed", () => {
			const desk = new Desk().verified("mara");
			desk.writer.set("mara", "status", "a", 0, "urgent");
			desk.take();
			desk.writer.setTier("mara", "asleep");
			desk.writer.setTier("mara", "drowsy");
			desk.writer.step(0.2);
			desk.writer.set("mara", "status", "b", 0.3);
			desk.writer.step(0.4);
			expect(desk.take()).to.equal("");
		});
		it("writes a sleeping NPC nothing, not even what is urgent, and the last value when it wakes", () => {
			const desk = new Desk().verified("mara");
			desk.writer.setTier("mara", "asleep");
			for (let now = 0; now < 100; now++) {
				desk.writer.set("mara", "status", `${now}`, now, "urgent");
				desk.writer.step(now);
			}
			expect(desk.take()).to.equal("");
			desk.writer.setTier("mara", "awake");
			desk.writer.step(100);
			expect(desk.take()).to.equal("mara.status=99@1");
		});
	});

	it("forgets an NPC that is destroyed", () => {
		const desk = new Desk().verified("mara");
		desk.writer.set("mara", "status", "a", 0);
		desk.writer.forget("mara");
		desk.writer.step(1);
		desk.writer.markStored("mara", "status", 1);
		expect(desk.take()).to.equal("");
		expect(desk.writer.pendingCount()).to.equal(0);
	});

	it("always ends with the last value at the back end, and revisions that only rise", () => {
		for (let seed = 1; seed <= 100; seed++) {
			const random = seededRandom(seed);
			const desk = new Desk().verified("mara", "bram");
			const [wanted, held] = [new Map<string, string>(), new Map<string, BlockValue>()];
			const arrive = () => {
				for (const write of desk.sent) {
					const key = `${write.npcId}.${write.label}`;
					expect(write.rev > (held.get(key)?.rev ?? 0)).to.equal(true);
					held.set(key, write);
					desk.writer.markStored(write.npcId, write.label, write.rev);
				}
				desk.sent.clear();
			};
			let now = 0;
			for (let index = 0; index < 60; index++) {
				now += random.next();
				const [npcId, label] = [
					random.pick(["mara", "bram"]),
					random.pick(["status", "group_members", "mood"]),
				];
				const value = `${random.integer(1, 3)}`;
				wanted.set(`${npcId}.${label}`, value);
				desk.writer.set(npcId, label, value, now, random.next() < 0.1 ? "urgent" : "normal");
				desk.writer.step(now);
				if (random.next() < 0.1) desk.writer.flush(npcId, now);
				if (random.next() < 0.5) arrive();
				if (random.next() < 0.05) desk.writer.resendAll();
			}
			for (let rest = 0; rest < 3; rest++) {
				arrive();
				desk.writer.step(now + 10 * (rest + 1));
			}
			arrive();
			for (const [key, value] of wanted) expect(held.get(key)?.value).to.equal(value);
			expect(desk.writer.pendingCount()).to.equal(0);
		}
	});

	describe("urgency", () => {
		/** Whether each write since the last call was urgent; the back end has not stored them. */
		const urgencies = (desk: Desk) => {
			const taken = desk.sent.map(({ urgent }) => (urgent ? "urgent" : "plain"));
			desk.sent.clear();
			return taken.join(" ");
		};

		it("is told with the write, also when a plain change comes after", () => {
			const desk = new Desk();
			desk.writer.set("mara", "group_members", "a", 0, "urgent");
			desk.writer.set("mara", "group_members", "b", 0);
			desk.writer.unhold("mara", 1);
			expect(urgencies(desk)).to.equal("urgent");
			desk.writer.markStored("mara", "group_members", 1);
			desk.writer.set("mara", "group_members", "c", 5);
			desk.writer.step(5);
			expect(urgencies(desk)).to.equal("plain");
		});
		it("is not lost with a write that never arrived", () => {
			const desk = new Desk().verified("mara");
			desk.writer.set("mara", "group_members", "a", 0, "urgent");
			expect(urgencies(desk)).to.equal("urgent");
			desk.writer.resendAll("mara");
			desk.writer.step(5);
			expect(urgencies(desk)).to.equal("urgent");
			desk.writer.markStored("mara", "group_members", 2);
			desk.writer.resendAll("mara");
			desk.writer.step(10);
			expect(urgencies(desk)).to.equal("plain");
		});
	});

	it("a drowsy NPC's interval can be stretched and goes back to what it was", () => {
		const desk = new Desk().verified("mara");
		desk.writer.setTier("mara", "drowsy");
		desk.writer.set("mara", "status", "a", 0);
		desk.writer.step(0);
		expect(desk.take()).to.equal("mara.status=a@1");
		desk.writer.setDrowsyScale(2);
		desk.writer.set("mara", "status", "b", 1);
		desk.writer.step(29);
		expect(desk.take()).to.equal("");
		desk.writer.step(30);
		expect(desk.take()).to.equal("mara.status=b@2");
		desk.writer.setDrowsyScale(1);
		desk.writer.set("mara", "status", "c", 31);
		desk.writer.step(45);
		expect(desk.take()).to.equal("mara.status=c@3");
	});

	it("counts the values that were replaced before they were sent", () => {
		const desk = new Desk().verified("mara");
		for (const value of ["a", "b", "b", "c"]) desk.writer.set("mara", "status", value, 0);
		expect(desk.writer.mergedCount()).to.equal(2);
		desk.writer.step(0);
		desk.writer.set("mara", "status", "d", 1);
		expect(desk.writer.mergedCount()).to.equal(2);
	});

	it("counts what is pending for one NPC or for all", () => {
		const desk = new Desk().verified("mara", "bram");
		desk.writer.set("mara", "status", "a", 0);
		desk.writer.set("mara", "group_members", "{}", 0);
		desk.writer.set("bram", "status", "a", 0);
		expect(desk.writer.pendingCount()).to.equal(3);
		expect(desk.writer.pendingCount("mara")).to.equal(2);
		expect(desk.writer.pendingCount("odette")).to.equal(0);
	});
};
