import assert from "node:assert/strict";
import { test } from "node:test";
import { findInstance, mount } from "@townsfolk/headless";
import { SCENARIOS } from "../../scenarios/index.ts";
import { PROJECT_FILE } from "../../src/project-file.ts";
import { createRandom } from "../../src/repeatable/random.ts";
import { preparePlace, type PreparePlaceOptions } from "../../src/run/prepare-place.ts";

async function limitsOf(options?: PreparePlaceOptions) {
	const { tree: root } = await mount(PROJECT_FILE);
	const settings = () => findInstance(root, "ServerStorage/LettaConfig").attributes;
	const limits = () => [settings().MaxTurnsPerHour, settings().MaxTokensPerDay];
	const own = limits();
	preparePlace(root, SCENARIOS["market-day"]!, createRandom(1), options);
	return { own, prepared: limits() };
}

test("a scenario that is measured has no limits of spending", async () => {
	assert.deepEqual((await limitsOf()).prepared, [-1, -1]);
});

test("a scenario that somebody may pay for keeps the place's limits of spending", async () => {
	const { own, prepared } = await limitsOf({ keepsLimits: true });
	assert.ok(own.every((limit) => typeof limit === "number" && limit > 0));
	assert.deepEqual(prepared, own);
});
