import path from "node:path";
import { createGlob } from "./glob.ts";

/** What a project passes down to everything below it. */
export interface MountContext {
	/** `*.server.lua` becomes a Script and `*.client.lua` a LocalScript, rather than Scripts with a RunContext. */
	readonly emitLegacyScripts: boolean;
	readonly isIgnored: (file: string) => boolean;
	/** Classes that `game:GetService` finds. */
	readonly services: ReadonlySet<string>;
}

/** Adds a project's ignore globs, which are relative to its folder. */
export function withIgnoreGlobs(
	context: MountContext,
	folder: string,
	globs: ReadonlyArray<string>,
): MountContext {
	const matchers = globs.map(createGlob);
	return {
		...context,
		isIgnored: (file) => {
			if (context.isIgnored(file)) return true;
			const relative = path.relative(folder, file).split(path.sep).join("/");
			return !relative.startsWith("../") && matchers.some((matches) => matches(relative));
		},
	};
}
