import assert from "node:assert/strict";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { mount } from "../src/rojo/mount.ts";
import { createSourceLocator } from "../src/world/source-locator.ts";
import { projectWith, writeProject } from "./support/write-project.ts";

async function createLocator(t: TestContext) {
	const project = writeProject(t, {
		"default.project.json": projectWith({ ServerScriptService: { TS: { $path: "out/src/server" } } }),
		"tsconfig.json": '{ "compilerOptions": { "outDir": "out" /* as rbxtsc writes it */ } }',
		"out/src/server/main.server.luau": "",
		"out/src/server/chat/init.luau": "",
		"out/src/server/plain.luau": "",
		"src/server/main.server.ts": "",
		"src/server/chat/index.tsx": "",
	});
	return createSourceLocator(project, (await mount(project)).scripts);
}

test("a message's script is found with its Luau file and the TypeScript it came from", async (t) => {
	const { locate } = await createLocator(t);
	assert.deepEqual(locate("ServerScriptService.TS.main:12: attempt to index nil with 'x'"), {
		file: path.join("out", "src", "server", "main.server.luau"),
		line: 12,
		typescript: path.join("src", "server", "main.server.ts"),
	});
	assert.deepEqual(
		locate("ServerScriptService.TS.chat:3: x")?.typescript,
		path.join("src", "server", "chat", "index.tsx"),
	);
	assert.equal(locate("ServerScriptService.TS.plain:1: x")?.typescript, undefined);
});

test("the first script that is the project's counts", async (t) => {
	const { locate } = await createLocator(t);
	const text = "at 12:30: no\nSomewhere.Else:4: no\n    ServerScriptService.TS.chat:7 function speak";
	assert.equal(locate(text)?.line, 7);
	assert.equal(locate("nothing to see"), undefined);
});

test("a traceback gets its files line by line", async (t) => {
	const { annotate } = await createLocator(t);
	const file = path.join("out", "src", "server", "plain.luau");
	assert.equal(
		annotate("boom\nServerScriptService.TS.plain:2 function f\nheadless/main:1"),
		`boom\nServerScriptService.TS.plain:2 function f (${file}:2)\nheadless/main:1`,
	);
});
