import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";

const SETUP = join(import.meta.dirname, "..", "..", "scripts", "setup.mjs");

/** Writes a `.luau` for every source, as the compiler does, and the runtime. */
const FAKE_COMPILER = `
const fs = require("node:fs");
const sources = fs.readdirSync("src");
if (sources.includes("broken.ts")) {
	console.log("src/broken.ts:1:1 - error TS2304: Cannot find name 'oops'.");
	process.exit(1);
}
fs.mkdirSync("out/src", { recursive: true });
fs.mkdirSync("include", { recursive: true });
fs.writeFileSync("include/RuntimeLib.lua", "");
for (const source of sources) fs.writeFileSync("out/src/" + source.replace(".ts", ".luau"), "");
`;

/** Installs the compiler, and says with what command it was asked. */
const FAKE_NPM = `
import fs from "node:fs";
fs.appendFileSync("npm.log", process.argv[2] + "\\n");
fs.mkdirSync("node_modules/roblox-ts", { recursive: true });
fs.writeFileSync("node_modules/roblox-ts/package.json", JSON.stringify({ bin: { rbxtsc: "cli.js" } }));
fs.writeFileSync("node_modules/roblox-ts/cli.js", ${JSON.stringify(FAKE_COMPILER)});
`;

describe("the setup", () => {
	let root: string;

	const at = (path: string) => join(root, path);
	const write = (path: string, text: string) => {
		mkdirSync(dirname(at(path)), { recursive: true });
		writeFileSync(at(path), text);
	};
	const installs = () => readFileSync(at("npm.log"), "utf8").trim().split("\n");

	function setup(args: string[] = [], env: NodeJS.ProcessEnv = {}) {
		const result = spawnSync(process.execPath, [at("scripts/setup.mjs"), ...args], {
			cwd: tmpdir(),
			env: { ...process.env, npm_execpath: at("npm.mjs"), ...env },
			encoding: "utf8",
		});
		return { code: result.status, text: result.stdout + result.stderr };
	}

	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), "townsfolk-setup-"));
		mkdirSync(at("scripts"));
		copyFileSync(SETUP, at("scripts/setup.mjs"));
		write("npm.mjs", FAKE_NPM);
		write("package-lock.json", "{}");
		write("src/town.ts", "");
	});
	afterEach(() => rmSync(root, { recursive: true, force: true }));

	it("installs and compiles in a fresh clone, and does nothing the second time", () => {
		const first = setup();
		assert.equal(first.code, 0, first.text);
		assert.match(first.text, /✓ installing dependencies \(npm ci\)[\s\S]*✓ compiling the place/);
		const second = setup();
		assert.match(second.text, /up to date/);
		assert.deepEqual(installs(), ["ci"]);
	});

	it("brings node_modules up to date when the lock file changes, without deleting it", () => {
		setup();
		write("package-lock.json", '{ "changed": true }');
		write("node_modules/kept", "");
		assert.equal(setup().code, 0);
		assert.deepEqual(installs(), ["ci", "install"]);
		assert.ok(existsSync(at("node_modules/kept")));
	});

	it("compiles again when a source changes, and leaves nothing of one that is gone", () => {
		write("src/old.ts", "");
		setup();
		assert.ok(existsSync(at("out/src/old.luau")));
		rmSync(at("src/old.ts"));
		assert.match(setup().text, /compiling the place/);
		assert.ok(!existsSync(at("out/src/old.luau")));
		assert.ok(existsSync(at("out/src/town.luau")));
	});

	it("compiles again when the output was deleted, or when it is told to", () => {
		setup();
		rmSync(at("out"), { recursive: true });
		assert.match(setup().text, /compiling the place/);
		rmSync(at("include"), { recursive: true });
		assert.match(setup().text, /compiling the place/);
		assert.match(setup(["--force-build"]).text, /compiling the place/);
	});

	it("fails with the compiler's own message, and goes on failing", () => {
		write("src/broken.ts", "oops");
		for (let i = 0; i < 2; i++) {
			const { code, text } = setup();
			assert.equal(code, 1);
			assert.match(text, /✗ compiling[\s\S]*src\/broken\.ts:1:1 - error TS2304: Cannot find name 'oops'/);
		}
	});

	it("says what it does where it is asked for help, and does nothing", () => {
		const { code, text } = setup(["--force-build", "--help"]);
		assert.equal(code, 0);
		assert.match(text, /^npm run build\n/);
		assert.ok(!existsSync(at("npm.log")));
	});

	it("names an unknown option, and says that git is missing", () => {
		assert.match(setup(["--force"]).text, /unknown option --force/);
		const { code, text } = setup([], { PATH: root });
		assert.equal(code, 1);
		assert.match(text, /git is not on the PATH/);
	});
});
