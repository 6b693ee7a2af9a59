import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createWorld } from "@townsfolk/headless";
import { SCENARIOS } from "../../scenarios/index.ts";
import { PROJECT_FILE } from "../../src/project-file.ts";
import { createRandom } from "../../src/repeatable/random.ts";
import { preparePlace } from "../../src/run/prepare-place.ts";

/** Seconds of the world in which the largest town has been looked at. */
const LOOK_SECONDS = 3;

describe("a scenario's place", () => {
	for (const scenario of Object.values(SCENARIOS)) {
		it(`${scenario.name} has NPCs and locations that the place has nothing to say against`, async (t) => {
			const complaints: string[] = [];
			const world = await createWorld({
				projectFile: PROJECT_FILE,
				clock: "virtual",
				http: () => Promise.reject(new Error("nobody answers")),
				secrets: { townsfolk_gateway_token: "t" },
				prepare: (tree) => void preparePlace(tree, scenario, createRandom(1)),
			});
			t.after(() => world.shutdown());
			world.on("log", ({ level, message }) => {
				if ((level === "warn" || level === "error") && message.includes("[npc] ")) complaints.push(message);
			});
			await world.start();
			await world.run(LOOK_SECONDS);
			assert.deepEqual(complaints, []);
		});
	}
});
