import { setTimeout as sleep } from "node:timers/promises";

export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

/** Whether the process ends within the time. */
export async function endsWithin(pid: number, seconds: number): Promise<boolean> {
	const deadline = performance.now() + seconds * 1000;
	while (isAlive(pid)) {
		if (performance.now() > deadline) return false;
		await sleep(20);
	}
	return true;
}
