import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import {
	agentDataDirs,
	appServerEnvironment,
	prepareState,
	tokenFile,
	workingDir,
	writeToken,
} from "./environment.ts";
import type { LlmEndpoint } from "./environment.ts";
import { findFreePort } from "./free-port.ts";
import { killOnExit } from "./kill-on-exit.ts";
import { lastLines } from "./run-tool.ts";

const GUARD = pathToFileURL(join(import.meta.dirname, "guard.mjs")).href;

/** Between SIGTERM and SIGKILL. */
const STOP_GRACE_SECONDS = 5;

/** Twenty that started at once on two cores took 31 s each: this only has to end a start that hangs. */
const READY_TIMEOUT_SECONDS = 120;

/** Between two looks whether it is up, which it is within about a second. */
const READY_POLL_SECONDS = 0.05;

/** A free port may be taken by another program before the server has it. */
const PORT_ATTEMPTS = 3;

export interface AppServerOptions {
	/** From `ensureAppServer`. */
	readonly lettaJs: string;
	/** Holds agents, settings and the log; two servers must not share one. */
	readonly stateDir: string;
	readonly llm: LlmEndpoint;
	/** How long a start may take, seconds. Default 120. */
	readonly readyTimeoutSeconds?: number;
	/** Chooses the port. Default: a free one. */
	readonly findPort?: () => Promise<number>;
}

/** How the server's process ended. */
export interface AppServerExit {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
}

export interface AppServer {
	/** `ws://127.0.0.1:<port>`, the same after a restart; the WebSocket is at `/ws`. */
	readonly url: string;
	/** What it asks its clients for: `Authorization: Bearer …`. */
	readonly token: string;
	/** Of the running process; undefined while there is none. */
	readonly pid: () => number | undefined;
	readonly logFile: string;
	/** Where it keeps one folder for each agent, which it does not delete with the agent. */
	readonly agentDataDirs: ReadonlyArray<string>;
	/** Ends the process as a crash would; `onExit` hears of it. */
	readonly kill: () => Promise<void>;
	/** Ends the process if it runs and starts a new one on the same port and state. Rejects as the start does. */
	readonly restart: () => Promise<void>;
	/** Ends the process for good. May be called twice. */
	readonly stop: () => Promise<void>;
	/** Hears of every end that neither `stop` nor `restart` asked for. */
	readonly onExit: (listener: (exit: AppServerExit) => void) => void;
}

interface Running {
	readonly child: ChildProcess;
	readonly exited: Promise<AppServerExit>;
	/** We end it ourselves, or it never became ready: nobody is told. */
	expected: boolean;
}

