/// <reference types="@rbxts/testez/globals" />
import { type BlockValue, type BlockWriter, createBlockWriter } from "server/net/block-writer";
import { LateText } from "server/rules/text/late-text";
import { createFakeClock } from "../support/fake-clock";
import { pieceBudget } from "../support/piece-budget";
import { seededRandom } from "../../shared/support/random";
import { expectMore, expectSame } from "../../shared/support/expectations";

const OPTIONS = {
	minIntervalSeconds: { status: 1, group_members: 0.5 },
	defaultMinIntervalSeconds: 2,
	drowsyIntervalSeconds: 15,
};

/** A writer and what it sent. */
class WriterKit {
	public readonly sent = new Array<BlockValue>();
	public readonly frames = createFakeClock();
	/** Whether a frame has time for more than one NPC. */
	public hasTime = true;
	public readonly writer: BlockWriter = createBlockWriter(
		{
			send: (write) => this.sent.push(write),
			clock: this.frames,
			budget: pieceBudget(() => this.hasTime),
		},
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
	describe("a step", () => {
		it("goes on in the next frames where one has no time for all NPCs, and then rests", () => {
			const kit = new WriterKit().verified("bram", "mara", "odette");
			kit.hasTime = false;
			for (const npcId of ["mara", "odette", "bram"]) kit.writer.set(npcId, "status", "a", 0);
			kit.writer.step(0);
			expect(kit.take()).to.equal("bram.status=a@1");
			kit.frames.advance(0);
			expect(kit.take()).to.equal("mara.status=a@1 odette.status=a@1");
			kit.writer.set("bram", "status", "b", 0.1);
			kit.frames.advance(1);
			expect(kit.take()).to.equal("");
		});
		it("takes in, while it goes on, who was stirred meanwhile", () => {
			const kit = new WriterKit().verified("bram", "mara");
			kit.hasTime = false;
			kit.writer.set("mara", "status", "a", 0);
			kit.writer.set("bram", "status", "a", 0);
			kit.writer.step(0);
			kit.writer.set("abel", "status", "a", 0);
			kit.writer.unhold("abel", 0);
			kit.writer.set("abel", "group_members", "{}", 0);
			kit.take();
			kit.writer.step(0);
			kit.frames.advance(0);
			expect(kit.take()).to.equal("mara.status=a@1 abel.group_members={}@1");
		});
	});

	describe("an NPC whose agent is not verified", () => {
		it("gets no writes, then the latest of everything at once", () => {
			const kit = new WriterKit();
			kit.writer.set("mara", "status", "a", 0);
			kit.writer.set("mara", "status", "b", 0, "urgent");
			kit.writer.set("mara", "group_members", "{}", 0);
			kit.writer.step(10);
			kit.writer.flush("mara", 11);
			expect(kit.take()).to.equal("");
			kit.writer.unhold("mara", 12);
			expect(kit.take()).to.equal("mara.group_members={}@1 mara.status=b@1");
		});
		it("is held again when asked", () => {
			const kit = new WriterKit().verified("mara");
			kit.writer.hold("mara");
			kit.writer.set("mara", "status", "a", 0);
			kit.writer.step(5);
			expect(kit.take()).to.equal("");
		});
	});

	describe("a lazy change", () => {
		it("waits for another change of its block, and goes with it", () => {
			const kit = new WriterKit().verified("mara");
			kit.writer.set("mara", "group_members", "a", 0);
			kit.writer.step(0);
			kit.take();
			kit.writer.set("mara", "group_members", "b", 10, "lazy");
			kit.writer.step(100);
			expect(kit.take()).to.equal("");
			kit.writer.set("mara", "group_members", "c", 101);
			kit.writer.set("mara", "group_members", "d", 101, "lazy");
			kit.writer.step(101);
			expect(kit.take()).to.equal("mara.group_members=d@2");
		});
		it("is written before a turn, and after the back end was lost", () => {
			const kit = new WriterKit().verified("mara");
			kit.writer.set("mara", "group_members", "a", 0, "lazy");
			kit.writer.flush("mara", 1);
			expect(kit.take()).to.equal("mara.group_members=a@1");
			kit.writer.set("mara", "group_members", "b", 2, "lazy");
			kit.writer.resendAll("mara");
			kit.writer.step(30);
			expect(kit.take()).to.equal("mara.group_members=b@2");
		});
	});

	describe("a change", () => {
		it("is written by the next step", () => {
			const kit = new WriterKit().verified("mara");
			kit.writer.set("mara", "status", "a", 0);
			expect(kit.take()).to.equal("");
			kit.writer.step(0);
			expect(kit.take()).to.equal("mara.status=a@1");
		});
		it("is not written when the value is the same", () => {
			const kit = new WriterKit().verified("mara");
			kit.writer.set("mara", "status", "a", 0);
			kit.writer.step(0);
			kit.take();
			kit.writer.set("mara", "status", "a", 5);
			kit.writer.step(5);
			expect(kit.take()).to.equal("");
		});
		it("is not written when it is taken back before", () => {
			const kit = new WriterKit().verified("mara");
			kit.writer.set("mara", "status", "a", 0);
			kit.writer.step(0);
			kit.take();
			kit.writer.set("mara", "status", "b", 0.2);
			kit.writer.set("mara", "status", "a", 0.4);
			kit.writer.step(5);
			expect(kit.take()).to.equal("");
		});
		it("waits for its label's interval, and is then written in its latest value", () => {
			const kit = new WriterKit().verified("mara");
			kit.writer.set("mara", "status", "a", 0);
			kit.writer.step(0);
			kit.take();
			for (const [now, value] of [
				[0.25, "b"],
				[0.5, "c"],
				[0.75, "d"],
			] as ReadonlyArray<[number, string]>) {
				kit.writer.set("mara", "status", value, now);
				kit.writer.step(now);
			}
			expect(kit.take()).to.equal("");
			kit.writer.step(1);
			expect(kit.take()).to.equal("mara.status=d@2");
		});
		it("is written at once when it is urgent", () => {
			const kit = new WriterKit().verified("mara");
			kit.writer.set("mara", "status", "a", 0, "urgent");
			expect(kit.take()).to.equal("mara.status=a@1");
			kit.writer.set("mara", "status", "b", 0.1, "urgent");
			expect(kit.take()).to.equal("mara.status=b@2");
		});
		it("is written before a turn, whatever its interval", () => {
			const kit = new WriterKit().verified("mara", "bram");
			kit.writer.set("mara", "status", "a", 0, "urgent");
			kit.writer.set("mara", "status", "b", 0.1);
			kit.writer.set("bram", "status", "x", 0.1);
			kit.take();
			kit.writer.flush("mara", 0.2);
			expect(kit.take()).to.equal("mara.status=b@2");
			kit.writer.flush("mara", 0.3);
			expect(kit.take()).to.equal("");
		});
		it("is written in an order that does not depend on who changed first", () => {
			const kit = new WriterKit().verified("mara", "bram");
			kit.writer.set("mara", "status", "a", 0);
			kit.writer.set("mara", "group_members", "{}", 0);
			kit.writer.set("bram", "status", "x", 0);
			kit.writer.step(0);
			expect(kit.take()).to.equal("bram.status=x@1 mara.group_members={}@1 mara.status=a@1");
		});
	});

	describe("a text", () => {
		/** Texts that note when they are made. */
		const texts = () => {
			const made = new Array<string>();
			const text = (words: string) =>
				new LateText(() => {
					made.push(words);
					return words;
				});
			return { made, text };
		};

		it("that another replaces before it is sent is never made", () => {
			const [kit, { made, text }] = [new WriterKit().verified("mara"), texts()];
			kit.writer.set("mara", "group_members", text("a"), 0);
			kit.writer.step(0);
			for (const words of ["b", "c", "d"]) {
				kit.writer.set("mara", "group_members", text(words), 0.1);
				kit.writer.step(0.1);
			}
			kit.take();
			kit.writer.step(1);
			expect(kit.take()).to.equal("mara.group_members=d@2");
			expectSame(made, ["a", "d"]);
		});
		it("is not made while its NPC is held or asleep, nor to count what is pending", () => {
			const [kit, { made, text }] = [new WriterKit(), texts()];
			kit.writer.set("mara", "group_members", text("a"), 0, "urgent");
			kit.writer.step(0);
			kit.writer.unhold("mara", 1);
			kit.writer.setTier("mara", "asleep");
			kit.writer.set("mara", "group_members", text("b"), 2, "urgent");
			kit.writer.step(2);
			expect(kit.writer.pendingCount()).to.equal(1);
			expectSame(made, ["a"]);
			kit.take();
			kit.writer.setTier("mara", "drowsy");
			kit.writer.step(3);
			expect(kit.take()).to.equal("mara.group_members=b@2");
		});
		it("that says what the back end has is not written, and its block is pending no more", () => {
			const [kit, { text }] = [new WriterKit().verified("mara"), texts()];
			kit.writer.set("mara", "status", text("a"), 0);
			kit.writer.step(0);
			kit.take();
			kit.writer.set("mara", "status", text("b"), 0.2);
			kit.writer.set("mara", "status", text("a"), 0.4, "urgent");
			kit.writer.step(5);
			expect(kit.take()).to.equal("");
			expect(kit.writer.pendingCount()).to.equal(0);
			kit.writer.set("mara", "status", text("c"), 6, "lazy");
			kit.writer.step(7);
			expect(kit.take()).to.equal("");
		});
		it("is made for whoever reads the blocks", () => {
			const [kit, { text }] = [new WriterKit(), texts()];
			kit.writer.set("mara", "status", text("a"), 0);
			expectSame(kit.writer.read("mara"), [{ label: "status", value: "a", rev: 0, state: "unsent" }]);
		});
	});

	describe("while the back end confirms nothing", () => {
		it("a change is written after the interval: the confirmation may wait for the next poll", () => {
			const kit = new WriterKit().verified("mara");
			kit.writer.set("mara", "status", "a", 0);
			kit.writer.step(0);
			kit.writer.set("mara", "status", "b", 0.1);
			kit.writer.step(0.9);
			expect(kit.take(false)).to.equal("mara.status=a@1");
			kit.writer.step(1);
			expect(kit.take(false)).to.equal("mara.status=b@2");
			expect(kit.writer.pendingCount()).to.equal(1);
			kit.writer.markStored("mara", "status", 2);
			expect(kit.writer.pendingCount()).to.equal(0);
		});
		it("what was lost with a session is written again, once, with the last value", () => {
			const kit = new WriterKit().verified("mara", "bram");
			kit.writer.set("mara", "status", "a", 0);
			kit.writer.set("bram", "status", "x", 0);
			kit.writer.step(0);
			kit.take(false);
			kit.writer.set("mara", "status", "b", 1);
			kit.writer.resendAll();
			kit.writer.step(2);
			kit.writer.step(3);
			expect(kit.take()).to.equal("bram.status=x@2 mara.status=b@2");
			kit.writer.resendAll("bram");
			kit.writer.step(9);
			expect(kit.take()).to.equal("bram.status=x@3");
		});
		it("a confirmation of an old write does not confirm a newer one", () => {
			const kit = new WriterKit().verified("mara");
			kit.writer.set("mara", "status", "a", 0, "urgent");
			kit.writer.set("mara", "status", "b", 0, "urgent");
			kit.writer.markStored("mara", "status", 1);
			expect(kit.writer.pendingCount()).to.equal(1);
			kit.writer.markStored("mara", "status", 2);
			kit.writer.markStored("mara", "status", 1);
			expect(kit.writer.pendingCount()).to.equal(0);
		});
	});

	describe("attention", () => {
		it("makes a drowsy NPC's blocks wait, but not when a turn needs them", () => {
			const kit = new WriterKit().verified("mara");
			kit.writer.setTier("mara", "drowsy");
			kit.writer.set("mara", "status", "a", 0);
			kit.writer.step(0);
			kit.take();
			kit.writer.set("mara", "status", "b", 1);
			kit.writer.step(14.9);
			expect(kit.take()).to.equal("");
			kit.writer.flush("mara", 14.9);
			expect(kit.take()).to.equal("mara.status=b@2");
		});
		it("allows a drowsy NPC's blocks, urgent ones too, one write in an interval", () => {
			const kit = new WriterKit().verified("mara");
			kit.writer.setTier("mara", "drowsy");
			kit.writer.set("mara", "status", "a", 0);
			kit.writer.step(0);
			kit.take();
			kit.writer.set("mara", "group_members", "{}", 1, "urgent");
			kit.writer.step(8);
			kit.writer.set("mara", "status", "b", 9, "urgent");
			kit.writer.step(14.9);
			expect(kit.take()).to.equal("");
			kit.writer.step(15);
			expect(kit.take()).to.equal("mara.group_members={}@1 mara.status=b@2");
		});
		it("lets a drowsy NPC's urgent change go at once after a long rest", () => {
			const kit = new WriterKit().verified("mara");
			kit.writer.setTier("mara", "drowsy");
			kit.writer.set("mara", "status", "a", 0, "urgent");
			expect(kit.take()).to.equal("mara.status=a@1");
		});
		it("lets an NPC catch up once when it wakes, and then keeps to the intervals", () => {
			const kit = new WriterKit().verified("mara");
			kit.writer.set("mara", "status", "a", 0, "urgent");
			kit.take();
			kit.writer.setTier("mara", "asleep");
			kit.writer.set("mara", "status", "b", 0.1);
			kit.writer.setTier("mara", "drowsy");
			kit.writer.step(0.2);
			expect(kit.take()).to.equal("mara.status=b@2");
			kit.writer.set("mara", "status", "c", 0.3);
			kit.writer.step(0.4);
			expect(kit.take()).to.equal("");
		});
		it("lets what had time for a drowsy NPC go at once when it is awake", () => {
			const kit = new WriterKit().verified("mara");
			kit.writer.setTier("mara", "drowsy");
			kit.writer.set("mara", "status", "a", 0);
			kit.writer.step(0);
			kit.take();
			kit.writer.set("mara", "status", "b", 0.1, "patient");
			kit.writer.setTier("mara", "awake");
			kit.writer.step(0.2);
			expectSame(
				kit.sent.map(({ value, patient }) => ({ value, patient })),
				[{ value: "b", patient: false }],
			);
		});
		it("does not let an NPC catch up for which nothing has changed", () => {
			const kit = new WriterKit().verified("mara");
			kit.writer.set("mara", "status", "a", 0, "urgent");
			kit.take();
			kit.writer.setTier("mara", "asleep");
			kit.writer.setTier("mara", "drowsy");
			kit.writer.step(0.2);
			kit.writer.set("mara", "status", "b", 0.3);
			kit.writer.step(0.4);
			expect(kit.take()).to.equal("");
		});
		it("allows a sleeping NPC no writes, not even urgent ones, and the last value when it wakes", () => {
			const kit = new WriterKit().verified("mara");
			kit.writer.setTier("mara", "asleep");
			for (let now = 0; now < 100; now++) {
				kit.writer.set("mara", "status", `${now}`, now, "urgent");
				kit.writer.step(now);
			}
			expect(kit.take()).to.equal("");
			kit.writer.setTier("mara", "awake");
			kit.writer.step(100);
			expect(kit.take()).to.equal("mara.status=99@1");
		});
	});

	it("a destroyed NPC gets no more writes", () => {
		const kit = new WriterKit().verified("mara");
		kit.writer.set("mara", "status", "a", 0);
		kit.writer.forget("mara");
		kit.writer.step(1);
		kit.writer.markStored("mara", "status", 1);
		expect(kit.take()).to.equal("");
		expect(kit.writer.pendingCount()).to.equal(0);
	});

	it("the back end always ends with the last value, and revisions only rise", () => {
		for (let seed = 1; seed <= 100; seed++) {
			const random = seededRandom(seed);
			const kit = new WriterKit().verified("mara", "bram");
			const [wanted, held] = [new Map<string, string>(), new Map<string, BlockValue>()];
			const arrive = () => {
				for (const write of kit.sent) {
					const key = `${write.npcId}.${write.label}`;
					expectMore(write.rev, held.get(key)?.rev ?? 0);
					held.set(key, write);
					kit.writer.markStored(write.npcId, write.label, write.rev);
				}
				kit.sent.clear();
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
				kit.writer.set(npcId, label, value, now, random.next() < 0.1 ? "urgent" : "normal");
				kit.writer.step(now);
				if (random.next() < 0.1) kit.writer.flush(npcId, now);
				if (random.next() < 0.5) arrive();
				if (random.next() < 0.05) kit.writer.resendAll();
			}
			for (let rest = 0; rest < 3; rest++) {
				arrive();
				kit.writer.step(now + 10 * (rest + 1));
			}
			arrive();
			for (const [key, value] of wanted) expect(held.get(key)?.value).to.equal(value);
			expect(kit.writer.pendingCount()).to.equal(0);
		}
	});

	describe("urgency", () => {
		/** Whether each write since the last call was urgent; the back end has not stored them. */
		const urgencies = (kit: WriterKit) => {
			const taken = kit.sent.map(({ urgent, patient }) =>
				urgent ? "urgent" : patient ? "patient" : "plain",
			);
			kit.sent.clear();
			return taken.join(" ");
		};

		it("goes with the write, also when a plain change comes after", () => {
			const kit = new WriterKit();
			kit.writer.set("mara", "group_members", "a", 0, "urgent");
			kit.writer.set("mara", "group_members", "b", 0);
			kit.writer.unhold("mara", 1);
			expect(urgencies(kit)).to.equal("urgent");
			kit.writer.markStored("mara", "group_members", 1);
			kit.writer.set("mara", "group_members", "c", 5);
			kit.writer.step(5);
			expect(urgencies(kit)).to.equal("plain");
		});
		it("is that of the most pressing change since the last write, in whichever order they came", () => {
			for (const order of [
				["patient", "normal"],
				["normal", "patient"],
			] as const) {
				const kit = new WriterKit().verified("mara");
				kit.writer.set("mara", "status", "a", 0, order[0]);
				kit.writer.set("mara", "status", "b", 0, order[1]);
				kit.writer.step(0);
				expect(urgencies(kit)).to.equal("plain");
			}
			const kit = new WriterKit().verified("mara");
			kit.writer.set("mara", "status", "a", 0, "lazy");
			kit.writer.set("mara", "status", "b", 0, "patient");
			kit.writer.step(0);
			expect(urgencies(kit)).to.equal("patient");
		});
		it("is not lost with a write that never arrived", () => {
			const kit = new WriterKit().verified("mara");
			kit.writer.set("mara", "group_members", "a", 0, "urgent");
			expect(urgencies(kit)).to.equal("urgent");
			kit.writer.resendAll("mara");
			kit.writer.step(5);
			expect(urgencies(kit)).to.equal("urgent");
			kit.writer.markStored("mara", "group_members", 2);
			kit.writer.resendAll("mara");
			kit.writer.step(10);
			expect(urgencies(kit)).to.equal("plain");
		});
	});

	it("a drowsy NPC's interval can be stretched and goes back to what it was", () => {
		const kit = new WriterKit().verified("mara");
		kit.writer.setTier("mara", "drowsy");
		kit.writer.set("mara", "status", "a", 0);
		kit.writer.step(0);
		expect(kit.take()).to.equal("mara.status=a@1");
		kit.writer.setDrowsyScale(2);
		kit.writer.set("mara", "status", "b", 1);
		kit.writer.step(29);
		expect(kit.take()).to.equal("");
		kit.writer.step(30);
		expect(kit.take()).to.equal("mara.status=b@2");
		kit.writer.setDrowsyScale(1);
		kit.writer.set("mara", "status", "c", 31);
		kit.writer.step(45);
		expect(kit.take()).to.equal("mara.status=c@3");
	});

	it("values replaced before they were sent are counted", () => {
		const kit = new WriterKit().verified("mara");
		for (const value of ["a", "b", "b", "c"]) kit.writer.set("mara", "status", value, 0);
		expect(kit.writer.mergedCount()).to.equal(2);
		kit.writer.step(0);
		kit.writer.set("mara", "status", "d", 1);
		expect(kit.writer.mergedCount()).to.equal(2);
	});

	it("pending blocks are counted for one NPC or for all", () => {
		const kit = new WriterKit().verified("mara", "bram");
		kit.writer.set("mara", "status", "a", 0);
		kit.writer.set("mara", "group_members", "{}", 0);
		kit.writer.set("bram", "status", "a", 0);
		expect(kit.writer.pendingCount()).to.equal(3);
		expect(kit.writer.pendingCount("mara")).to.equal(2);
		expect(kit.writer.pendingCount("odette")).to.equal(0);
	});
};
