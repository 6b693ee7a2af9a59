import assert from "node:assert/strict";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { findStudio } from "../src/studio/find-studio.ts";
import {
	environment,
	FAILING,
	PASSING,
	specProject,
	standInStudio,
	temporaryFolder,
} from "./support/programs.ts";
import { runLine } from "./support/terminal.ts";

function studioLine(t: TestContext, specs: Record<string, string>, more: Record<string, unknown> = {}) {
	const env = environment(t, { STAND_IN_PROJECT: specProject(t, specs), ...more });
	return runLine(["studio", "--studio", standInStudio(t)], { env });
}

describe("npm run roblox -- studio", () => {
	test("prints the sentences, the table and the closing line of npm test", async (t) => {
		const { code, output } = await studioLine(t, { sum: PASSING, "rules/sum": PASSING });
		assert.equal(code, 0, output);
		assert.match(output, /^ +\+ adds$/m);
		assert.match(output, /^\| suite \| passed \| failed \| skipped \| seconds \|$/m);
		assert.match(output, /^\| specs in Studio \| 2 \| 0 \| 0 \| 0\.0 \|$/m);
		assert.match(output, /^2 passed, 0 failed$/m);
	});

	test("exits 1 when a spec fails, and prints its message as the specs wrote it", async (t) => {
		const { code, output } = await studioLine(t, { sum: PASSING, wrong: FAILING });
		assert.equal(code, 1);
		assert.match(output, /^FAILED ServerScriptService\.Specs > wrong > errs – ünicode 🙂$/m);
		assert.match(output, /Expected value "3" \(number\), got "2" \(number\) instead/);
		assert.match(output, /^1 passed, 1 failed$/m);
	});

	test("an error that no spec catches is a failure", async (t) => {
		const stray = 'it("spawns", function() task.spawn(function() error("astray") end) end)';
		const { code, output } = await studioLine(t, { stray });
		assert.equal(code, 1);
		assert.match(output, /^FAILED an error that no spec caught\n {4}.*stray\.spec:2: astray/m);
	});

	test("spec files that need a running game are left out, and it says so", async (t) => {
		const { code, output } = await studioLine(t, {
			sum: PASSING,
			"roblox/body": FAILING,
			"client-tree": FAILING,
		});
		assert.equal(code, 0, output);
		assert.match(output, /^Spec files left out: 2\. They need a running game/m);
	});

	test("reads an output whose lines begin with the time", async (t) => {
		const long = Array.from({ length: 40 }, (_, index) => `it("sentence ${index} of many", function() end)`);
		const { output } = await studioLine(t, { long: long.join("\n") }, { STAND_IN_MANNER: "timestamps" });
		assert.match(output, /^40 passed, 0 failed$/m);
	});

	test("says that Rojo is missing", async (t) => {
		const env = environment(t, { rojo: false });
		const { code, output } = await runLine(["studio", "--studio", standInStudio(t)], { env });
		assert.equal(code, 1);
		assert.match(output, /^Rojo is missing: there is no program `rojo` on the PATH/m);
	});

	test("says that Studio closed without a report, with the end of its output", async (t) => {
		const { code, output } = await studioLine(t, { sum: PASSING }, { STAND_IN_MANNER: "crashes" });
		assert.equal(code, 1);
		assert.match(
			output,
			/closed without a report of the specs\.\nThe end of its output:\nDataModel loading failed$/,
		);
	});

	test("closes a Studio that hangs, and says what it may wait for", async (t) => {
		const env = environment(t, { STAND_IN_MANNER: "hangs", STAND_IN_PROJECT: "none" });
		const argv = ["studio", "--studio", standInStudio(t), "--timeout-minutes", "0.02"];
		const { code, output } = await runLine(argv, { env });
		assert.equal(code, 1);
		assert.match(output, /was not done after 0\.02 minutes and was closed\. If it waits for a login/);
	});
});

describe("looking for Studio", () => {
	test("on Windows it is the newest version's program", (t) => {
		const folder = temporaryFolder(t);
		for (const [version, time] of Object.entries({
			"version-old": 1000,
			"version-new": 2000,
			"version-empty": 3000,
		})) {
			const program = path.join(folder, "Roblox", "Versions", version, "RobloxStudioBeta.exe");
			mkdirSync(path.dirname(program), { recursive: true });
			if (version === "version-empty") continue;
			writeFileSync(program, "");
			utimesSync(program, time, time);
		}
		const found = findStudio({ platform: "win32", env: { LOCALAPPDATA: folder } });
		assert.equal(found, path.join(folder, "Roblox", "Versions", "version-new", "RobloxStudioBeta.exe"));
	});

	test("where there is none, it says where it looked", (t) => {
		const env = { LOCALAPPDATA: temporaryFolder(t) };
		assert.throws(
			() => findStudio({ platform: "win32", env }),
			/Studio is missing: no RobloxStudioBeta\.exe under/,
		);
		assert.throws(
			() => findStudio({ platform: "darwin", env }),
			/Studio is missing: there is no \/Applications\/RobloxStudio\.app\/Contents\/MacOS\/RobloxStudio/,
		);
		assert.throws(() => findStudio({ platform: "linux", env }), /for Windows and macOS, not for linux/);
		assert.throws(() => findStudio({ platform: "linux", env }, "/no/such"), /--studio names \/no\/such/);
	});
});

describe("the command line", () => {
	for (const [argv, problem] of [
		[[], /^which command\?/],
		[["stduio"], /^there is no command stduio/],
		[["studio", "--task", "EditFile"], /Unknown option '--task'/],
		[["studio", "one", "two"], /^one argument too many: two/],
		[["studio", "--timeout-minutes", "soon"], /^--timeout-minutes is a number above 0/],
	] as const) {
		test(`"${argv.join(" ")}" is refused with the help`, async () => {
			const { code, output } = await runLine(argv);
			assert.equal(code, 2);
			assert.match(output, problem);
			assert.match(output, /npm run roblox -- <command>/);
		});
	}

	test("--help prints the commands", async () => {
		const { code, output } = await runLine(["--help"]);
		assert.equal(code, 0);
		assert.match(output, /^ {2}studio \[filter\]/m);
	});
});
