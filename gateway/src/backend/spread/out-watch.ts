import type { Log } from "../../logging.ts";
import { repeat, type Clock } from "../../timing/clock.ts";
import type { AgentBackend } from "../backend.ts";

/** One of several back ends. */
export interface Member {
	/** For the log, `/healthz`, metrics and the hash: it must not change from start to start. */
	readonly name: string;
	readonly backend: AgentBackend;
}

export interface OutWatchDeps {
	readonly clock: Clock;
	readonly log: Log;
}

export interface OutWatchLimits {
	/** A back end that is not up for so long is out: a restart takes less. */
	readonly outAfterSeconds: number;
	readonly watchSeconds: number;
}

/** Knows which back ends are out: not up, and not just starting again. */
export class OutWatch {
	private readonly downSince = new Map<string, number>();
	private readonly out = new Set<string>();
	private stop = () => {};

	constructor(
		private readonly members: ReadonlyArray<Member>,
		private readonly deps: OutWatchDeps,
		private readonly limits: OutWatchLimits,
	) {}

	start(): void {
		this.look();
		this.stop = repeat(this.deps.clock, this.limits.watchSeconds, () => this.look());
	}

	close(): void {
		this.stop();
	}

	isOut(name: string): boolean {
		return this.out.has(name);
	}

	private look(): void {
		for (const { name, backend } of this.members) {
			const { isUp, detail } = backend.health();
			if (isUp) this.putBack(name);
			else this.noteDown(name, detail);
		}
	}

	private putBack(name: string): void {
		this.downSince.delete(name);
		if (this.out.delete(name)) this.deps.log.info({ backend: name }, "a back end is put back");
	}

	private noteDown(name: string, reason: string): void {
		const { clock, log } = this.deps;
		const since = this.downSince.get(name) ?? clock.now();
		this.downSince.set(name, since);
		if (this.out.has(name) || clock.now() - since < this.limits.outAfterSeconds) return;
		this.out.add(name);
		log.error({ backend: name, reason }, "a back end is taken out: new agents are made at others");
	}
}
