import path from "node:path";
import { kindOf } from "./read.ts";
import type { Snapshot } from "./snapshot.ts";

/** One instance as `rojo sourcemap --include-non-scripts` prints it. */
export interface SourcemapNode {
	readonly name: string;
	readonly className: string;
	/** Relative to the project file's folder; left out if empty, like `children`. */
	readonly filePaths?: string[];
	readonly children?: SourcemapNode[];
}

export function sourcemapOf(snapshot: Snapshot, projectFolder: string): SourcemapNode {
	const filePaths = snapshot.relevantPaths
		.filter((file) => kindOf(file) === "file")
		.map((file) => path.relative(projectFolder, file));
	const children = snapshot.children.map((child) => sourcemapOf(child, projectFolder));
	return {
		name: snapshot.name,
		className: snapshot.className,
		...(filePaths.length > 0 && { filePaths }),
		...(children.length > 0 && { children }),
	};
}
