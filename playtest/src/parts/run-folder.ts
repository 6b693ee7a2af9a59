import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// The process exists, but belongs to another user.
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}

/**
 * Makes a folder for this process under `parent`, for state and logs. Deletes the folders of processes that are gone, so
 * the last run's logs stay until the next run.
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
		// The folder may hold what players said and a model's key: no other user may read it.
		mkdirSync(folder, { mode: 0o700 });
		return folder;
	}
}
