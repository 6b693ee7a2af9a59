import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { type BodyWorld, createBodyWorld } from "./support/body-world.ts";
import { ANSWER, type Probe, PROBES } from "./support/probes.ts";

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

const isDeferred = ({ deferred }: Probe): boolean => deferred === true;

for (const [signalBehavior, probes] of [
	["Immediate", PROBES.filter((probe) => !isDeferred(probe))],
	["Deferred", PROBES.filter(isDeferred)],
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

test("there are 60 probes, each with its source", () => {
	assert.ok(PROBES.length >= 60, `${PROBES.length}`);
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
