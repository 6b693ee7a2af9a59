/// <reference types="@rbxts/testez/globals" />
import type { TownConfig } from "server/create-town";
import { ALEX, startTestTown } from "./support/test-town";
import { expectAtMost, expectMore, expectSame, expectText } from "../shared/support/expectations";

function expectParts(text: string, ...parts: ReadonlyArray<string>): void {
	for (const part of parts)
		if (text.find(part, 1, true)[0] === undefined) error(`"${part}" is not in:\n${text}`, 2);
}

export = () => {
	describe("an operator of the running town", () => {
		it("reads what turns cost, how fast they are and what waits, in one place", () => {
			const { letta, clock, console, chat, join, turnsOf } = startTestTown({ Mara: 0 });
			letta.ready("mara");
			join(1, "Alex", 5);
			chat(1, "Alex", "hello");
			clock.advance(1.5);
			const [turn] = turnsOf("mara");
			turn.emit({ kind: "sentence", index: 0, text: "Good morning." });
			turn.emit({ kind: "done", usage: { promptTokens: 700, completionTokens: 25 } });
			const shown = console.type("stats");
			expectParts(
				shown,
				"1 sent, 0 in flight, 1 done, 0 cancelled, 0 failed",
				"p50 1.50 s",
				"700 prompt, 25 reply",
				"725 of 1000000",
				"load level",
			);
			for (const requestClass of ["turn", "actionResult", "departure", "group", "status", "housekeeping"])
				expectParts(shown, `| ${requestClass} `);
		});
		it("reads how many block values newer ones replaced before they were sent", () => {
			const { console, join, world } = startTestTown({ Mara: 0 });
			const merged = () => {
				const [count] = console.type("stats").match("block values merged before the port%s*|%s*(%d+)");
				return tonumber(count) ?? -1;
			};
			const before = merged();
			join(1, "Alex", 5);
			join(2, "Robin", 6);
			world.leave(ALEX);
			expectMore(merged(), before);
		});
		it("sees each NPC, its agent's state, its attention, where it is and what is on its way", () => {
			const { letta, clock, console, join } = startTestTown({ Bram: 400, Mara: 0 });
			letta.ready("mara");
			join(1, "Alex", 5);
			const lines = console.type("npcs").split("\n");
			expectParts(lines[2], "| bram ", "| waiting ", "| asleep ", "Outdoors");
			expectParts(lines[3], "| mara ", "| ready ", "| awake ", "Idle");
			expect(lines[3].match("(%d+) |$")[0]).to.equal("2");
			letta.storeAll();
			// The company that came meanwhile has waited for that.
			clock.advance(1);
			letta.storeAll();
			expect(console.type("npcs").split("\n")[3].match("(%d+) |$")[0]).to.equal("0");
		});
		it("has programs read each mind with its agent, blocks and turns", () => {
			const { letta, clock, minds, join, chat, turnsOf } = startTestTown({ Mara: 0 });
			const [unverified] = minds();
			expectSame(
				[unverified.state, unverified.agentId, unverified.attention],
				["waiting", undefined, "asleep"],
			);
			expectSame(
				unverified.blocks.map(({ label, rev, state }) => `${label} ${rev} ${state}`),
				["group_members 0 unsent", "status 0 unsent"],
			);
			letta.ready("mara");
			letta.storeAll();
			join(1, "Alex", 5);
			chat(1, "Alex", "hello");
			// Until the NPC's next decision.
			clock.advance(2);
			const [mind] = minds();
			expectSame(
				{ ...mind, blocks: mind.blocks.map(({ label, rev, state }) => `${label} ${rev} ${state}`) },
				{
					npcId: "mara",
					displayName: "Mara",
					state: "ready",
					agentId: "agent-mara",
					model: "test",
					isErasing: false,
					attention: "awake",
					location: "Outdoors",
					action: "Talk",
					blocks: ["group_members 2 sent", "status 2 sent"],
					pendingBlocks: 2,
					turns: [{ turnId: turnsOf("mara")[0].turnId, state: "sent" }],
				},
			);
			expectText(mind.blocks[0].value, '"Alex":');
			expectText(mind.blocks[1].value, "current_action: Talk");
		});
		it("has programs read the minds of those NPCs alone that they name", () => {
			const { minds } = startTestTown({ Bram: 0, Mara: 5, Pip: 10 });
			expectSame(
				minds("pip", "nobody", "bram").map(({ npcId }) => npcId),
				["bram", "pip"],
			);
		});
		it("has programs read why a mind is missing", () => {
			const { letta, minds } = startTestTown({ Mara: 0 });
			const failure = { reason: "agentLimit", message: "no room", final: false } as const;
			letta.setState("mara", { kind: "failed", ...failure });
			expectSame([minds()[0].state, minds()[0].failure], ["unreachable", failure]);
		});
		it("reads the newest lines of the log", () => {
			const { console, logger } = startTestTown({ Mara: 0 });
			logger.category("town").info("a line to find");
			expectParts(console.type("log 1"), "a line to find");
		});
		it("has a command more for each that is registered", () => {
			const { town, console } = startTestTown({ Mara: 0 });
			town.commands.register({
				name: "forget",
				usage: "forget <userId>",
				help: "",
				run: ([id]) => `forgot ${id}`,
			});
			expect(console.type("forget 7")).to.equal("forgot 7");
		});
		it("is heard until the town stops", () => {
			const { town, console } = startTestTown({ Mara: 0 });
			expect(console.isOpen()).to.equal(true);
			town.stop(() => {});
			expect(console.isOpen()).to.equal(false);
		});
	});

	describe("a loaded server", () => {
		it("gives attention to those near by alone, writes the drowsy less often, and recovers", () => {
			const { letta, clock, vitals, console, world, join } = startTestTown({ Mara: 0 });
			letta.ready("mara");
			join(1, "Alex", 50);
			letta.storeAll();
			expectParts(console.type("npcs"), "| awake ");
			vitals.set({ heartbeatSeconds: 0.05 });
			clock.advance(40);
			expectParts(console.type("npcs"), "| drowsy ");
			letta.storeAll();
			const before = letta.writes.size();
			for (let health = 90; health >= 10; health -= 10) {
				world.put({ ...world.sample()[0], healthPercent: health });
				clock.advance(5);
				letta.storeAll();
			}
			// 45 s of changes: no two writes of the drowsy NPC are less than 60 s apart.
			expectAtMost(letta.writes.size() - before, 1);
			vitals.set({ heartbeatSeconds: 0.004 });
			clock.advance(120);
			expectParts(console.type("npcs"), "| awake ");
		});
	});

	describe("spending", () => {
		it("is logged where it has no limit", () => {
			const warnsWith = (limits: Partial<TownConfig>) =>
				startTestTown({ Mara: 0 }, "session", limits)
					.logger.snapshot()
					.some(({ message }) => message.find("spending is not limited")[0] !== undefined);
			expect(warnsWith({})).to.equal(false);
			expect(warnsWith({ MaxTurnsPerHour: -1 })).to.equal(true);
			expect(warnsWith({ MaxTokensPerDay: -1 })).to.equal(true);
		});
	});
};
