import { readFile } from "node:fs/promises";
import { specScript, type SpecScriptOptions } from "@townsfolk/headless";

/** The marks of the report's lines in an output whose form is not documented. */
export const REPORT_LINE = "TOWNSFOLK-REPORT";

/** Folders of specs, and spec files, that need physics, players and chat, or a client: adapters to the engine above all. */
export const NEEDS_A_RUNNING_GAME: ReadonlyArray<string> = ["roblox", "client-tree"];

/** The server's folder of specs. */
export const SERVER_ROOT: ReadonlyArray<string> = ["ServerScriptService", "Specs"];

/** The test place's folders of specs. */
export const ROOTS: ReadonlyArray<ReadonlyArray<string>> = [
	["ReplicatedStorage", "Specs"],
	SERVER_ROOT,
	["StarterPlayer", "StarterPlayerScripts", "Specs"],
];

export interface ReportScriptOptions extends Partial<SpecScriptOptions> {
	/** `print`: as lines of the output. `return`: as the script's value. */
	readonly delivery: "print" | "return";
}

const DELIVERIES = {
	return: `local function deliver(json)
	return json
end`,
	// Long lines may be cut.
	print: `local function deliver(json)
	local size, total = 900, math.max(1, math.ceil(#json / 900))
	for part = 1, total do
		print(\`${REPORT_LINE} {part}/{total} <{string.sub(json, (part - 1) * size + 1, part * size)}>\`)
	end
end`,
};

/** Luau that runs the specs of the test place where nothing else runs in it, and hands over a `Report` as JSON. */
export async function reportScript(options: ReportScriptOptions): Promise<string> {
	const { roots = ROOTS, filter, leaveOut = NEEDS_A_RUNNING_GAME, elsewhere, delivery } = options;
	const specs = await specScript({ roots, filter, leaveOut, elsewhere });
	const report = await readFile(new URL("./report.luau", import.meta.url), "utf8");
	return `local function runSpecs()\n${specs}\nend\n${DELIVERIES[delivery]}\n${report}`;
}
