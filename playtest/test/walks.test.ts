import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Position, Survey } from "../src/player/survey.ts";
import { Walks } from "../src/player/walks.ts";

describe("walking a player", () => {
	/** A player on a plain with the Cafe at x = 32 and Mara, who stands where `mara` says. */
	function createPlain({ speed = 16, hasBody = true } = {}) {
		let here: Position = { x: 0, y: 3, z: 0 };
		let aim: Position | undefined;
		let now = 0;
		const events = new Map<number, () => void>();
		const mara = { x: 100, y: 3, z: 0 };
		const commands: Position[] = [];
		const survey = async (): Promise<Survey> => ({
			npcs: [{ npcId: "mara", name: "Mara", position: { ...mara } }],
			places: [{ name: "Cafe", position: { x: 32, y: 10, z: 0 } }],
			players: [],
			isOff: false,
		});
		const player = {
			position: () => (hasBody ? here : undefined),
			isMoving: () => aim !== undefined,
			moveTo: async (to: Position) => {
				commands.push(to);
				aim = to;
			},
			stop: async () => {
				aim = undefined;
			},
		};
		/** The player goes on while the walk waits. */
		const sleep = async (seconds: number) => {
			now += seconds;
			const way = (aim ?? here).x - here.x;
			here = { ...here, x: here.x + Math.sign(way) * Math.min(Math.abs(way), speed * seconds) };
			if (aim !== undefined && Math.abs(aim.x - here.x) < 0.01) aim = undefined;
			for (const [at, event] of events) if (now >= at && events.delete(at)) event();
		};
		const walks = new Walks(player, survey, { now: () => now, sleep });
		return {
			walks,
			commands,
			mara,
			here: () => here,
			now: () => now,
			/** Does something once the walk has gone on for so long, seconds. */
			at: (seconds: number, event: () => void) => void events.set(seconds, event),
		};
	}

	it("ends at a location, whose name is told at the start as the place has it", async () => {
		const { walks, here } = createPlain();
		const told: string[] = [];
		const outcome = await walks.walkTo("cafe", (name) => told.push(name));
		assert.deepEqual(outcome, { kind: "arrived", name: "Cafe" });
		assert.deepEqual(told, ["Cafe"]);
		assert.ok(Math.abs(here().x - 32) <= 2, `at ${here().x}`);
	});

	it("waits a moment after the arrival, so that the server sees who has come", async () => {
		const { walks, now } = createPlain();
		await walks.walkTo("Cafe");
		// 30 studs at 16 a second, seen at the next look.
		assert.equal(now().toFixed(1), "3.0");
	});

	it("follows an NPC that walks on", async () => {
		const { walks, commands, mara, at, here } = createPlain();
		at(2, () => (mara.x = 60));
		assert.deepEqual(await walks.walkTo("Mara"), { kind: "arrived", name: "Mara" });
		assert.deepEqual(
			commands.map(({ x }) => Math.round(x)),
			[100, 60],
		);
		assert.ok(Math.abs(here().x - 60) <= 6, `at ${here().x}`);
	});

	it("keeps its course while the NPC hardly moves", async () => {
		const { walks, commands, mara, at } = createPlain();
		at(2, () => (mara.x -= 0.9));
		await walks.walkTo("Mara");
		assert.equal(commands.length, 1);
	});

	it("is stuck when there is no character, or it takes much longer than the way is long", async () => {
		assert.deepEqual(await createPlain({ hasBody: false }).walks.walkTo("Cafe"), { kind: "stuck" });
		const slow = createPlain({ speed: 1 });
		assert.deepEqual(await slow.walks.walkTo("Cafe"), { kind: "stuck" });
		// Twice the 2 s that the way takes, and 5 s.
		assert.ok(slow.now() > 9 && slow.now() < 9.5, `after ${slow.now()} s`);
	});

	it("names what there is when there is no such place", async () => {
		const { walks, commands } = createPlain();
		assert.deepEqual(await walks.walkTo("Moon"), { kind: "unknown", known: ["Mara", "Cafe"] });
		assert.deepEqual(commands, []);
	});

	it("is interrupted by the next walk", async () => {
		const { walks, at, commands } = createPlain();
		let second: Promise<unknown> | undefined;
		at(1, () => (second = walks.walkTo("Cafe")));
		assert.deepEqual(await walks.walkTo("Mara"), { kind: "interrupted" });
		assert.deepEqual(await second, { kind: "arrived", name: "Cafe" });
		assert.deepEqual(
			commands.map(({ x }) => Math.round(x)),
			[100, 32],
		);
	});
});
