import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { agentDataDirs, appServerEnvironment, prepareState, workingDir } from "./environment.ts";
import type { LlmEndpoint } from "./environment.ts";
import { findFreePort } from "./free-port.ts";
import { lastLines } from "./run-tool.ts";

const GUARD = pathToFileURL(join(import.meta.dirname, "guard.mjs")).href;

/** Between SIGTERM and SIGKILL. */
const STOP_GRACE_SECONDS = 5;

/** Between two looks at `/readyz`: the server is up within about a second. */
const READY_POLL_SECONDS = 0.05;

/** A free port may be taken by another program before the server has it. */
const PORT_ATTEMPTS = 3;

export interface AppServerOptions {
	/** From `ensureAppServer`. */
	readonly lettaJs: string;
	/** Holds agents, settings and the log; two servers must not share one. */
	readonly stateDir: string;
	readonly llm: LlmEndpoint;
	/** How long a start may take, seconds. Default 30. */
	readonly readyTimeoutSeconds?: number;
}

/** How the server's process ended. */
export interface AppServerExit {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
}

export interface AppServer {
	/** `ws://127.0.0.1:<port>`, the same after a restart; the WebSocket is at `/ws`. */
	readonly url: string;
	/** Of the running process; undefined while there is none. */
	readonly pid: () => number | undefined;
	readonly logFile: string;
	/** Where it keeps one folder for each agent, which it does not delete with the agent. */
	readonly agentDataDirs: ReadonlyArray<string>;
	/** Ends the process as a crash would; `onExit` is told. */
	readonly kill: () => Promise<void>;
	/** Ends the process if it runs and starts a new one on the same port and state. Rejects as the start does. */
	readonly restart: () => Promise<void>;
	/** Ends the process for good. May be called twice. */
	readonly stop: () => Promise<void>;
	/** Told of every end that neither `stop` nor `restart` asked for. */
	readonly onExit: (listener: (exit: AppServerExit) => void) => void;
}

interface Running {
	readonly child: ChildProcess;
	readonly exited: Promise<AppServerExit>;
	/** The end is our own wish, or the process never became ready: nobody is told. */
	expected: boolean;
}

/**
 * Starts the Letta App Server on loopback with its own home and state, and waits until it is ready. Its process
 * ends with ours, whatever ends ours. Throws with the end of its log when it does not become ready in time.
 */
export async function startAppServer(options: AppServerOptions): Promise<AppServer> {
	const { lettaJs, stateDir, llm, readyTimeoutSeconds = 30 } = options;
	mkdirSync(stateDir, { recursive: true });
	const logFile = join(stateDir, "app-server.log");
	const listeners: ((exit: AppServerExit) => void)[] = [];
	let running: Running | undefined;
	let port = 0;

	function launch(): Running {
		const log = openSync(logFile, "a");
		const listen = ["server", "--backend", "local", "--listen", `ws://127.0.0.1:${port}`];
		const child = spawn(process.execPath, ["--import", GUARD, lettaJs, ...listen], {
			cwd: workingDir(stateDir),
			env: appServerEnvironment(stateDir),
			// The fourth is the guard's line to us. A group of its own keeps the terminal's Ctrl-C from it: we stop it, in order.
			stdio: ["ignore", log, log, "ipc"],
			detached: process.platform !== "win32",
			windowsHide: true,
		});
		closeSync(log);
		child.unref();
		child.channel?.unref();
		const killWithUs = () => child.kill("SIGKILL");
		process.once("exit", killWithUs);
		const exited = new Promise<AppServerExit>((resolve) => {
			const finish = (exit: AppServerExit) => {
				process.off("exit", killWithUs);
				resolve(exit);
			};
			child.once("error", () => finish({ code: -1, signal: null }));
			child.once("exit", (code, signal) => finish({ code, signal }));
		});
		return { child, exited, expected: true };
	}

	async function isReady(): Promise<boolean> {
		const signal = AbortSignal.timeout(1000);
		return fetch(`http://127.0.0.1:${port}/readyz`, { signal }).then(
			(response) => response.ok,
			() => false,
		);
	}

	async function end({ child, exited }: Running, signal: NodeJS.Signals): Promise<void> {
		child.kill(signal);
		const grace = new AbortController();
		const late = sleep(STOP_GRACE_SECONDS * 1000, undefined, { signal: grace.signal }).then(
			() => child.kill("SIGKILL"),
			() => false,
		);
		await exited;
		grace.abort();
		await late;
	}

	async function launchAndWait(): Promise<void> {
		const started = launch();
		let exit: AppServerExit | undefined;
		void started.exited.then((ended) => (exit = ended));
		const deadline = performance.now() + readyTimeoutSeconds * 1000;
		while (!(await isReady())) {
			if (exit === undefined && performance.now() < deadline) {
				await sleep(READY_POLL_SECONDS * 1000);
				continue;
			}
			const what =
				exit === undefined
					? `was not ready after ${readyTimeoutSeconds} s`
					: `ended while it started (${describeExit(exit)})`;
			await end(started, "SIGKILL");
			throw new Error(`The App Server ${what}. Its log, ${logFile}, ends with:\n${logTail()}`);
		}
		started.expected = false;
		running = started;
		void started.exited.then((ended) => {
			if (running === started) running = undefined;
			if (!started.expected) for (const listener of listeners) listener(ended);
		});
	}

	function logTail(): string {
		return lastLines(readFileSync(logFile, "utf8"), 8);
	}

	async function endRunning(): Promise<void> {
		if (running === undefined) return;
		running.expected = true;
		await end(running, "SIGTERM");
	}

	await prepareState(lettaJs, stateDir, llm);
	for (let attempt = 1; ; attempt++) {
		port = await findFreePort();
		try {
			await launchAndWait();
			break;
		} catch (error) {
			if (attempt === PORT_ATTEMPTS || !/EADDRINUSE/.test(logTail())) throw error;
		}
	}

	return {
		url: `ws://127.0.0.1:${port}`,
		pid: () => running?.child.pid,
		logFile,
		agentDataDirs: agentDataDirs(stateDir),
		kill: async () => {
			if (running !== undefined) await end(running, "SIGKILL");
		},
		restart: async () => {
			await endRunning();
			await launchAndWait();
		},
		stop: endRunning,
		onExit: (listener) => void listeners.push(listener),
	};
}

/** `code 1` or `signal SIGKILL`. */
export function describeExit(exit: AppServerExit): string {
	return exit.signal === null ? `code ${exit.code}` : `signal ${exit.signal}`;
}
