import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../failure.ts";
import type { Terminal } from "../terminal.ts";

export const ROOT = path.join(import.meta.dirname, "../../..");
export const TEST_PROJECT = path.join(ROOT, "test.project.json");
const WORK_FOLDER = path.join(ROOT, ".townsfolk", "roblox");

const NO_ROJO =
	"Rojo is missing: there is no program `rojo` on the PATH. It builds the place file.\n" +
	"Install Rokit (https://github.com/rojo-rbx/rokit), then run `rokit install` in this folder.";

/** The path of a file that belongs to this run. */
export async function workFile(name: string): Promise<string> {
	await mkdir(WORK_FOLDER, { recursive: true });
	return path.join(WORK_FOLDER, `${process.pid}-${name}`);
}

/** Builds the place with the specs as Rojo does it for everybody, and returns the file's path. */
export async function buildTestPlace(project: string, terminal: Terminal): Promise<string> {
	const file = await workFile("test-place.rbxl");
	await rojo(["build", project, "--output", file], terminal);
	return file;
}

function rojo(args: ReadonlyArray<string>, { env }: Terminal): Promise<void> {
	return new Promise((resolve, reject) => {
		const child = spawn("rojo", args, { cwd: ROOT, env: { ...env }, stdio: ["ignore", "pipe", "pipe"] });
		let output = "";
		for (const stream of [child.stdout, child.stderr])
			stream.setEncoding("utf8").on("data", (text) => (output += text));
		child.on("error", (error: NodeJS.ErrnoException) =>
			reject(new Failure(error.code === "ENOENT" ? NO_ROJO : `Rojo does not start: ${error.message}`)),
		);
		child.on("close", (code) =>
			code === 0 ? resolve() : reject(new Failure(`Rojo could not build the test place:\n${output.trim()}`)),
		);
	});
}
