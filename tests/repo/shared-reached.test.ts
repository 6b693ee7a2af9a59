import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { cruise } from "dependency-cruiser";
import extractTsConfig from "dependency-cruiser/config-utl/extract-ts-config";

/** Every player downloads all of src/shared, so a module that no client code runs does not belong there. */

const ROOT = join(import.meta.dirname, "../..");

type Imports = ReadonlyMap<string, ReadonlyArray<string>>;

/** Which file imports which when it runs: imports of types alone are gone. */
async function runtimeImports(): Promise<Imports> {
	const { options } = createRequire(import.meta.url)(join(ROOT, ".dependency-cruiser.cjs")) as {
		options: object;
	};
	const { output } = await cruise(
		["src/client", "src/shared"],
		{ ...options, baseDir: ROOT, tsPreCompilationDeps: false },
		undefined,
		{ tsConfig: extractTsConfig(join(ROOT, "tsconfig.json")) },
	);
	if (typeof output === "string") throw new Error(output);
	return new Map(
		output.modules.map(({ source, dependencies }) => [source, dependencies.map(({ resolved }) => resolved)]),
	);
}

/** The modules of src/shared that the client does not import, directly or through others. */
function unreached(imports: Imports): string[] {
	const reached = new Set<string>();
	const open = ["src/client/main.client.ts"];
	for (let file = open.pop(); file !== undefined; file = open.pop()) {
		if (reached.has(file)) continue;
		reached.add(file);
		open.push(...(imports.get(file) ?? []));
	}
	return [...imports.keys()].filter((file) => file.startsWith("src/shared/") && !reached.has(file));
}

test("the client uses every module under src/shared", async () => {
	const imports = await runtimeImports();
	const shared = [...imports.keys()].filter((file) => file.startsWith("src/shared/"));
	assert.ok(shared.includes("src/shared/npc-chat-message.ts"), `found only ${shared.join(", ")}`);
	assert.deepEqual(unreached(imports), []);
});

test("a module counts as used through another, but not by the server, by itself or by what the client does not run", () => {
	const imports = new Map([
		["src/client/main.client.ts", ["src/shared/text.ts"]],
		["src/shared/text.ts", ["src/shared/unicode.ts"]],
		["src/shared/unicode.ts", []],
		["src/shared/crisis.ts", ["src/shared/unicode.ts"]],
		["src/shared/ring.ts", ["src/shared/ring.ts"]],
		["src/server/talk.ts", ["src/shared/crisis.ts"]],
		["src/client/old.ts", ["src/shared/old.ts"]],
		["src/shared/old.ts", []],
	]);
	assert.deepEqual(unreached(imports), ["src/shared/crisis.ts", "src/shared/ring.ts", "src/shared/old.ts"]);
});
