import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { Failure } from "../failure.ts";
import type { Terminal } from "../terminal.ts";

/** Where Roblox installs Studio; source: creator-docs, studio/command-line-interface. */
const WINDOWS_PROGRAM = "RobloxStudioBeta.exe";
const MAC_PROGRAM = "/Applications/RobloxStudio.app/Contents/MacOS/RobloxStudio";

const HOW =
	"Install it from https://create.roblox.com and open it once to log in, or name its program: --studio <path>.";

/** Each version of Studio has a folder of its own; an update leaves the old one for a while. */
function newestOnWindows(localAppData: string): string | undefined {
	const versions = path.join(localAppData, "Roblox", "Versions");
	if (!existsSync(versions)) return undefined;
	return readdirSync(versions)
		.map((version) => path.join(versions, version, WINDOWS_PROGRAM))
		.filter((program) => existsSync(program))
		.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}

function lookUp({ platform, env }: Pick<Terminal, "platform" | "env">): string {
	if (platform === "win32") {
		const localAppData = env.LOCALAPPDATA ?? "";
		const found = newestOnWindows(localAppData);
		if (found !== undefined) return found;
		throw new Failure(
			`Roblox Studio is missing: no ${WINDOWS_PROGRAM} under ${localAppData}\\Roblox\\Versions. ${HOW}`,
		);
	}
	if (platform !== "darwin")
		throw new Failure(
			`Roblox Studio is missing: Roblox makes it for Windows and macOS, not for ${platform}. ` +
				"Run this there, or use `npm run roblox -- cloud`.",
		);
	if (existsSync(MAC_PROGRAM)) return MAC_PROGRAM;
	throw new Failure(`Roblox Studio is missing: there is no ${MAC_PROGRAM}. ${HOW}`);
}

/** The path of Studio's program: the one named, or where Roblox installs it. */
export function findStudio(terminal: Pick<Terminal, "platform" | "env">, named?: string): string {
	if (named === undefined) return lookUp(terminal);
	if (existsSync(named)) return named;
	throw new Failure(`Roblox Studio is missing: --studio names ${named}, which is not there.`);
}
