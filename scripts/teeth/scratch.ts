import { execFileSync } from "node:child_process";
import {
	cpSync,
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** A copy of the repository in which files may be broken. */
export interface Scratch {
	readonly root: string;
	/** Replaces a file's text; the returned function puts the old text back. */
	readonly change: (file: string, text: string) => () => void;
	readonly remove: () => void;
}

/** What a build writes, and caches: not in git, but needed. */
const BUILT = ["out", "include", "headless/.cache"];
/** The Letta App Server that suites download once. */
const DOWNLOADS = ".townsfolk/cache";
/** The compiler wants these packages inside of the project. */
const COPIED_SCOPE = "@rbxts";

/** The files of the working tree, committed or not, that git does not ignore. */
function sourceFiles(root: string): ReadonlyArray<string> {
	const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
		cwd: root,
		encoding: "utf8",
		maxBuffer: 64 * 1024 * 1024,
	});
	return [...new Set(listed.split("\0"))].filter((file) => file !== "" && existsSync(join(root, file)));
}

/** Links to the packages, but for the workspaces: their links lead to the copies. */
function linkModules(from: string, to: string): void {
	if (!existsSync(from)) return;
	mkdirSync(to, { recursive: true });
	for (const name of readdirSync(from)) {
		const [source, target] = [join(from, name), join(to, name)];
		if (lstatSync(source).isSymbolicLink()) symlinkSync(readlinkSync(source), target);
		else if (name === COPIED_SCOPE) cpSync(source, target, { recursive: true });
		else if (name.startsWith("@")) linkModules(source, target);
		else if (!name.startsWith(".")) symlinkSync(source, target);
	}
}

/** Copies the working tree at `root`, as it was compiled last, to `target`. */
export function createScratch(root: string, target: string): Scratch {
	rmSync(target, { recursive: true, force: true });
	for (const file of sourceFiles(root)) {
		mkdirSync(dirname(join(target, file)), { recursive: true });
		cpSync(join(root, file), join(target, file));
	}
	for (const folder of BUILT) {
		if (existsSync(join(root, folder))) cpSync(join(root, folder), join(target, folder), { recursive: true });
	}
	linkModules(join(root, "node_modules"), join(target, "node_modules"));
	if (existsSync(join(root, DOWNLOADS))) {
		mkdirSync(dirname(join(target, DOWNLOADS)), { recursive: true });
		symlinkSync(join(root, DOWNLOADS), join(target, DOWNLOADS));
	}
	return {
		root: target,
		change: (file, text) => {
			const path = join(target, file);
			const before = readFileSync(path);
			writeFileSync(path, text);
			return () => writeFileSync(path, before);
		},
		remove: () => rmSync(target, { recursive: true, force: true }),
	};
}
