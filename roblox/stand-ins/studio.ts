/**
 * Stands in for Roblox Studio's program where there is none. It does what creator-docs says of the arguments of
 * `--task RunScript` (studio/command-line-interface) and refuses everything else. The script runs in the headless engine.
 *
 * It cannot read place files, so the environment names the project that the file was built from:
 * `STAND_IN_PROJECT`. `STAND_IN_MANNER` is what goes wrong: `hangs` (it waits for a login), `crashes` (it closes without
 * running the script) or `timestamps` (each line of the output begins with the time).
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { executeLuau } from "./edit-session.ts";

/** Arguments have two dashes and ignore case. True: a value follows. */
const ARGUMENTS: Readonly<Record<string, boolean>> = {
	"--task": true,
	"--localplacefile": true,
	"--runscriptfile": true,
	"--outputfile": true,
	"--quitafterexecution": false,
};

function refuse(why: string): never {
	console.error(`stand-in for Studio: ${why}`);
	process.exit(3);
}

function readArguments(argv: ReadonlyArray<string>): Map<string, string> {
	const found = new Map<string, string>();
	for (let at = 0; at < argv.length; at++) {
		const name = argv[at].toLowerCase();
		if (!Object.hasOwn(ARGUMENTS, name)) refuse(`the argument ${argv[at]} is not documented`);
		found.set(name, ARGUMENTS[name] ? (argv[++at] ?? refuse(`${name} needs a value`)) : "");
	}
	return found;
}

function absoluteFile(found: ReadonlyMap<string, string>, name: string): string {
	const file = found.get(name) ?? refuse(`${name} is missing`);
	if (!path.isAbsolute(file)) refuse(`${name} is an absolute path`);
	if (!existsSync(file)) refuse(`there is no ${file}`);
	return file;
}

const found = readArguments(process.argv.slice(2));
if (found.get("--task")?.toLowerCase() !== "runscript") refuse("only --task RunScript is known");
const script = absoluteFile(found, "--runscriptfile");
if (!/\.luau?$/.test(script)) refuse("--runScriptFile is a .lua or .luau file");
if (!/\.rbxlx?$/.test(absoluteFile(found, "--localplacefile"))) refuse("--localPlaceFile is no place file");
const manner = process.env.STAND_IN_MANNER;
const stayOpen = () => setInterval(() => {}, 60_000);

function writeOutput(lines: ReadonlyArray<string>): void {
	const output = found.get("--outputfile");
	if (output === undefined) return;
	writeFileSync(output, "");
	for (const line of lines)
		appendFileSync(output, `${manner === "timestamps" ? "2026-08-22T10:00:00.000Z,0.0,Info " : ""}${line}\n`);
}

async function runScript(): Promise<void> {
	const projectFile = process.env.STAND_IN_PROJECT ?? refuse("STAND_IN_PROJECT is not set");
	const luau = readFileSync(script, "utf8");
	const { log, outcome } = await executeLuau({ projectFile, luau, timeoutSeconds: 3600 });
	const ending = outcome.kind === "error" ? [outcome.message] : [];
	writeOutput([...log.map(({ message }) => message), ...ending]);
	// Studio stays open unless it is told to quit.
	if (!found.has("--quitafterexecution")) stayOpen();
}

if (manner === "hangs") stayOpen();
else if (manner === "crashes") writeOutput(["DataModel loading failed"]);
else await runScript();
