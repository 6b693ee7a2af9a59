import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { cruise, type IFlattenedRuleSet, type IReporterOutput } from "dependency-cruiser";
import extractTsConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { ESLint } from "eslint";

/** The rules between rooms (CONTRIBUTING.md) are only worth what lint does when one of them is broken. */

const ROOT = join(import.meta.dirname, "../..");

describe("what may name the engine", () => {
	const eslint = new ESLint({ cwd: ROOT });

	/** Lints `text` as if it stood in `file`, which must be one that tsconfig.json knows. */
	async function rulesBroken(file: string, text: string): Promise<string[]> {
		const [result] = await eslint.lintText(text, { filePath: join(ROOT, file) });
		const fatal = result.messages.find((message) => message.fatal);
		assert.equal(fatal, undefined, `${file} could not be linted: ${fatal?.message}`);
		return result.messages.map((message) => message.ruleId ?? "");
	}

	const RULE = "src/server/rules/space/entity.ts";
	const CASES: ReadonlyArray<{ why: string; file: string; text: string; rule: string }> = [
		{
			why: "a rule asks the engine for a service",
			file: RULE,
			text: `export const players = game.GetService("Players");\n`,
			rule: "no-restricted-globals",
		},
		{
			why: "a rule makes an engine datatype",
			file: RULE,
			text: `export const origin = new Vector3(0, 0, 0);\n`,
			rule: "no-restricted-globals",
		},
		{
			why: "a rule reads the clock",
			file: RULE,
			text: `export const now = os.clock();\n`,
			rule: "no-restricted-properties",
		},
		{
			why: "a rule throws dice",
			file: RULE,
			text: `export const luck = math.random();\n`,
			rule: "no-restricted-properties",
		},
		{
			why: "a service spawns a thread",
			file: "src/server/talk/turn-service.ts",
			text: `task.spawn(() => {});\n`,
			rule: "no-restricted-globals",
		},
		{
			why: "the ports name the engine",
			file: "src/server/ports.ts",
			text: `export const here = game.JobId;\n`,
			rule: "no-restricted-globals",
		},
	];

	for (const { why, file, text, rule } of CASES) {
		test(`lint refuses it when ${why}`, async () => {
			const broken = await rulesBroken(file, text);
			assert.ok(broken.includes(rule), `expected ${rule}, found ${broken.join(", ") || "nothing"}`);
		});
	}

	const functionOf = (lines: number) =>
		`export function sum(): number {\n${"\tsum();\n".repeat(lines - 3)}\treturn 1;\n}\n`;

	test("lint refuses a function of more than 80 lines, and accepts one of 80", async () => {
		assert.deepEqual(await rulesBroken(RULE, functionOf(81)), ["max-lines-per-function"]);
		assert.deepEqual(await rulesBroken(RULE, functionOf(80)), []);
	});

	test("lint accepts a rule that takes the time as an argument", async () => {
		const text =
			"/** Seconds since `since`. */\nexport const elapsed = (since: number, now: number) => now - since;\n";
		assert.deepEqual(await rulesBroken(RULE, text), []);
	});
});

