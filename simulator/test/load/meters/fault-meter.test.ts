import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DisplayEvent } from "@townsfolk/headless";
import { FaultMeter } from "../../../src/direct/fault-meter.ts";
import { BUBBLES } from "../../../../src/shared/constants.ts";
import { createBlockStore } from "../../../src/double/block-store.ts";
import type { FakeLettaCloud, RequestRecord } from "../../../src/letta-cloud/fake-letta-cloud.ts";
import type { TurnRecord } from "../../../src/letta-cloud/turns.ts";
import type { GroundTruth, TrueEntity } from "../../../src/meters/ground-truth.ts";
import { EXCUSE } from "../../../src/run/prepare-place.ts";
import type { Rig } from "../../../src/run/rig.ts";

const BEGIN = 60;
const END = 120;

function entity(kind: TrueEntity["kind"], id: string, x: number): TrueEntity {
	return { kind, id, displayName: id, x, y: 0, z: 0, health: 100, isMoving: false };
}

/** Mara with Alex beside her, in a fault from 60 to 120 s, at a Letta with these turns and requests. */
function setUp(turns: Partial<TurnRecord>[] = [], requests: Partial<RequestRecord>[] = []) {
	const blocks = createBlockStore({ now: () => 0 });
	let display: (event: DisplayEvent) => void = () => {};
	const rig = {
		world: { on: (_kind: string, listener: typeof display) => (display = listener) },
		double: { blocks },
	} as unknown as Rig;
	const cloud = { state: () => ({ turns, requests }) } as unknown as FakeLettaCloud;
	let rev = 0;
	const meter = new FaultMeter(cloud, rig, END, BEGIN);
	const truth = (at: number): GroundTruth => ({
		at,
		zones: [],
		entities: [entity("npc", "mara", 0), entity("player", "alex", 5)],
	});
	return {
		meter,
		look: (at: number) => meter.look(truth(at)),
		store: (label: string, value: string) => blocks.accept("mara", { label, value, rev: ++rev }),
		bubble: (text: string, time: number, player = "Alex") =>
			display({
				kind: "bubble",
				text: BUBBLES.aiMark + text,
				player,
				time,
				adornee: "Workspace.Npcs.Mara.Head",
			} as DisplayEvent),
	};
}

const STATUS = "health: 100 | location: Outdoors | current_action: Idle";
const GROUP = JSON.stringify({ alex: { name: "alex" } });

describe("the meter of a fault", () => {
	it("measures from the fault's end until every block that was wrong then is right", () => {
		const { meter, look, store } = setUp();
		look(END - 1);
		look(END);
		assert.equal(meter.counts().wrongAtEnd, 2, "neither block is there");
		store("status", STATUS);
		look(END + 2);
		assert.equal(meter.counts().memoryRecoverySeconds, undefined);
		store("group_members", GROUP);
		look(END + 3);
		look(END + 4);
		assert.equal(meter.counts().memoryRecoverySeconds, 3);
	});

	it("finds the first turn that ends well after the fault", () => {
		const { meter } = setUp([
			{ outcome: "done", endedAt: END - 1 },
			{ outcome: "failed", endedAt: END + 1 },
			{ outcome: "done", endedAt: END + 9 },
			{ outcome: "done", endedAt: END + 5 },
		]);
		assert.equal(meter.counts().turnRecoverySeconds, 5);
		assert.equal(setUp().meter.counts().turnRecoverySeconds, undefined);
	});

	it("counts requests while the fault lasts, and those that were wasted", () => {
		const { meter } = setUp(
			[],
			[
				{ at: BEGIN - 1, wasStruck: true },
				{ at: BEGIN, wasStruck: true },
				{ at: END - 1, wasStruck: false },
				{ at: END, wasStruck: true },
			],
		);
		const { requestsMeanwhile, requestsWasted } = meter.counts();
		assert.deepEqual([requestsMeanwhile, requestsWasted], [2, 1]);
	});

	it("counts an excuse once, however many clients display it, and a later one again", () => {
		const { meter, bubble } = setUp();
		bubble(EXCUSE, 70);
		bubble(EXCUSE, 70.1, "Sam");
		bubble("Hello!", 71);
		bubble(EXCUSE, 80);
		assert.equal(meter.counts().excuses, 2);
	});
});