/** Starts the program, whose output goes into `logFile`. Its process ends with ours, whatever ends ours. */
function launch({ lettaJs, stateDir }: AppServerOptions, port: number, logFile: string): Running {
	const log = openSync(logFile, "a", 0o600);
	const auth = ["--ws-auth", "capability-token", "--ws-token-file", tokenFile(stateDir)];
	const listen = ["--listen", `ws://127.0.0.1:${port}`];
	const server = ["server", "--backend", "local", ...auth, ...listen];
	const child = spawn(process.execPath, ["--import", GUARD, lettaJs, ...server], {
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
	const letGo = killOnExit(child);
	const exited = new Promise<AppServerExit>((resolve) => {
		const finish = (exit: AppServerExit) => {
			letGo();
			resolve(exit);
		};
		child.once("error", () => finish({ code: -1, signal: null }));
		child.once("exit", (code, signal) => finish({ code, signal }));
	});
	return { child, exited, expected: true };
}

/** Asks with the token: another program, or another App Server, may have taken the port before ours. */
async function isReady(port: number, token: string): Promise<boolean> {
	const signal = AbortSignal.timeout(1000);
	const headers = { authorization: `Bearer ${token}` };
	return fetch(`http://127.0.0.1:${port}/app-server-info`, { headers, signal }).then(
		(response) => response.ok,
		() => false,
	);
}

/** Resolves when the process is ready; otherwise to what went wrong, as the rest of a sentence. */
async function waitUntilReady(
	{ exited }: Running,
	isUp: () => Promise<boolean>,
	timeoutSeconds: number,
): Promise<string | undefined> {
	let exit: AppServerExit | undefined;
	void exited.then((ended) => (exit = ended));
	const deadline = performance.now() + timeoutSeconds * 1000;
	while (!(await isUp())) {
		if (exit !== undefined) return `ended while it started (${describeExit(exit)})`;
		if (performance.now() >= deadline) return `was not ready after ${timeoutSeconds} s`;
		await sleep(READY_POLL_SECONDS * 1000);
	}
	return undefined;
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

/** The App Server's process, and the ones that replace it: always on the same port once the first is ready. */
class AppServerProcess {
	readonly logFile: string;
	private readonly listeners: ((exit: AppServerExit) => void)[] = [];
	private running: Running | undefined;
	private port = 0;

	constructor(
		private readonly options: AppServerOptions,
		private readonly token: string,
	) {
		this.logFile = join(options.stateDir, "app-server.log");
	}

	get url(): string {
		return `ws://127.0.0.1:${this.port}`;
	}

	get pid(): number | undefined {
		return this.running?.child.pid;
	}

	onExit(listener: (exit: AppServerExit) => void): void {
		this.listeners.push(listener);
	}

	/** Starts on a free port. Rejects when it does not become ready. */
	async startOnFreePort(): Promise<void> {
		const { findPort = findFreePort } = this.options;
		for (let attempt = 1; ; attempt++) {
			this.port = await findPort();
			try {
				return await this.start();
			} catch (error) {
				if (attempt === PORT_ATTEMPTS || !/EADDRINUSE/.test(this.logTail())) throw error;
			}
		}
	}

	async start(): Promise<void> {
		const { readyTimeoutSeconds = READY_TIMEOUT_SECONDS } = this.options;
		const started = launch(this.options, this.port, this.logFile);
		const isUp = () => isReady(this.port, this.token);
		const problem = await waitUntilReady(started, isUp, readyTimeoutSeconds);
		if (problem !== undefined) {
			await end(started, "SIGKILL");
			throw new Error(`The App Server ${problem}. Its log, ${this.logFile}, ends with:\n${this.logTail()}`);
		}
		started.expected = false;
		this.running = started;
		void started.exited.then((ended) => {
			if (this.running === started) this.running = undefined;
			if (!started.expected) for (const listener of this.listeners) listener(ended);
		});
	}

	async kill(): Promise<void> {
		if (this.running !== undefined) await end(this.running, "SIGKILL");
	}

	async stop(): Promise<void> {
		if (this.running === undefined) return;
		this.running.expected = true;
		await end(this.running, "SIGTERM");
	}

	private logTail(): string {
		return lastLines(readFileSync(this.logFile, "utf8"), 8);
	}
}

/**
 * Starts the Letta App Server on loopback with its own home and state, and waits until it is ready. Its process
 * ends with ours, whatever ends ours. Throws with the end of its log when it does not become ready in time.
 */
export async function startAppServer(options: AppServerOptions): Promise<AppServer> {
	const { lettaJs, stateDir, llm } = options;
	// What players say is nobody else's to read.
	mkdirSync(stateDir, { recursive: true, mode: 0o700 });
	await prepareState(lettaJs, stateDir, llm);
	const token = await writeToken(stateDir);
	const server = new AppServerProcess(options, token);
	await server.startOnFreePort();
	return {
		url: server.url,
		token,
		pid: () => server.pid,
		logFile: server.logFile,
		agentDataDirs: agentDataDirs(stateDir),
		kill: () => server.kill(),
		restart: async () => {
			await server.stop();
			await server.start();
		},
		stop: () => server.stop(),
		onExit: (listener) => server.onExit(listener),
	};
}

/** `code 1` or `signal SIGKILL`. */
export function describeExit(exit: AppServerExit): string {
	return exit.signal === null ? `code ${exit.code}` : `signal ${exit.signal}`;
}