describe("who may import whom", () => {
	/** An import that is forbidden, and the name of the rule that says so. */
	const CASES: ReadonlyArray<{ rule: string; from: string; imports: string }> = [
		{ rule: "shared-alone", from: "src/shared/probe.ts", imports: "src/server/rules/space/entity.ts" },
		{ rule: "client-alone", from: "src/client/probe.ts", imports: "src/server/ports.ts" },
		{ rule: "rules-pure", from: "src/server/rules/space/probe.ts", imports: "src/server/ports.ts" },
		{ rule: "rules-pure", from: "src/server/rules/talk/probe.ts", imports: "src/server/net/backoff.ts" },
		{ rule: "net-pure", from: "src/server/net/probe.ts", imports: "src/server/ports.ts" },
		{
			rule: "rules-pure",
			from: "src/server/rules/status/probe.ts",
			imports: "src/server/wire/gateway-frames.ts",
		},
		{ rule: "net-pure", from: "src/server/net/other.ts", imports: "src/server/wire/gateway-frames.ts" },
		{ rule: "wire-alone", from: "src/server/wire/probe.ts", imports: "src/server/rules/space/entity.ts" },
		{ rule: "constants-alone", from: "src/server/constants/probe.ts", imports: "src/server/ports.ts" },
		{ rule: "ports-low", from: "src/server/ports.ts", imports: "src/server/talk/turn-service.ts" },
		{ rule: "ports-low", from: "src/server/ports.ts", imports: "src/server/wire/gateway-frames.ts" },
		{ rule: "config-low", from: "src/server/config/other.ts", imports: "src/server/wire/gateway-frames.ts" },
		{ rule: "config-low", from: "src/server/config/probe.ts", imports: "src/server/talk/turn-service.ts" },
		{ rule: "room-npcs", from: "src/server/npcs/probe.ts", imports: "src/server/talk/turn-service.ts" },
		{ rule: "room-talk", from: "src/server/talk/probe.ts", imports: "src/server/roblox/clock.ts" },
		{
			rule: "room-forgetting",
			from: "src/server/forgetting/probe.ts",
			imports: "src/server/wire/gateway-frames.ts",
		},
		{
			rule: "wire-at-the-edge",
			from: "src/server/start-town.ts",
			imports: "src/server/wire/gateway-frames.ts",
		},
		{ rule: "letta-adapters", from: "src/server/letta/cloud/probe.ts", imports: "src/server/roblox/http.ts" },
		{ rule: "engine-adapters", from: "src/server/roblox/probe.ts", imports: "src/server/talk/hints.ts" },
		{ rule: "only-wiring-wires", from: "src/server/talk/other.ts", imports: "src/server/create-town.ts" },
		{
			rule: "services-at-the-edge",
			from: "src/server/talk/third.ts",
			imports: "node_modules/@rbxts/services/index.ts",
		},
		{ rule: "gateway-door", from: "gateway/src/probe.ts", imports: "src/server/wire/gateway-frames.ts" },
		{ rule: "gateway-alone", from: "gateway/src/other.ts", imports: "simulator/src/index.ts" },
		{ rule: "headless-alone", from: "headless/src/probe.ts", imports: "src/server/ports.ts" },
		{ rule: "simulator-low", from: "simulator/src/probe.ts", imports: "playtest/src/index.ts" },
		{ rule: "simulator-doors", from: "playtest/src/third.ts", imports: "simulator/src/run/rig.ts" },
		{ rule: "simulator-doors", from: "tests/talk/probe.ts", imports: "simulator/scenarios/index.ts" },
		{ rule: "simulator-doors", from: "playtest/test/third.ts", imports: "simulator/src/run/rig.ts" },
		{ rule: "simulator-testing", from: "playtest/src/other.ts", imports: "simulator/src/testing.ts" },
		{ rule: "no-tests", from: "playtest/src/probe.ts", imports: "simulator/test/support.ts" },
		{ rule: "no-tests", from: "gateway/src/third.ts", imports: "gateway/test/support.ts" },
		{ rule: "no-tests-of-others", from: "playtest/test/probe.ts", imports: "tests/e2e/support.ts" },
	];

	const ALLOWED: ReadonlyArray<{ from: string; imports: string }> = [
		{ from: "src/server/rules/talk/good.ts", imports: "src/server/rules/space/entity.ts" },
		{ from: "src/server/talk/good.ts", imports: "src/server/npcs/npc-manager.ts" },
		{ from: "src/server/letta/cloud/good.ts", imports: "src/server/wire/gateway-frames.ts" },
		{ from: "src/server/roblox/good.ts", imports: "node_modules/@rbxts/services/index.ts" },
		{ from: "gateway/src/wire.ts", imports: "src/server/wire/gateway-frames.ts" },
		{ from: "gateway/test/good.ts", imports: "gateway/test/support.ts" },
		{ from: "playtest/src/good.ts", imports: "simulator/src/index.ts" },
		{ from: "playtest/test/good.ts", imports: "simulator/src/testing.ts" },
	];

	let folder: string;
	let found: ReadonlyArray<{ rule: string; severity: string; from: string; to: string }>;

	const write = (path: string, text: string) => {
		const file = join(folder, path);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, text, { flag: "a" });
	};

	/** A tree of ours in small, with every case in it, cruised once. */
	before(async () => {
		folder = mkdtempSync(join(tmpdir(), "townsfolk-rooms-"));
		writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: { baseUrl: "src" } }));
		mkdirSync(join(folder, "node_modules"), { recursive: true });
		symlinkSync(join(ROOT, "node_modules/typescript"), join(folder, "node_modules/typescript"));
		for (const { from, imports } of [...CASES, ...ALLOWED]) {
			write(imports, "");
			const climbed = "../".repeat(from.split("/").length - 1);
			write(from, `import "${climbed}${imports}";\n`);
		}
		write("src/server/rules/space/ring-a.ts", `import "./ring-b";\n`);
		write("src/server/rules/space/ring-b.ts", `import "./ring-a";\n`);

		const config = createRequire(import.meta.url)(join(ROOT, ".dependency-cruiser.cjs"));
		const { options, forbidden } = config as { options: object; forbidden: IFlattenedRuleSet["forbidden"] };
		const result: IReporterOutput = await cruise(
			["src", "gateway", "headless", "playtest", "simulator", "tests"],
			{ ...options, baseDir: folder, validate: true, ruleSet: { forbidden } },
			undefined,
			{ tsConfig: extractTsConfig(join(folder, "tsconfig.json")) },
		);
		if (typeof result.output === "string") throw new Error(result.output);
		found = result.output.summary.violations.map(({ rule, from, to }) => ({
			rule: rule.name,
			severity: rule.severity,
			from,
			to,
		}));
	});
	after(() => rmSync(folder, { recursive: true, force: true }));

	for (const { rule, from, imports } of CASES) {
		test(`lint refuses ${imports} in ${from}: ${rule}`, () => {
			const broken = found
				.filter((violation) => violation.from === from && violation.to === imports)
				.map((violation) => violation.rule);
			assert.ok(broken.includes(rule), `expected ${rule}, found ${broken.join(", ") || "nothing"}`);
		});
	}

	for (const { from, imports } of ALLOWED) {
		test(`lint accepts ${imports} in ${from}`, () => {
			assert.deepEqual(
				found.filter((violation) => violation.from === from),
				[],
			);
		});
	}

	test("lint refuses two files that import each other", () => {
		const rings = found.filter(({ rule }) => rule === "no-circles").map(({ from }) => from);
		assert.deepEqual(rings, ["src/server/rules/space/ring-a.ts"]);
	});

	test("every rule is an error, not a warning", () => {
		assert.deepEqual([...new Set(found.map(({ severity }) => severity))], ["error"]);
	});
});
