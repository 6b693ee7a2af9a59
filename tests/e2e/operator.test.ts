import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { MindsReport } from "../../src/server/operations/minds-report.ts";
import { eventually, type ReadyTown, startReadyTown } from "./support/town.ts";

/** What an operator reads of a running town is what happened in it. */
describe("an operator of the running town", () => {
	let town: ReadyTown;

	before(async () => {
		town = await startReadyTown("Mara");
	});

	after(() => town?.stop());

	test("reads a turn's cost as the model's provider counted it, through the whole chain", async () => {
		await town.ask("Mara", "Hello Mara!");
		const table = await eventually("the turn's end", async () => {
			const text = await town.operate("stats");
			return text.includes("0 in flight") && text.includes("1 done") ? text : undefined;
		});
		console.log(table);
		const [, prompt, reply] = /(\d+) prompt, (\d+) reply \|?/.exec(table.replaceAll(/ +/g, " ")) ?? [];
		assert.ok(Number(prompt) > 100, "a prompt with a persona has hundreds of tokens");
		assert.ok(Number(reply) > 0);
		assert.match(table, /\| turn +\| +0 \| +0 \| +1 \| +0 \|/);
		assert.match(table, /load level +\| 0/);
	});

	test("sees where every NPC is and that its agent is ready", async () => {
		const table = await town.operate("npcs");
		console.log(table);
		assert.match(table, /\| mara +\| Mara +\| ready +\| awake +\| Cafe /);
		assert.equal(table.split("\n").length, 2 + town.minds().length);
	});

	test("has a program read the same as JSON, with the turn that was answered", async () => {
		const { minds } = JSON.parse(await town.operate("minds mara")) as MindsReport;
		console.log(minds);
		assert.deepEqual(
			minds.map(({ npcId, state, attention, location }) => [npcId, state, attention, location]),
			[["mara", "ready", "awake", "Cafe"]],
		);
		assert.match(minds[0]!.agentId ?? "", /^agent-local-/);
		assert.deepEqual(
			minds[0]!.blocks.map(({ label }) => label),
			["group_members", "status"],
		);
		assert.ok(
			minds[0]!.turns.some(({ state }) => state === "done"),
			JSON.stringify(minds[0]!.turns),
		);
		const { minds: all } = JSON.parse(await town.operate("minds")) as MindsReport;
		assert.deepEqual(all.map(({ npcId }) => npcId).sort(), ["bram", "finn", "mara", "odette", "pip"]);
	});

	test("gets an answer to anything, and the town lives on", async () => {
		for (const line of ["", "nonsense", "log x", 'log "]] error("x")', "\u0000\n\\", "log 1"])
			assert.equal(typeof (await town.operate(line)), "string");
		assert.match(
			await town.operate("nonsense"),
			/no command "nonsense"\. There are forget, help, log, minds, npcs, stats/,
		);
		assert.deepEqual(town.complaints, []);
	});
});
