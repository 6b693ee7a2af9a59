import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { MountedScript } from "../rojo/build-tree.ts";

/** A place in a script's code. */
export interface SourceLocation {
	/** The Luau file, relative to the project's folder. */
	readonly file: string;
	readonly line: number;
	/** The TypeScript file that it was compiled from; `line` is not its line. */
	readonly typescript?: string;
}

/** Finds files for the script names in Luau's messages and tracebacks. */
export interface SourceLocator {
	/** The first place in a script that `text` names (`ServerScriptService.TS.main:12`). */
	readonly locate: (text: string) => SourceLocation | undefined;
	/** `text` with the file added to each line that begins with a place in a script. */
	readonly annotate: (text: string) => string;
}

const PLACE = /([^\s:][^:\n]*?):(\d+)\b/g;

export function createSourceLocator(
	projectFile: string,
	scripts: ReadonlyArray<MountedScript>,
): SourceLocator {
	const root = path.dirname(path.resolve(projectFile));
	const files = new Map(scripts.map((script) => [script.fullName, script.file]));
	const typescriptOf = createTypescriptFinder(root);

	const locate = (text: string): SourceLocation | undefined => {
		for (const [, name, line] of text.matchAll(PLACE)) {
			const file = files.get(name.trim());
			if (file === undefined) continue;
			const typescript = typescriptOf(file);
			return {
				file: path.relative(root, file),
				line: Number(line),
				...(typescript !== undefined && { typescript: path.relative(root, typescript) }),
			};
		}
		return undefined;
	};
	const annotateLine = (line: string): string => {
		const location = locate(line);
		return location === undefined ? line : `${line} (${formatLocation(location)})`;
	};
	return { locate, annotate: (text) => text.split("\n").map(annotateLine).join("\n") };
}

/** `out/src/server/main.server.luau:12, from src/server/main.server.ts` */
export function formatLocation({ file, line, typescript }: SourceLocation): string {
	return `${file}:${line}${typescript === undefined ? "" : `, from ${typescript}`}`;
}

/** Maps a file in the compiler's `outDir` to the source beside the project's tsconfig.json. */
function createTypescriptFinder(root: string): (luauFile: string) => string | undefined {
	let outDir: string | undefined;
	return (luauFile) => {
		outDir ??= readOutDir(path.join(root, "tsconfig.json"));
		const relative = path.relative(path.resolve(root, outDir), luauFile);
		if (outDir === "" || relative.startsWith("..")) return undefined;
		const stem = relative.replace(/\.luau?$/, "").replace(/(^|[\\/])init(?=$|\.(server|client)$)/, "$1index");
		return [".ts", ".tsx"].map((extension) => path.join(root, stem + extension)).find(existsSync);
	};
}

/** The compiler's output folder; "" if no tsconfig.json names one. */
function readOutDir(tsconfig: string): string {
	// Loaded at the first error, because it is slow and most runs have no error.
	const ts = createRequire(import.meta.url)("typescript") as typeof import("typescript");
	const { config } = ts.readConfigFile(tsconfig, ts.sys.readFile);
	return String(config?.compilerOptions?.outDir ?? "");
}
