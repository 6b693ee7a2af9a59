import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { ensureAppServer } from "../src/index.ts";

/** A package like the real one, delivered by an npm that only copies it. */
describe("getting the App Server", () => {
	let folder: string;
	let cacheDir: string;
	let tarball: string;
	const { npm_execpath: realNpm, PATH: realPath } = process.env;

	function npmThat(script: string): void {
		process.env.npm_execpath = join(folder, "npm.mjs");
		writeFileSync(process.env.npm_execpath, `import fs from "node:fs";\n${script}`);
	}

	const integrityOf = (file: string) =>
		`sha512-${createHash("sha512").update(readFileSync(file)).digest("base64")}`;

	const release = () => ({
		packageName: "@example/server",
		version: "1.0.0",
		integrity: integrityOf(tarball),
		programIntegrity: integrityOf(join(folder, "package", "letta.js")),
	});

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "townsfolk-fetch-"));
		cacheDir = join(folder, "cache");
		tarball = join(folder, "server.tgz");
		mkdirSync(join(folder, "package"));
		writeFileSync(join(folder, "package", "letta.js"), "// the server");
		execFileSync("tar", ["-czf", tarball, "package"], { cwd: folder });
		npmThat(`fs.copyFileSync(${JSON.stringify(tarball)}, "server-1.0.0.tgz");`);
	});
	afterEach(() => {
		if (realNpm === undefined) delete process.env.npm_execpath;
		else process.env.npm_execpath = realNpm;
		process.env.PATH = realPath;
		rmSync(folder, { recursive: true, force: true });
	});

	it("unpacks the package, links ws beside it and leaves nothing else", async () => {
		const lettaJs = await ensureAppServer({ cacheDir, release: release() });
		assert.equal(readFileSync(lettaJs, "utf8"), "// the server");
		assert.ok(existsSync(join(lettaJs, "..", "node_modules", "ws", "package.json")));
		assert.equal(readdirSync(cacheDir).length, 1);
	});

	it("asks npm only once", async () => {
		const first = await ensureAppServer({ cacheDir, release: release() });
		npmThat(`process.exit(1);`);
		assert.equal(await ensureAppServer({ cacheDir, release: release() }), first);
	});

	it("leaves the link to ws alone when it is right, because another server may be starting", async () => {
		const lettaJs = await ensureAppServer({ cacheDir, release: release() });
		const link = join(lettaJs, "..", "node_modules", "ws");
		const before = lstatSync(link, { bigint: true });
		await ensureAppServer({ cacheDir, release: release() });
		const after = lstatSync(link, { bigint: true });
		assert.deepEqual([after.ino, after.ctimeNs], [before.ino, before.ctimeNs]);
	});

	it("replaces a program in the cache that somebody has changed", async () => {
		const lettaJs = await ensureAppServer({ cacheDir, release: release() });
		writeFileSync(lettaJs, "// the server; evil()");
		const told: string[] = [];
		const onProgress = (message: string) => told.push(message);
		assert.equal(await ensureAppServer({ cacheDir, onProgress, release: release() }), lettaJs);
		assert.equal(readFileSync(lettaJs, "utf8"), "// the server");
		assert.match(told[0]!, /was changed/);
	});

	it("does not run a changed program when the published one cannot be had", async () => {
		writeFileSync(await ensureAppServer({ cacheDir, release: release() }), "// the server; evil()");
		npmThat(`process.exit(1);`);
		await assert.rejects(ensureAppServer({ cacheDir, release: release() }), /npm could not download/);
	});

	it("refuses a package with another checksum and keeps nothing of it", async () => {
		const wanted = release();
		writeFileSync(join(folder, "package", "letta.js"), "// not the server");
		execFileSync("tar", ["-czf", tarball, "package"], { cwd: folder });
		await assert.rejects(
			ensureAppServer({ cacheDir, release: wanted }),
			/not the published one[\s\S]*expected/,
		);
		assert.deepEqual(readdirSync(cacheDir), []);
	});

	it("shows npm's own message when npm fails", async () => {
		npmThat(`console.error("npm error network: registry unreachable"); process.exit(1);`);
		await assert.rejects(
			ensureAppServer({ cacheDir, release: release() }),
			/could not download @example\/server@1\.0\.0[\s\S]*registry unreachable/,
		);
	});

	it("says that npm is missing", async () => {
		delete process.env.npm_execpath;
		process.env.PATH = folder;
		await assert.rejects(ensureAppServer({ cacheDir, release: release() }), /npm is not on the PATH/);
	});
});
