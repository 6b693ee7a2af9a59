/// <reference types="@rbxts/testez/globals" />
import { npcEntityId } from "server/rules/space/entity";
import { npcAt } from "./support/fake-world";
import { ALEX, startTestTown, type TestTown } from "./support/test-town";
import { expectAtLeast, expectAtMost, expectItem, expectText } from "../shared/support/expectations";

const MARA = npcEntityId("mara");

function hurt({ world, clock }: TestTown, healthPercent: number): void {
	const mara = world.sample().find((entity) => entity.id === MARA);
	assert(mara);
	world.put({ ...mara, healthPercent });
	clock.advance(0.5);
}

function lastOf({ letta }: TestTown, label: string): string {
	const values = letta.valuesOf("mara", label);
	return values[values.size() - 1] ?? "";
}

export = () => {
	describe("an NPC that nobody is near", () => {
		it("is told its status when its agent is verified, and nothing after that, whatever happens", () => {
			const town = startTestTown({ Mara: 0 });
			town.clock.advance(1);
			town.letta.ready("mara");
			town.letta.storeAll();
			expect(town.letta.valuesOf("mara", "status").size()).to.equal(1);
			const before = town.letta.writes.size();
			for (let round = 0; round < 20; round++) {
				hurt(town, round % 2 === 0 ? 30 : 100);
				town.world.put(npcAt("bram", "Bram", round % 2 === 0 ? 5 : 500));
				town.clock.advance(10);
			}
			expect(town.letta.writes.size()).to.equal(before);
		});
		it("is told the last of everything, once, within a second of somebody's coming", () => {
			const town = startTestTown({ Mara: 0 });
			town.clock.advance(1);
			town.letta.ready("mara");
			town.letta.storeAll();
			for (const health of [80, 60, 40]) hurt(town, health);
			const before = town.letta.valuesOf("mara", "status").size();
			town.world.put({ ...npcAt("alex", "Alex", 149), id: ALEX, kind: "player" });
			town.clock.advance(0.75);
			expect(town.letta.valuesOf("mara", "status").size()).to.equal(before + 1);
			expectText(lastOf(town, "status"), "health: 40");
		});
	});

	describe("an NPC that is only seen from afar", () => {
		it("is told changes every 15 seconds at most, all of them together", () => {
			const town = startTestTown({ Mara: 0 });
			town.letta.ready("mara");
			town.join(1, "Alex", 100);
			town.letta.storeAll();
			const before = town.letta.writes.size();
			for (let round = 0; round < 120; round++) {
				hurt(town, round % 2 === 0 ? 30 : 100);
				town.letta.storeAll();
			}
			const writes = town.letta.writes.size() - before;
			// 60 seconds.
			expectAtLeast(writes, 3);
			expectAtMost(writes, 5);
		});
	});

	describe("an NPC that dies", () => {
		it("knows it at once, and that it lives again when it has another body", () => {
			const town = startTestTown({ Mara: 0 });
			town.letta.ready("mara");
			town.join(1, "Alex", 5);
			town.letta.storeAll();
			town.bodies.kill("mara");
			town.clock.advance(0.5);
			expectText(lastOf(town, "status"), "health: 0 |");
			town.letta.storeAll();
			town.clock.advance(8);
			expectText(lastOf(town, "status"), "health: 100 |");
		});
		it("on being destroyed is told nothing more", () => {
			const town = startTestTown({ Mara: 0 });
			town.letta.ready("mara");
			town.join(1, "Alex", 5);
			town.letta.storeAll();
			town.clock.advance(1);
			const before = town.letta.writes.size();
			town.town.npcs.destroy("mara");
			town.clock.advance(10);
			expect(town.letta.writes.size()).to.equal(before);
		});
	});

	describe("a talk", () => {
		it("is what the NPC does, while the answer is to come and for a while after", () => {
			const town = startTestTown({ Mara: 0 });
			const { clock, letta, chat, join, reply, motions } = town;
			letta.ready("mara");
			join(1, "Alex", 5);
			letta.storeAll();
			chat(1, "Alex", "hello");
			letta.storeAll();
			clock.advance(2);
			expectText(lastOf(town, "status"), "current_action: Talk");
			expectItem(motions.calls, "face mara 5,0");
			clock.advance(60);
			letta.storeAll();
			expectText(lastOf(town, "status"), "current_action: Talk");
			reply("mara", "Hello there!");
			clock.advance(19);
			expectText(lastOf(town, "status"), "current_action: Talk");
			clock.advance(3);
			expectText(lastOf(town, "status"), "current_action: Idle");
		});
		it("is over at once when the partner walks out of earshot or leaves", () => {
			for (const leave of [
				(town: TestTown) => town.world.move(ALEX, 45),
				(town: TestTown) => town.world.leave(ALEX),
			]) {
				const town = startTestTown({ Mara: 0 });
				town.letta.ready("mara");
				town.join(1, "Alex", 5);
				town.join(2, "Sam", 8);
				town.letta.storeAll();
				town.chat(1, "Alex", "hello");
				town.letta.storeAll();
				town.clock.advance(2);
				town.letta.storeAll();
				expectText(lastOf(town, "status"), "current_action: Talk");
				leave(town);
				town.clock.advance(1.5);
				expectText(lastOf(town, "status"), "current_action: Idle");
			}
		});
		it("is only the answering NPC's", () => {
			const town = startTestTown({ Bram: 8, Mara: 0 });
			town.letta.ready("mara");
			town.letta.ready("bram");
			town.join(1, "Alex", 2);
			town.letta.storeAll();
			town.chat(1, "Alex", "Bram, hello");
			town.letta.storeAll();
			town.clock.advance(2);
			expectText(lastOf(town, "status"), "current_action: Idle");
		});
	});
};
