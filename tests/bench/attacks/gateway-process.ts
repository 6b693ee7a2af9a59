import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** What the gateway is started with. */
export interface Order {
	readonly keysFile: string;
	/** Its proxy is on this machine. */
	readonly isBehindProxy?: boolean;
	/** Takes frames as fast as they come. */
	readonly isUnlimited?: boolean;
}

/** How the gateway is, after its garbage is collected. */
export interface Vitals {
	readonly opsDone: number;
	readonly rss: number;
	readonly heapUsed: number;
	/** What V8 keeps for the heap, used or not. */
	readonly heapTotal: number;
	readonly connections: number;
	readonly sessions: number;
	/** What keeps the process busy, by kind. */
	readonly handles: Readonly<Record<string, number>>;
	readonly drops: Readonly<Record<string, number>>;
}

/** Starts a file of this folder as a process. */
export function start(file: string, args: ReadonlyArray<string> = []): ChildProcess {
	return fork(join(import.meta.dirname, file), args, { execArgv: ["--expose-gc", "--import", "tsx"] });
}

/** Sends a message and waits for the answer. */
export async function ask<T>(child: ChildProcess, message: object): Promise<T> {
	const answer = once(child, "message");
	child.send(message);
	return (await answer)[0] as T;
}

export class GatewayProcess {
	private readonly ended: Promise<never>;

	private constructor(
		private readonly child: ChildProcess,
		readonly port: number,
	) {
		this.ended = once(child, "exit").then(() => Promise.reject(new Error("the gateway has ended")));
		// Who asks for vitals hears of it.
		this.ended.catch(() => {});
	}

	static async start(order: Order): Promise<GatewayProcess> {
		const child = start("gateway.ts", [JSON.stringify(order)]);
		const [{ port }] = (await once(child, "message")) as [{ port: number }];
		return new GatewayProcess(child, port);
	}

	get hasEnded(): boolean {
		return this.child.exitCode !== null || this.child.signalCode !== null;
	}

	/** Rejects if the process has ended. */
	vitals(): Promise<Vitals> {
		if (this.hasEnded) return Promise.reject(new Error("the gateway has ended"));
		return Promise.race([ask<Vitals>(this.child, {}), this.ended]);
	}

	stop(): void {
		this.child.kill();
	}
}
