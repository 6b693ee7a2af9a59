import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it, test, type TestContext } from "node:test";
import { type BodyWorld, createBodyWorld } from "./support/body-world.ts";
import { askChat, CHAT_PROBES } from "./probes/chat.ts";
import { ANSWER, LUAU_PROBES, type LuauProbe } from "./probes/engine.ts";
import { askHttp, HTTP_PROBES } from "./probes/http.ts";
import { askPrompt, PROMPT_PROBES } from "./probes/prompts.ts";
import type { Probe } from "./support/probe.ts";

const PROBES: ReadonlyArray<Probe> = [...LUAU_PROBES, ...CHAT_PROBES, ...HTTP_PROBES, ...PROMPT_PROBES];

/** Clears away what the probe before has left. */
const CLEAR = `for _, child in workspace:GetChildren() do
	if table.find({ "Npc", "Block", "Part", "Door", "Folder" }, child.Name) then child:Destroy() end
end`;

async function openWorld(t: TestContext, signalBehavior: "Immediate" | "Deferred"): Promise<BodyWorld> {
	const body = await createBodyWorld(t, {
		ReplicatedStorage: { Remote: { $className: "RemoteEvent" } },
		Workspace: { $properties: { SignalBehavior: signalBehavior } },
	});
	await body.join("Alex");
	await body.run(ANSWER, "Alex");
	return body;
}

/** `WRITE_PROBES=1` brings its table up to date. */
const PAGE = join(import.meta.dirname, "../PROBES.md");

const isDeferred = ({ deferred }: LuauProbe): boolean => deferred === true;

for (const [signalBehavior, probes] of [
	["Immediate", LUAU_PROBES.filter((probe) => !isDeferred(probe))],
	["Deferred", LUAU_PROBES.filter(isDeferred)],
] as const) {
	test(`what Roblox documents, with SignalBehavior ${signalBehavior}`, async (t) => {
		const body = await openWorld(t, signalBehavior);
		for (const { what, source, luau, expected } of probes) {
			await t.test(`${what} (${source})`, async () => {
				await body.run(CLEAR);
				assert.deepEqual(await body.run(luau), expected);
			});
		}
	});
}

/** Probes that each have a world of their own. */
function probeAlone<Kind extends Probe>(
	of: string,
	probes: ReadonlyArray<Kind>,
	ask: (t: TestContext, probe: Kind) => Promise<unknown>,
): void {
	describe(of, () => {
		for (const probe of probes)
			it(`${probe.what} (${probe.source})`, async (t) => {
				assert.deepEqual(await ask(t, probe), probe.expected);
			});
	});
}

probeAlone("text chat", CHAT_PROBES, askChat);
probeAlone("HttpService", HTTP_PROBES, askHttp);
probeAlone("ProximityPrompt", PROMPT_PROBES, askPrompt);

test("there are a hundred probes, each with its source", () => {
	assert.ok(LUAU_PROBES.length >= 60, `${LUAU_PROBES.length}`);
	assert.ok(PROBES.length >= 100, `${PROBES.length}`);
	assert.ok(PROBES.every(({ source }) => source !== ""));
	assert.equal(new Set(PROBES.map(({ what }) => what)).size, PROBES.length);
});

/** A row for each probe. */
function probeTable(): string {
	const cell = (text: string) => text.replaceAll("|", "\\|");
	const rows = PROBES.map(
		({ what, source, expected }) => `| ${cell(what)} | ${cell(source)} | \`${JSON.stringify(expected)}\` |`,
	);
	return [
		"| what Roblox does | where its documentation says so | the probe gives |",
		"|---|---|---|",
		...rows,
	].join("\n");
}

test("the table of probes is what is probed", () => {
	const page = readFileSync(PAGE, "utf8");
	const shown = page.slice(page.indexOf("| what Roblox does"), page.lastIndexOf("|") + 1);
	if (process.env.WRITE_PROBES === "1")
		writeFileSync(
			PAGE,
			page.replace(shown, () => probeTable()),
		);
	else assert.equal(shown, probeTable());
});
