import { randomUUID } from "node:crypto";
import type { GameKey } from "../keys/game-key.ts";
import type { GatewayLimits } from "../limits.ts";
import type { Log } from "../logging.ts";
import type { SessionIdentity } from "../backend/backend.ts";
import type { Journal } from "../session/journal.ts";
import { firstFields, readRecord, type SessionRecord } from "../session/session-record.ts";
import { repeat, type Clock } from "../timing/clock.ts";
import type { Fields, GatewayAddress, OwnedSession, SessionStore } from "./session-store.ts";
import { StoredJournal } from "./stored-journal.ts";

/** A session of this gateway's, with what makes it one. */
export interface KeptSession {
	/** `onLost`: it is another gateway's by now, or over. */
	readonly journal: (onLost: () => void) => Journal;
}

export type FoundRecord =
	| { readonly kind: "taken"; readonly record: SessionRecord; readonly kept: KeptSession }
	| { readonly kind: "elsewhere"; readonly gateway: GatewayAddress }
	| { readonly kind: "unknown" };

export interface FleetDeps {
	readonly store: SessionStore;
	readonly clock: Clock;
	readonly log: Log;
}

/** How often a gateway signs on while its last sign of life counts; the others look for it as often. */
export const SIGNS_OF_LIFE = 3;

/** This gateway among those that share sessions. */
export class Fleet {
	private readonly id = randomUUID();
	private readonly journals = new Set<StoredJournal>();
	private self: GatewayAddress | undefined;
	private isAway = false;
	private hasSignedOn = false;
	/** When the store was last there again after it had been away, seconds. */
	private returnedAt = -Infinity;
	private stop = () => {};

	constructor(
		private readonly deps: FleetDeps,
		private readonly limits: GatewayLimits,
	) {
		deps.store.onReturn?.(() => {
			// The first connection is no return: a session that the store lacks then is really unknown.
			if (this.hasSignedOn) this.returnedAt = deps.clock.now();
			void this.signOn();
			for (const journal of this.journals) journal.rewrite();
		});
	}

	/** Undefined while the store can be reached. */
	get problem(): string | undefined {
		return this.isAway ? "the sessions' store cannot be reached" : undefined;
	}

	/** `url`: where the others reach this gateway. Never rejects. */
	readonly start = async (url: string): Promise<void> => {
		this.self = { id: this.id, url };
		this.stop = repeat(this.deps.clock, this.limits.aliveSeconds / SIGNS_OF_LIFE, () => this.renew());
		await this.signOn();
	};

	/** Rejects when the store is away. */
	readonly create = async (identity: SessionIdentity, key: GameKey): Promise<KeptSession> => {
		const owned = this.own(identity.sessionId);
		const fields = firstFields(identity, key);
		await this.deps.store.create(owned, `${key.id} ${identity.placeId} ${identity.serverId}`, fields);
		return this.keep(owned, fields);
	};

	/**
	 * Takes a session over if its gateway does not live any more. `gone`: the caller knows so. Rejects when the store is away,
	 * and for a session that is missing in a store that has just come back: its gateway may not have written it yet.
	 */
	readonly find = async (sessionId: string, gone?: string): Promise<FoundRecord> => {
		const owned = this.own(sessionId);
		const claim = await this.deps.store.claim(owned, gone);
		if (claim.kind === "unknown" && this.isRefilling())
			throw new Error("the sessions' store is back, and its sessions may follow");
		if (claim.kind !== "claimed") return claim;
		const record = readRecord(claim.fields);
		if (!record.isMoving) return { kind: "taken", record, kept: this.keep(owned, claim.fields) };
		// Its game waits for the end of it.
		await this.deps.store.remove(owned);
		return { kind: "unknown" };
	};

	/** Never rejects. */
	readonly close = async (): Promise<void> => {
		this.stop();
		const { self } = this;
		if (self !== undefined) await this.deps.store.signOff(self).catch(() => {});
	};

	private isRefilling(): boolean {
		return this.deps.clock.now() - this.returnedAt < this.limits.storeReturnSeconds;
	}

	private own(sessionId: string): OwnedSession {
		const seconds = 2 * this.limits.sessionIdleSeconds;
		return { sessionId, gatewayId: this.id, token: randomUUID(), seconds };
	}

	private keep(owned: OwnedSession, fields: Fields): KeptSession {
		const { store, clock } = this.deps;
		const log = this.deps.log.child({ sessionId: owned.sessionId });
		return {
			journal: (onLost) => {
				const journal = new StoredJournal(owned, fields, {
					store,
					clock,
					log,
					retrySeconds: this.limits.storeRetrySeconds,
					onEnd: () => this.journals.delete(journal),
					onLost,
				});
				this.journals.add(journal);
				return journal;
			},
		};
	}

	private renew(): void {
		void this.signOn();
		for (const journal of this.journals) journal.renew();
	}

	private async signOn(): Promise<void> {
		const { store, log } = this.deps;
		if (this.self === undefined) return;
		try {
			await store.signOn(this.self, this.limits.aliveSeconds);
			this.isAway = false;
			this.hasSignedOn = true;
		} catch (error) {
			if (!this.isAway)
				log.error({ reason: (error as Error).message }, "the sessions' store cannot be reached");
			this.isAway = true;
		}
	}
}
