import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { ESLint } from "eslint";

/** The rules between rooms (CONTRIBUTING.md) are only worth what lint does when one of them is broken. */

const ROOT = join(import.meta.dirname, "../..");
const eslint = new ESLint({ cwd: ROOT });

/** Lints `text` as if it stood in `file`, which must be one that tsconfig.json knows. */
async function rulesBroken(file: string, text: string): Promise<string[]> {
	const [result] = await eslint.lintText(text, { filePath: join(ROOT, file) });
	const fatal = result.messages.find((message) => message.fatal);
	assert.equal(fatal, undefined, `${file} could not be linted: ${fatal?.message}`);
	return result.messages.map((message) => message.ruleId ?? "");
}

const CASES: ReadonlyArray<{ why: string; file: string; text: string; rule: string }> = [
	{
		why: "core asks the engine for a service",
		file: "src/shared/core/entity.ts",
		text: `export const players = game.GetService("Players");\n`,
		rule: "no-restricted-globals",
	},
	{
		why: "core makes an engine datatype",
		file: "src/shared/core/entity.ts",
		text: `export const origin = new Vector3(0, 0, 0);\n`,
		rule: "no-restricted-globals",
	},
	{
		why: "core reads the clock",
		file: "src/shared/core/entity.ts",
		text: `export const now = os.clock();\n`,
		rule: "no-restricted-properties",
	},
	{
		why: "core throws dice",
		file: "src/shared/core/entity.ts",
		text: `export const luck = math.random();\n`,
		rule: "no-restricted-properties",
	},
	{
		why: "core imports the server",
		file: "src/shared/core/entity.ts",
		text: `import { Clock } from "server/ports";\nexport const clock: Clock | undefined = undefined;\n`,
		rule: "no-restricted-imports",
	},
	{
		why: "core imports services",
		file: "src/shared/core/entity.ts",
		text: `import { Players } from "@rbxts/services";\nexport const players = Players;\n`,
		rule: "no-restricted-imports",
	},
	{
		why: "the ports name the engine",
		file: "src/server/ports.ts",
		text: `export const here = game.JobId;\n`,
		rule: "no-restricted-globals",
	},
	{
		why: "a player's code imports the server",
		file: "src/client/main.client.ts",
		text: `import { Clock } from "server/ports";\nexport const clock: Clock | undefined = undefined;\n`,
		rule: "no-restricted-imports",
	},
];

for (const { why, file, text, rule } of CASES) {
	test(`lint refuses it when ${why}`, async () => {
		const broken = await rulesBroken(file, text);
		assert.ok(broken.includes(rule), `expected ${rule}, found ${broken.join(", ") || "nothing"}`);
	});
}

test("lint accepts a rule that takes the time as an argument", async () => {
	const text =
		"/** Seconds since `since`. */\nexport const elapsed = (since: number, now: number) => now - since;\n";
	assert.deepEqual(await rulesBroken("src/shared/core/entity.ts", text), []);
});
