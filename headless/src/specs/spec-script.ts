import { readFile } from "node:fs/promises";
import { luauLiteral } from "../rojo/json-module.ts";

export interface SpecScriptOptions {
	/** Where spec files are: a service, and names below it. `$LocalPlayer` is the client's player. */
	readonly roots: ReadonlyArray<ReadonlyArray<string>>;
	/** Runs only spec files whose full name contains this, in any case. */
	readonly filter?: string;
	/** Spec files of these names, or in folders of these names, are counted and not run. */
	readonly leaveOut?: ReadonlyArray<string>;
}

/** Luau that runs a place's specs and returns `PeerResults`. The same text runs headless and in Roblox. */
export async function specScript({ roots, filter, leaveOut }: SpecScriptOptions): Promise<string> {
	const runner = await readFile(new URL("./run-peer.luau", import.meta.url), "utf8");
	const options = {
		roots,
		...(filter !== undefined && { filter }),
		...(leaveOut !== undefined && { leaveOut }),
	};
	return `local options = ${luauLiteral(options)} ${runner}`;
}
