import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { npmCommand } from "./npm-command.ts";

/** What is installed, with the versions of all that it needs. */
const RUNTIME = join(import.meta.dirname, "runtime");

const ENTRY = "node_modules/node-llama-cpp/dist/index.js";
const TEMPLATES = "node_modules/@huggingface/jinja/dist/index.js";

/** The packages with a CPU binary, by Node's names for system and processor. */
const BINARIES: Readonly<Record<string, string>> = {
	"linux-x64": "linux-x64",
	"linux-arm64": "linux-arm64",
	"linux-arm": "linux-armv7l",
	"darwin-x64": "mac-x64",
	"darwin-arm64": "mac-arm64-metal",
	"win32-x64": "win-x64",
	"win32-arm64": "win-arm64",
};

/** Where the runtime's modules are. */
export interface Runtime {
	readonly llama: string;
	readonly jinja: string;
}

export interface EnsureRuntimeOptions {
	/** Kept between runs. It may be deleted at any time. */
	readonly cacheDir: string;
	readonly onProgress?: (message: string) => void;
	/** `linux-x64`; this machine's unless a test says otherwise. */
	readonly platform?: string;
}

/** Installs what `folder` asks for: no scripts, so nothing is built and nothing else is downloaded. */
function npmInstall(folder: string): Promise<void> {
	const [command, firstArgs] = npmCommand();
	const args = [
		"install",
		"--ignore-scripts",
		"--omit=optional",
		"--no-audit",
		"--no-fund",
		"--loglevel=error",
	];
	return new Promise((resolve, reject) => {
		const child = spawn(command, [...firstArgs, ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
		let output = "";
		for (const stream of [child.stdout, child.stderr])
			stream.setEncoding("utf8").on("data", (text) => (output += text));
		child.on("error", (error) => reject(new Error(`--llm-file: npm does not run: ${error.message}`)));
		child.on("close", (code) => {
			const last = output.trim().split("\n").slice(-5).join("\n");
			if (code === 0) resolve();
			else reject(new Error(`--llm-file: npm could not install what runs a model file:\n${last}`));
		});
	});
}

/** The package with this machine's binary. Throws with a message for the user. */
export function binaryFor(platform: string): string {
	const binary = BINARIES[platform];
	if (binary !== undefined) return `@node-llama-cpp/${binary}`;
	const known = Object.keys(BINARIES).join(", ");
	throw new Error(
		`--llm-file: there is no prebuilt llama.cpp for ${platform} (there is for ${known}). ` +
			"Serve the file with a program of your own and use --llm-url.",
	);
}

/**
 * Gets node-llama-cpp with its binary for this machine's processor: from the cache, or else with npm, about 85 MB. The lock
 * file beside this module pins what it needs. Throws with a message for the user.
 */
export async function ensureRuntime(options: EnsureRuntimeOptions): Promise<Runtime> {
	const { cacheDir, onProgress, platform = `${process.platform}-${process.arch}` } = options;
	const binary = binaryFor(platform);
	const [manifest, lock] = await Promise.all(
		["package.json", "package-lock.json"].map((name) => readFile(join(RUNTIME, name), "utf8")),
	);
	const digest = createHash("sha256")
		.update(manifest! + lock!)
		.digest("hex")
		.slice(0, 12);
	const home = join(cacheDir, `llama-${platform}-${digest}`);
	if (!existsSync(join(home, ENTRY))) {
		await mkdir(cacheDir, { recursive: true });
		const folder = await mkdtemp(join(cacheDir, "download-"));
		try {
			onProgress?.("downloading llama.cpp for Node (85 MB, once)");
			const wanted = JSON.parse(manifest!) as { dependencies: Record<string, string> };
			wanted.dependencies[binary] = wanted.dependencies["node-llama-cpp"]!;
			await writeFile(join(folder, "package.json"), JSON.stringify(wanted));
			await writeFile(join(folder, "package-lock.json"), lock!);
			await npmInstall(folder);
			// Into place in one step: an interrupted run leaves no half an installation behind.
			await rename(folder, home).catch((error: unknown) => {
				if (!existsSync(join(home, ENTRY))) throw error;
			});
		} finally {
			await rm(folder, { recursive: true, force: true });
		}
	}
	return { llama: join(home, ENTRY), jinja: join(home, TEMPLATES) };
}
