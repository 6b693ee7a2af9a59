import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DiskWatch } from "../src/backend/app-server/disk-watch.ts";
import { createLog } from "../src/logging.ts";
import { createFakeClock } from "./support/fake-clock.ts";

const FULL = { type: "turn_finished", stop_reason: "error", error: "ENOSPC: no space left on device, write" };

function setUp() {
	const clock = createFakeClock();
	const lines: string[] = [];
	const watch = new DiskWatch(
		{ clock, log: createLog("info", { write: (line) => void lines.push(line) }) },
		90,
	);
	return { clock, watch, lines };
}

describe("the App Server's disk", () => {
	it("counts as full from the first error that says so, and the log says it once", () => {
		const { watch, lines } = setUp();
		assert.equal(watch.problem(), undefined);
		watch.note(FULL);
		watch.note({ type: "agent_create_response", success: false, error: "fatal: No space left on device" });
		assert.equal(watch.problem(), "the App Server's disk is full");
		assert.equal(lines.length, 1);
		assert.match(lines[0]!, /"level":50.*disk is full/);
	});

	for (const written of [
		{ type: "agent_create_response", success: true },
		{ type: "write_memory_file_response", success: true },
		{ type: "turn_finished", stop_reason: "end_turn" },
	]) {
		it(`has room again after ${written.type}`, () => {
			const { watch, lines } = setUp();
			watch.note(FULL);
			watch.note(written);
			assert.equal(watch.problem(), undefined);
			assert.match(lines[1]!, /room again/);
		});
	}

	it("does not get room by what writes nothing, nor by another failure", () => {
		const { watch } = setUp();
		watch.note(FULL);
		watch.note({ type: "agent_list_response", success: true });
		watch.note({ type: "turn_finished", stop_reason: "error", error: "400: no" });
		watch.note({ type: "write_memory_file_response", success: false, error: "something else" });
		assert.notEqual(watch.problem(), undefined);
	});

	it("may have room again when nothing has said for long that it is full", async () => {
		const { watch, clock } = setUp();
		watch.note(FULL);
		await clock.advance(89);
		assert.notEqual(watch.problem(), undefined);
		await clock.advance(2);
		assert.equal(watch.problem(), undefined);
	});
});
