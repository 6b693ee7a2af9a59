import assert from "node:assert/strict";
import { test } from "node:test";
import { createLettaBackend } from "@townsfolk/gateway";
import { DEFAULT_MODEL, KEY, serveCloud } from "@townsfolk/simulator/testing";
import { keepNpcs, startReadyTown } from "./support/town.ts";

/** The place through the gateway, with Letta's REST API behind it. Only Letta is a fake; its streams are as the real server's. */

const SENTENCES = ["The kettle is on.", "Sit by the window, it is warm there.", "I will bring you a cup."];
/** Of the model, for the whole reply. */
const SECONDS = 4;

test("NPCs at Letta speak while their model writes, once, and are gone with the town", async () => {
	const { cloud, url, calls } = await serveCloud({
		model: () => ({ kind: "text", text: SENTENCES.join(" "), seconds: SECONDS }),
	});
	const backend = createLettaBackend({ baseUrl: url, apiKey: KEY, model: DEFAULT_MODEL });
	const town = await startReadyTown("Mara", {
		prepare: keepNpcs(["bram", "mara"]),
		wrapBackend: () => backend,
	});
	/** What the turns were doing when each line was shown. */
	const shown: string[] = [];
	try {
		town.onShown(({ text }) => {
			const outcome = cloud.state().turns.at(-1)?.outcome;
			if (SENTENCES.some((sentence) => text.includes(sentence))) shown.push(`${outcome}: ${text}`);
		});
		const names = (await town.minds()).map(({ agentId }) => agentId).sort();
		assert.deepEqual(
			cloud
				.state()
				.agents.map(({ id }) => id)
				.sort(),
			names,
			"all agents are at Letta",
		);

		const before = cloud.state().turns.length;
		const reply = await town.ask("Mara", "Hello Mara, do you have tea?");
		assert.deepEqual(reply.bubbles, SENTENCES);
		assert.ok(
			shown.some((line) => line.startsWith("running: ") && line.includes(SENTENCES[0]!)),
			`the first sentence was shown before the turn was over: ${shown.join(" | ")}`,
		);
		const turns = cloud.state().turns.slice(before);
		assert.deepEqual(
			turns.filter(({ content }) => content.includes("do you have tea?")).map(({ outcome }) => outcome),
			["done"],
		);
		assert.deepEqual([...new Set(cloud.state().turnsByOtid.values())], [1], "no turn ran twice");
	} finally {
		await town.stop();
	}
	assert.deepEqual(await calls.listAgents(["townsfolk"]), []);
	assert.deepEqual(await calls.listAllBlocks(), [], "no block is left");
});
