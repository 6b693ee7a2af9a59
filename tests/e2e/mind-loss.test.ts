import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { TurnNote } from "@townsfolk/playtest";
import { type ReadyTown, eventually, startReadyTown } from "./support/town.ts";

describe("the Letta App Server dies in the middle of a turn", () => {
	let town: ReadyTown;
	const turns: TurnNote[] = [];

	before(async () => {
		town = await startReadyTown("Mara");
		town.onTurn((note) => turns.push(note));
	});

	after(() => town?.stop());

	const requestsWith = (words: string) =>
		town.model!.requests.filter(({ body }) => JSON.stringify(body.messages?.at(-1) ?? "").includes(words))
			.length;

	test("the NPC keeps silent or in character, and the log says why", async () => {
		const release = town.model!.stallNext();
		await town.stage.say("Mara, are you there?");
		await eventually("the turn reaches the model", () => requestsWith("are you there") > 0 || undefined);
		const restarted = new Promise<void>((resolve) =>
			town.onAppServer((event) => event.kind === "restarted" && resolve()),
		);
		town.appServer.kill();
		const failed = await eventually("the turn fails", () => turns.find(({ state }) => state === "failed"));
		release();
		assert.equal(failed.npcId, "mara");
		await restarted;

		const own = (await town.world.evaluate(
			"server",
			`return game:GetService("ServerStorage").Npcs.mara:GetAttribute("FallbackLines")`,
		)) as string;
		const said = town.shown.filter(({ speaker, surface }) => speaker === "Mara" && surface === "window");
		for (const { text } of said)
			assert.ok(
				own.split("|").some((line) => line.trim() === text),
				`in character: ${text}`,
			);
		assert.ok(
			town.complaints.some((message) => /mara/.test(message)),
			`a log line names the NPC: ${town.complaints.join("; ")}`,
		);
	});

	test("it talks again after the restart, and no turn was doubled", async () => {
		assert.deepEqual(await town.awaitMinds(60), []);
		const reply = await town.ask("Mara", "Good to see you again, Mara.");
		assert.equal(reply.bubbles.length > 0, true);
		const sent = turns.filter(({ state }) => state === "sent").map(({ turnId }) => turnId);
		assert.deepEqual(sent, [...new Set(sent)], "each turn was sent once");
		assert.equal(requestsWith("are you there"), 1, "the model was asked once for the lost turn");
		const ended = turns.filter(({ state }) => state !== "sent").map(({ turnId }) => turnId);
		assert.deepEqual(ended.sort(), sent.sort(), "each turn ended once");
	});
});
