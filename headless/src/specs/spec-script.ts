import { readFile } from "node:fs/promises";
import { luauLiteral } from "../rojo/json-module.ts";

export interface SpecScriptOptions {
	/** Where spec files are: a service, and names below it. `$LocalPlayer` is the client's player. */
	readonly roots: ReadonlyArray<ReadonlyArray<string>>;
	/** Runs only spec files whose full name contains this, in any case. */
	readonly filter?: string;
	/** Spec files of these names, or in folders of these names, are counted and not run. */
	readonly leaveOut?: ReadonlyArray<string>;
	/** The same, not counted: another script runs them. */
	readonly elsewhere?: ReadonlyArray<string>;
}

/** Luau that runs a place's specs and returns `PeerResults`. The same text runs headless and in Roblox. */
export async function specScript(options: SpecScriptOptions): Promise<string> {
	const runner = await readFile(new URL("./run-peer.luau", import.meta.url), "utf8");
	// An option that is not set must not be there.
	const given = Object.entries(options).filter(([, value]) => value !== undefined);
	return `local options = ${luauLiteral(Object.fromEntries(given))} ${runner}`;
}
