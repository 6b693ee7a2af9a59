import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, realpath, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { npmCommand } from "@townsfolk/simulator";
import { APP_SERVER_RELEASE } from "./release.ts";
import type { Release } from "./release.ts";
import { lastLines, runTool } from "./run-tool.ts";

/** 7.7 MB over a slow line. */
const PACK_TIMEOUT_SECONDS = 180;
const UNPACK_TIMEOUT_SECONDS = 60;

export interface EnsureAppServerOptions {
	/** Kept between runs. It may be deleted at any time. */
	readonly cacheDir: string;
	/** Called with what takes long enough to be worth telling. */
	readonly onProgress?: (message: string) => void;
	/** The pinned one, unless a test says otherwise. */
	readonly release?: Release;
}

/** As in a lock file: `sha512-<base64>`. */
async function integrityOf(file: string): Promise<string> {
	return `sha512-${createHash("sha512")
		.update(await readFile(file))
		.digest("base64")}`;
}

/** Throws when the tarball is not the one that was published. */
async function verifyIntegrity(file: string, integrity: string): Promise<void> {
	const found = await integrityOf(file);
	if (found === integrity) return;
	throw new Error(
		`The App Server's package is not the published one: its checksum is\n  ${found}, expected\n  ${integrity}.\n` +
			"Nothing of it was unpacked.",
	);
}

/** Downloads the tarball into `folder` with npm, so with the user's registry and proxy. */
async function downloadTarball(release: Release, folder: string): Promise<string> {
	const [command, firstArgs] = npmCommand();
	const spec = `${release.packageName}@${release.version}`;
	const result = await runTool(command, [...firstArgs, "pack", spec, "--silent"], {
		cwd: folder,
		timeoutSeconds: PACK_TIMEOUT_SECONDS,
	});
	if (result.kind === "missing") throw new Error("npm is not on the PATH: it comes with Node.js.");
	if (result.kind === "timeout") {
		throw new Error(
			`npm did not deliver ${spec} within ${result.afterSeconds} s: is the registry reachable?`,
		);
	}
	if (result.kind === "failed") {
		const output = lastLines(result.stderr || result.stdout, 5);
		throw new Error(`npm could not download ${spec} (\`npm pack ${spec}\`):\n${output}`);
	}
	const tarball = (await readdir(folder)).find((name) => name.endsWith(".tgz"));
	if (tarball === undefined) throw new Error(`\`npm pack ${spec}\` left no tarball in ${folder}.`);
	return join(folder, tarball);
}

/** npm tarballs hold one folder, `package`. */
async function unpack(tarball: string, folder: string): Promise<string> {
	const result = await runTool("tar", ["-xzf", tarball], {
		cwd: folder,
		timeoutSeconds: UNPACK_TIMEOUT_SECONDS,
	});
	if (result.kind === "missing") throw new Error("`tar` is not on the PATH; it unpacks the App Server.");
	if (result.kind !== "ok") {
		const reason = result.kind === "failed" ? lastLines(result.stderr, 5) : "it took too long";
		throw new Error(`tar could not unpack ${tarball}: ${reason}`);
	}
	return join(folder, "package");
}

/** The bundle's only outside import is `ws`. Links ours into it, and leaves a link that is right: others may be starting. */
async function linkWs(packageDir: string): Promise<void> {
	const ws = dirname(createRequire(import.meta.url).resolve("ws/package.json"));
	const link = join(packageDir, "node_modules", "ws");
	if ((await realpath(link).catch(() => undefined)) === (await realpath(ws))) return;
	await mkdir(dirname(link), { recursive: true });
	await rm(link, { force: true, recursive: true });
	// Two runs may do this at once; the other's link is as good.
	await symlink(ws, link, "junction").catch((error: NodeJS.ErrnoException) => {
		if (error.code !== "EEXIST") throw error;
	});
}

/** Downloads, checks and unpacks the package. */
async function install(options: EnsureAppServerOptions, release: Release, packageDir: string): Promise<void> {
	const { cacheDir, onProgress } = options;
	await mkdir(cacheDir, { recursive: true });
	const folder = await mkdtemp(join(cacheDir, "download-"));
	try {
		onProgress?.(`downloading ${release.packageName}@${release.version}`);
		const tarball = await downloadTarball(release, folder);
		onProgress?.("checking and unpacking");
		await verifyIntegrity(tarball, release.integrity);
		const unpacked = await unpack(tarball, folder);
		// Into place in one step: an interrupted run leaves no half a package behind.
		await rename(unpacked, packageDir).catch((error: unknown) => {
			if (!existsSync(packageDir)) throw error;
		});
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/**
 * Gets the Letta App Server: from the cache, or else with `npm pack`, checked against the pinned checksum. A program in the
 * cache that is not the published one is replaced. Returns the path of its `letta.js`. Throws with a message for the user
 * when npm, the registry or `tar` is not there, or a checksum differs.
 */
export async function ensureAppServer(options: EnsureAppServerOptions): Promise<string> {
	const { cacheDir, onProgress, release = APP_SERVER_RELEASE } = options;
	// Named by the checksum, so that another release gets another folder.
	const digest = createHash("sha256").update(release.integrity).digest("hex").slice(0, 12);
	const packageDir = join(cacheDir, `app-server-${release.version}-${digest}`);
	const lettaJs = join(packageDir, "letta.js");
	const isGood = async () => (await integrityOf(lettaJs).catch(() => undefined)) === release.programIntegrity;
	if (!(await isGood())) {
		if (existsSync(packageDir)) onProgress?.("the program in the cache was changed: getting it anew");
		await rm(packageDir, { recursive: true, force: true });
		await install(options, release, packageDir);
		if (!(await isGood())) {
			throw new Error(`The letta.js of ${release.packageName}@${release.version} is not the expected one.`);
		}
	}
	await linkWs(packageDir);
	return lettaJs;
}
