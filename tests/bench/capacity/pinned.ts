import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** Whether processes can be tied to a core: on Linux, with util-linux. */
export const CAN_PIN = process.platform === "linux" && spawnSync("taskset", ["--version"]).status === 0;

/** A script of this folder in a process of its own that tells its port, tied to a core where that is possible. */
export interface PinnedProcess {
	readonly port: number;
	readonly ask: <Answer>(question: object) => Promise<Answer>;
	readonly stop: () => Promise<void>;
}

const running = new Set<ChildProcess>();
process.once("exit", () => running.forEach((child) => child.kill("SIGKILL")));

export async function startPinned(
	script: string,
	args: ReadonlyArray<string>,
	core: number,
): Promise<PinnedProcess> {
	const node = [
		process.execPath,
		"--expose-gc",
		"--import",
		"tsx",
		join(import.meta.dirname, script),
		...args,
	];
	const [command, ...rest] = CAN_PIN ? ["taskset", "-c", String(core), ...node] : node;
	const child = spawn(command!, rest, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
	running.add(child);
	const ended = once(child, "exit").then(() => {
		running.delete(child);
		throw new Error(`${script} has ended`);
	});
	ended.catch(() => {});
	const hear = async <Answer>(): Promise<Answer> => {
		const [answer] = (await Promise.race([once(child, "message"), ended])) as [Answer];
		return answer;
	};
	const { port } = await hear<{ port: number }>();
	return {
		port,
		ask: (question) => {
			const answer = hear<never>();
			child.send(question);
			return answer;
		},
		stop: async () => {
			child.disconnect();
			await ended.catch(() => {});
		},
	};
}

/** Ties this process to a core, with the threads that it has. */
export function pinSelf(core: number): void {
	if (CAN_PIN) spawnSync("taskset", ["-a", "-p", "-c", String(core), String(process.pid)]);
}

export function unpinSelf(cores: number): void {
	if (CAN_PIN) spawnSync("taskset", ["-a", "-p", "-c", `0-${cores - 1}`, String(process.pid)]);
}
