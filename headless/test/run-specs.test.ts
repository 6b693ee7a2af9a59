import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { runSpecs } from "../src/specs/run-specs.ts";
import { projectWith, writeProject } from "./support/write-project.ts";

const TESTEZ = path.join(
	path.dirname(createRequire(import.meta.url).resolve("@rbxts/testez/package.json")),
	"src",
);
const CLI = fileURLToPath(new URL("../src/spec-cli.ts", import.meta.url));

/** A project with TestEZ and spec files by `shared/…`, `server/…` and `client/…`. */
function writeSpecs(t: TestContext, files: Readonly<Record<string, string>>): string {
	const optional = (folder: string) => ({ $path: { optional: folder } });
	return writeProject(t, {
		"default.project.json": projectWith({
			ReplicatedStorage: { TestEZ: { $path: TESTEZ }, Specs: optional("shared") },
			ServerScriptService: { Specs: optional("server") },
			StarterPlayer: { StarterPlayerScripts: { Specs: optional("client") } },
		}),
		...files,
	});
}

const spec = (body: string) => `return function()\n${body}\nend\n`;

test("specs of all three folders run, each on its peer", async (t) => {
	const projectFile = writeSpecs(t, {
		"shared/sum.spec.luau": spec('it("adds", function() expect(1 + 1).to.equal(2) end)'),
		"server/side.spec.luau": spec(
			'it("is the server", function() expect(game:GetService("RunService"):IsServer()).to.equal(true) end)',
		),
		"client/side.spec.luau": spec(
			'it("has a player", function() expect(game:GetService("Players").LocalPlayer).to.be.ok() end)',
		),
	});
	const results = await runSpecs({ projectFile });
	assert.deepEqual(results.failures, []);
	assert.deepEqual([results.passed, results.failed, results.skipped], [3, 0, 0]);
});

test("a failing spec is reported with its sentence, its path and its line", async (t) => {
	const projectFile = writeSpecs(t, {
		"shared/group/sum.spec.luau": spec(
			'describe("sums", function()\nit("adds", function()\nexpect(1 + 1).to.equal(3)\nend)\nit("is skipped", function() end)\nitSKIP("later", function() end)\nend)',
		),
	});
	const results = await runSpecs({ projectFile });
	assert.deepEqual([results.passed, results.failed, results.skipped], [1, 1, 1]);
	const [failure] = results.failures;
	assert.equal(failure.name, "ReplicatedStorage.Specs > group > sum > sums > adds");
	assert.match(failure.message, /Expected value "3" \(number\), got "2" \(number\) instead/);
	assert.match(failure.message, /ReplicatedStorage\.Specs\.group\.sum\.spec:4/);
	assert.ok(
		failure.message.includes(`(${path.join("shared", "group", "sum.spec.luau")}:4)`),
		failure.message,
	);
});

test("a spec file that does not load fails, and the others still run", async (t) => {
	const projectFile = writeSpecs(t, {
		"shared/broken.spec.luau": "local x = nil\nlocal y = x.z\nreturn function() end",
		"shared/syntax.spec.luau": "return function( end",
		"shared/wrong.spec.luau": "return 5",
		"shared/planning.spec.luau": spec('describe("plan", function() error("no plan") end)'),
		"shared/sum.spec.luau": spec('it("adds", function() end)'),
	});
	const results = await runSpecs({ projectFile });
	assert.deepEqual([results.passed, results.failed], [1, 4]);
	const messages = results.failures.map(({ name, message }) => `${name}: ${message}`).join("\n");
	assert.match(messages, /broken\.spec: .*broken\.spec:2: attempt to index nil/);
	assert.match(messages, /syntax\.spec:1: /);
	assert.match(messages, /wrong\.spec: a spec exports a function, not a number/);
	assert.match(messages, /planning > plan: .*no plan/);
});

test("an error that no spec catches is a failure", async (t) => {
	const projectFile = writeSpecs(t, {
		"shared/stray.spec.luau": spec(
			'it("spawns", function()\ntask.spawn(function() error("astray") end)\nend)',
		),
	});
	const results = await runSpecs({ projectFile });
	assert.deepEqual([results.passed, results.failed], [1, 1]);
	assert.match(results.failures[0].message, /ReplicatedStorage\.Specs\.stray\.spec:3: astray/);
});

test("specs may wait, and one that waits for ever is ended", async (t) => {
	const waiting = writeSpecs(t, {
		"shared/wait.spec.luau": spec('it("waits", function() expect(task.wait(60) >= 60).to.equal(true) end)'),
	});
	assert.equal((await runSpecs({ projectFile: waiting })).passed, 1);
	const forever = writeSpecs(t, {
		"shared/wait.spec.luau": spec('it("waits", function() while true do task.wait(1) end end)'),
	});
	const results = await runSpecs({ projectFile: forever, timeoutSeconds: 20 });
	assert.deepEqual([results.passed, results.failed], [0, 1]);
	assert.match(results.failures[0].message, /not done after 20 s/);
});

test("the place's own scripts stay off", async (t) => {
	const projectFile = writeSpecs(t, {
		"server/sum.spec.luau": spec('it("adds", function() end)'),
		"server/main.server.luau": 'error("the place runs")',
		"client/main.client.luau": 'error("the place runs")',
	});
	const results = await runSpecs({ projectFile });
	assert.deepEqual(results.failures, []);
});

test("a filter chooses spec files by name", async (t) => {
	const projectFile = writeSpecs(t, {
		"shared/one.spec.luau": spec('it("runs", function() end)'),
		"shared/two.spec.luau": spec('it("does not", function() error("ran") end)'),
	});
	const results = await runSpecs({ projectFile, filter: "Specs.ONE" });
	assert.deepEqual([results.passed, results.failed], [1, 0]);
});

function runCli(projectFile: string): Promise<{ code: number; output: string }> {
	const args = ["--import", "tsx", CLI, "--project", projectFile];
	return new Promise((resolve) => {
		execFile(process.execPath, args, (error, stdout, stderr) =>
			resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
		);
	});
}

test("the command exits 0 only when specs ran and all passed", async (t) => {
	const passing = writeSpecs(t, { "shared/a.spec.luau": spec('it("passes", function() end)') });
	const failing = writeSpecs(t, { "shared/a.spec.luau": spec('it("fails", function() error("no") end)') });
	const none = writeSpecs(t, { "shared/plain.luau": "return 1" });
	const [good, bad, empty] = await Promise.all([passing, failing, none].map(runCli));
	assert.equal(good.code, 0);
	assert.match(good.output, /^ {4}\+ passes$/m);
	assert.match(good.output, /^1 passed, 0 failed$/m);
	assert.equal(bad.code, 1);
	assert.match(bad.output, /^0 passed, 1 failed$/m);
	assert.equal(empty.code, 1);
	assert.match(empty.output, /no spec was run/);
});

test("specs run under either signal behaviour, whatever the project says", async (t) => {
	const projectFile = writeSpecs(t, {
		"shared/order.spec.luau": spec(
			`it("hears at once", function()
			local event, heard = Instance.new("BindableEvent"), false
			event.Event:Connect(function() heard = true end)
			event:Fire()
			expect(heard).to.equal(true)
			end)`,
		),
	});
	const outcome = async (signalBehavior?: "Immediate" | "Deferred") => {
		const { passed, failed } = await runSpecs({ projectFile, signalBehavior });
		return [passed, failed];
	};
	assert.deepEqual(await outcome(), [1, 0]);
	assert.deepEqual(await outcome("Immediate"), [1, 0]);
	assert.deepEqual(await outcome("Deferred"), [0, 1]);
});
