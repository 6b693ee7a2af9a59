import type { Log } from "../logging.ts";
import type { ChangeOf, Journal } from "../session/journal.ts";
import { joinChanges, NO_CHANGE } from "../session/session-record.ts";
import { Deferred } from "../timing/deferred.ts";
import { sleep, type Clock } from "../timing/clock.ts";
import type { Change, Fields, OwnedSession, SessionStore } from "./session-store.ts";

export interface StoredJournalDeps {
	readonly store: SessionStore;
	readonly clock: Clock;
	readonly log: Log;
	/** Between two attempts while the store is away. */
	readonly retrySeconds: number;
	/** Nothing more is kept. */
	readonly onEnd: () => void;
	/** The session is over, or another gateway's. */
	readonly onLost: () => void;
}

interface Entry {
	readonly change: Change;
	readonly apply: () => void;
}

/**
 * Writes one session's changes to the store. While a write is under way the next changes gather for the next write. It holds
 * the whole session as well, so that a store that has lost it gets it back.
 */
export class StoredJournal implements Journal {
	private readonly kept: Map<string, string>;
	private readonly waiting: Entry[] = [];
	private isClosed = false;
	private needsRewrite = false;
	private idle: Deferred<void> | undefined;

	constructor(
		private readonly session: OwnedSession,
		fields: Fields,
		private readonly deps: StoredJournalDeps,
	) {
		this.kept = new Map(Object.entries(fields));
	}

	readonly commit = (change: ChangeOf, apply: () => void): void => {
		if (this.isClosed) return;
		this.waiting.push({ change: change(this.names), apply });
		if (this.idle === undefined) void this.writeAll();
	};

	readonly later = (change: ChangeOf): void => {
		if (!this.isClosed) this.waiting.push({ change: change(this.names), apply: () => {} });
	};

	readonly pending = (): Promise<void> | undefined => this.idle?.promise;

	readonly renew = (): void =>
		this.commit(
			() => NO_CHANGE,
			() => {},
		);

	readonly rewrite = (): void => {
		this.needsRewrite = true;
		this.renew();
	};

	readonly remove = async (): Promise<void> => {
		if (this.isClosed) return;
		this.close();
		try {
			await this.deps.store.remove(this.session);
		} catch (error) {
			this.deps.log.warn({ reason: (error as Error).message }, "a session's record was not removed");
		}
	};

	/** The names of what is kept, with what waits to be. */
	private readonly names = (): Iterable<string> => {
		const { set } = joinChanges(this.waiting.map(({ change }) => change));
		return new Set([...this.kept.keys(), ...Object.keys(set)]);
	};

	private async writeAll(): Promise<void> {
		const idle = new Deferred<void>();
		this.idle = idle;
		while (this.waiting.length > 0 && !this.isClosed) {
			const entries = this.waiting.splice(0);
			const isKept = await this.keep(joinChanges(entries.map(({ change }) => change)));
			if (!isKept) this.lose();
			else for (const { apply } of entries) this.perform(apply);
		}
		this.idle = undefined;
		idle.resolve();
	}

	/** False if the session is lost. Does not give up while the store is away. */
	private async keep(change: Change): Promise<boolean> {
		for (const name of change.remove) this.kept.delete(name);
		for (const [name, value] of Object.entries(change.set)) this.kept.set(name, value);
		const { store, clock, log, retrySeconds } = this.deps;
		while (!this.isClosed) {
			try {
				return await this.write(change, store);
			} catch (error) {
				log.warn({ reason: (error as Error).message }, "a session is not kept: its store is away");
				await sleep(clock, retrySeconds);
			}
		}
		return false;
	}

	private async write(change: Change, store: SessionStore): Promise<boolean> {
		const result = this.needsRewrite ? "missing" : await store.write(this.session, change);
		if (result !== "missing") return result === "ok";
		this.needsRewrite = true;
		const isMine = await store.rewrite(this.session, Object.fromEntries(this.kept));
		this.needsRewrite = false;
		return isMine;
	}

	private lose(): void {
		if (this.isClosed) return;
		this.close();
		this.deps.onLost();
	}

	private close(): void {
		this.isClosed = true;
		this.waiting.length = 0;
		this.deps.onEnd();
	}

	/** What one change leads to does not keep the others from taking effect. */
	private perform(apply: () => void): void {
		if (this.isClosed) return;
		try {
			apply();
		} catch (error) {
			this.deps.log.error({ err: error }, "a change of a session could not take effect");
		}
	}
}
