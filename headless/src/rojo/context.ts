import path from "node:path";
import { createGlob } from "./glob.ts";
import type { Snapshot } from "./snapshot.ts";

/** Settings that a project passes to everything below it. */
export interface MountContext {
	/** `*.server.lua` becomes a Script and `*.client.lua` a LocalScript, rather than Scripts with a RunContext. */
	readonly emitLegacyScripts: boolean;
	readonly isIgnored: (file: string) => boolean;
	/** Classes that `game:GetService` finds. */
	readonly services: ReadonlySet<string>;
	/** Mounts a file or folder. Passed here, because projects mount folders and folders may hold projects. */
	readonly mountPath: (target: string, context: MountContext) => Snapshot | undefined;
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
