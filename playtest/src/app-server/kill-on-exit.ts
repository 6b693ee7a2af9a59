import type { ChildProcess } from "node:child_process";

const children = new Set<ChildProcess>();

/** Kills the process when ours exits; the function that it returns lets it live again. */
export function killOnExit(child: ChildProcess): () => void {
	// One listener for all: Node warns of a leak at eleven.
	if (children.size === 0) process.on("exit", killAll);
	children.add(child);
	return () => {
		children.delete(child);
		if (children.size === 0) process.off("exit", killAll);
	};
}

function killAll(): void {
	for (const child of children) child.kill("SIGKILL");
}
