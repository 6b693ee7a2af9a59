import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// A process of another user is none of ours, but it is one.
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}

/**
 * Makes a folder of this process's own under `parent`, for state and logs. Those of processes that are gone are
 * deleted: the last run's logs stay until the next run.
 */
export function createRunFolder(parent: string): string {
	if (existsSync(parent)) {
		for (const name of readdirSync(parent)) {
			const pid = Number(name.split("-")[0]);
			if (!Number.isInteger(pid) || isAlive(pid)) continue;
			rmSync(join(parent, name), { recursive: true, force: true });
		}
	}
	mkdirSync(parent, { recursive: true });
	for (let count = 1; ; count++) {
		const folder = join(parent, `${process.pid}-${count}`);
		if (existsSync(folder)) continue;
		// What is said in the town, and a model's key, are nobody else's.
		mkdirSync(folder, { mode: 0o700 });
		return folder;
	}
}
