import { randomUUID } from "node:crypto";
import type { Log } from "../logging.ts";
import { repeat, sleep, type Clock } from "../timing/clock.ts";
import type { LeaseStore } from "./lease-store.ts";

/** A session's claim on the agents of its game server. */
export interface ServerLease {
	/** Resolves when nobody may delete the server's agents any more. Never rejects. */
	readonly held: Promise<void>;
	/** Never rejects. */
	readonly end: () => Promise<void>;
	/** Ends the lease. The right to delete the server's agents, if nobody else uses them. Never rejects. */
	readonly endForClearance: () => Promise<Clearance | undefined>;
}

/** The right to delete a game server's agents, until `end`. */
export interface Clearance {
	/** Asked before each agent: false if this process stood still for too long and has lost the right. */
	readonly isValid: () => Promise<boolean>;
	/** Never rejects. */
	readonly end: () => Promise<void>;
}

export interface LeaseLimits {
	/** A lease that is not renewed for so long is over. */
	readonly leaseSeconds: number;
	/** Between two attempts to take a lease. */
	readonly leaseRetrySeconds: number;
}

export interface ServerLeases {
	readonly take: (server: string) => ServerLease;
	/** The right to delete the agents of a game server without a lease, if it was missing at an earlier call, too. */
	readonly condemn: (server: string, missingSeconds: number) => Promise<Clearance | undefined>;
	/** Stops renewing. */
	readonly close: () => void;
}

interface LeasesDeps {
	readonly store: LeaseStore;
	readonly clock: Clock;
	readonly log: Log;
}

/** Keeps this process's leases alive. A lease that was lost while the store was away is taken again. */
class RenewedLeases implements ServerLeases {
	/** Holders by server. */
	private readonly held = new Map<string, string>();
	private stop: (() => void) | undefined;

	constructor(
		private readonly deps: LeasesDeps,
		private readonly limits: LeaseLimits,
	) {}

	readonly take = (server: string): ServerLease => {
		const holder = randomUUID();
		this.held.set(holder, server);
		this.stop ??= repeat(this.deps.clock, this.limits.leaseSeconds / 3, () => this.renew());
		const held = this.acquire(server, holder);
		const { store } = this.deps;
		return {
			held,
			end: async () => {
				this.held.delete(holder);
				await held;
				await this.attempt("a lease was not given up", () => store.drop(server, holder));
			},
			endForClearance: async () => {
				this.held.delete(holder);
				await held;
				const terms = this.newTerms();
				const isMine = await this.attempt("a lease was not given up", () =>
					store.exchange(server, holder, terms),
				);
				return isMine === true ? this.clearance(server, terms.token) : undefined;
			},
		};
	};

	readonly condemn = async (server: string, missingSeconds: number): Promise<Clearance | undefined> => {
		const terms = this.newTerms();
		const isMine = await this.deps.store.condemn(server, missingSeconds, terms);
		return isMine ? this.clearance(server, terms.token) : undefined;
	};

	readonly close = (): void => this.stop?.();

	private newTerms() {
		return { token: randomUUID(), seconds: this.limits.leaseSeconds };
	}

	private clearance(server: string, token: string): Clearance {
		const { store, clock } = this.deps;
		const seconds = this.limits.leaseSeconds;
		const extend = async () =>
			(await this.attempt("a clearance was not renewed", () => store.extend(server, { token, seconds }))) ===
			true;
		const stop = repeat(clock, seconds / 3, () => void extend());
		return {
			isValid: extend,
			end: async () => {
				stop();
				await this.attempt("a clearance was not ended", () => store.endClearance(server, token));
			},
		};
	}

	/** Waits for a clearance to end, and for a store that is away. */
	private async acquire(server: string, holder: string): Promise<void> {
		const { store, clock } = this.deps;
		const { leaseSeconds, leaseRetrySeconds } = this.limits;
		while (this.held.has(holder)) {
			const isHeld = await this.attempt("a lease was not taken", () =>
				store.hold(server, holder, leaseSeconds),
			);
			if (isHeld === true) return;
			await sleep(clock, leaseRetrySeconds);
		}
	}

	private renew(): void {
		const { store } = this.deps;
		for (const [holder, server] of this.held) {
			void this.attempt("a lease was not renewed", () =>
				store.hold(server, holder, this.limits.leaseSeconds),
			);
		}
	}

	/** Undefined, and a line in the log, if the store is away. */
	private async attempt<T>(problem: string, work: () => Promise<T>): Promise<T | undefined> {
		try {
			return await work();
		} catch (error) {
			this.deps.log.warn({ reason: (error as Error).message }, problem);
			return undefined;
		}
	}
}

export function createServerLeases(deps: LeasesDeps, limits: LeaseLimits): ServerLeases {
	return new RenewedLeases(deps, limits);
}
