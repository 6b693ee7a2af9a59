/**
 * Prepares `npm start` and `npm test`: installs the dependencies in the lock file and compiles the place. Does nothing
 * when nothing changed. It uses plain Node only, because the dependencies may not be there yet.
 *
 * `node scripts/setup.mjs [--force-build]`
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The same as `engines` in package.json: one of our dependencies needs it. */
const MIN_NODE = [20, 19];

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const LOCK = join(ROOT, "package-lock.json");
const MODULES = join(ROOT, "node_modules");
const INSTALL_STAMP = join(MODULES, ".townsfolk-setup");
const OUT = join(ROOT, "out");
const BUILD_STAMP = join(OUT, ".stamp");
const RUNTIME = join(ROOT, "include", "RuntimeLib.lua");
const PROJECT = "test.project.json";

/** The compiled place depends on these. */
const BUILD_INPUTS = [
	"src",
	"tests/specs",
	"tsconfig.json",
	"default.project.json",
	PROJECT,
	"package-lock.json",
];

/** A build deletes these first. Otherwise a file whose source is gone would stay in the place. */
const BUILD_OUTPUTS = ["src", "tests", "tsconfig.tsbuildinfo", ".stamp"];

class SetupError extends Error {}

function filesUnder(path) {
	const absolute = join(ROOT, path);
	if (!existsSync(absolute)) return [];
	if (!statSync(absolute).isDirectory()) return [absolute];
	return readdirSync(absolute).flatMap((name) => filesUnder(join(path, name)));
}

/** Hashes the files' names and contents; the result is the same on every system. */
function hashOf(paths) {
	const hash = createHash("sha256");
	for (const file of paths.flatMap(filesUnder).sort()) {
		hash.update(`${relative(ROOT, file).replaceAll("\\", "/")}\0`);
		hash.update(readFileSync(file)).update("\0");
	}
	return hash.digest("hex");
}

function stampIs(file, value) {
	return existsSync(file) && readFileSync(file, "utf8") === value;
}

/** Runs a program and returns its output. If the program fails, the error's message is the output. */
function run(command, args) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
		const killWithUs = () => child.kill();
		process.once("exit", killWithUs);
		let output = "";
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding("utf8").on("data", (text) => (output += text));
		}
		child.on("error", (error) => reject(new SetupError(`${command}: ${error.message}`)));
		child.on("close", (code) => {
			process.off("exit", killWithUs);
			if (code === 0) resolve(output);
			else reject(new SetupError(output.trim() || `${command} ${args.join(" ")} ended with code ${code}`));
		});
	});
}

/** Runs one step and prints how long it took; on a terminal the time counts up meanwhile. */
async function step(label, work) {
	const startedAt = performance.now();
	const elapsed = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
	const isTerminal = process.stdout.isTTY === true;
	const clear = isTerminal ? "\r\u001b[K" : "";
	if (!isTerminal) console.log(`    ${label} …`);
	const tick = () => process.stdout.write(`${clear}    ${label} … ${elapsed()}`);
	const timer = isTerminal ? setInterval(tick, 100) : undefined;
	let mark = "✗";
	try {
		await work();
		mark = "✓";
	} finally {
		clearInterval(timer);
		process.stdout.write(`${clear}  ${mark} ${label}  ${elapsed()}\n`);
	}
}

function checkTools() {
	const [major, minor] = process.versions.node.split(".").map(Number);
	if (major < MIN_NODE[0] || (major === MIN_NODE[0] && minor < MIN_NODE[1])) {
		throw new SetupError(`Node ${MIN_NODE.join(".")} or newer is needed; this is ${process.versions.node}.`);
	}
	if (spawnSync("git", ["--version"], { stdio: "ignore" }).error !== undefined) {
		throw new SetupError("git is not on the PATH: the Letta App Server keeps agents' memory in it.");
	}
}

/** Runs the npm that runs us, or else the one on the PATH. That one is a shell script, which Windows cannot spawn. */
function npm(args) {
	const script = process.env.npm_execpath;
	if (script !== undefined && /\.[cm]?js$/.test(script)) return run(process.execPath, [script, ...args]);
	return process.platform === "win32" ? run("cmd.exe", ["/d", "/c", "npm", ...args]) : run("npm", args);
}

async function install() {
	const lockHash = () => hashOf(["package-lock.json"]);
	if (existsSync(MODULES) && stampIs(INSTALL_STAMP, lockHash())) return false;
	// `npm ci` deletes node_modules first, and a watch or a game may be running from it. If the folder exists,
	// `npm install` updates it instead.
	const command = existsSync(LOCK) && !existsSync(MODULES) ? "ci" : "install";
	await step(`installing dependencies (npm ${command})`, () => npm([command, "--no-audit", "--no-fund"]));
	writeFileSync(INSTALL_STAMP, lockHash());
	return true;
}

async function build(isForced) {
	const inputs = hashOf(BUILD_INPUTS);
	if (!isForced && stampIs(BUILD_STAMP, inputs) && existsSync(RUNTIME)) return false;
	for (const output of BUILD_OUTPUTS) rmSync(join(OUT, output), { recursive: true, force: true });
	const manifest = JSON.parse(readFileSync(join(MODULES, "roblox-ts", "package.json"), "utf8"));
	const compiler = join(MODULES, "roblox-ts", manifest.bin.rbxtsc);
	await step("compiling the place (rbxtsc)", () => run(process.execPath, [compiler, "--rojo", PROJECT]));
	writeFileSync(BUILD_STAMP, inputs);
	return true;
}

const HELP = `npm run build

Installs the dependencies in the lock file, if they are not there, and compiles the place to out/.
npm start and npm test do the same when something has changed (node scripts/setup.mjs); --force-build compiles in any case.
`;

const given = process.argv.slice(2);
if (given.includes("--help") || given.includes("-h")) {
	process.stdout.write(HELP);
	process.exit(0);
}
const unknown = given.find((argument) => argument !== "--force-build");
try {
	if (unknown !== undefined) throw new SetupError(`unknown option ${unknown}; there is --force-build`);
	checkTools();
	const installed = await install();
	const built = await build(given.includes("--force-build"));
	if (!installed && !built) console.log("  ✓ dependencies and compiled place are up to date");
} catch (error) {
	if (!(error instanceof SetupError)) throw error;
	console.error(`\n${error.message}\n`);
	process.exitCode = 1;
}
