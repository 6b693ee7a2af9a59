import { randomUUID } from "node:crypto";
import type { OpenSessionRequest } from "../wire.ts";
import type { AgentBackend, SessionIdentity } from "../backend/backend.ts";
import type { GameKey } from "../keys/game-key.ts";
import type { GatewayLimits } from "../limits.ts";
import type { Log } from "../logging.ts";
import { repeat, settledWithin, type Clock } from "../timing/clock.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { UsageBook } from "../usage/usage-book.ts";
import { type Fleet, type KeptSession, SIGNS_OF_LIFE } from "../fleet/fleet.ts";
import type { GatewayAddress } from "../fleet/session-store.ts";
import { createGameSession, type GameSession } from "./game-session.ts";
import { NO_JOURNAL, type Journal } from "./journal.ts";
import type { SessionRecord } from "./session-record.ts";
import { SessionMeter } from "./session-meter.ts";

export type Opened =
	| { readonly kind: "open"; readonly session: GameSession }
	/** There are too many sessions, in all or of the key. */
	| { readonly kind: "full" }
	/** What would be opened cannot be kept now. */
	| { readonly kind: "storeAway" };

export type Found =
	| { readonly kind: "here"; readonly session: GameSession }
	/** Another gateway has it. */
	| { readonly kind: "elsewhere"; readonly gateway: GatewayAddress }
	| { readonly kind: "unknown" }
	| { readonly kind: "storeAway" };

export interface SessionRegistry {
	/** A game server that opens a new session keeps its agents. */
	readonly open: (request: OpenSessionRequest, key: GameKey) => Promise<Opened>;
	/** Undefined for a session that is not here; also for one of another key: its id is worth nothing without the key. */
	readonly get: (sessionId: string, key: GameKey) => GameSession | undefined;
	/** Also asks the other gateways, and takes over a session whose gateway is gone. `gone`: a gateway that does not answer. */
	readonly find: (sessionId: string, key: GameKey, gone?: string) => Promise<Found>;
	/**
	 * Looks again and again where a session is that another gateway has, and calls back when it is somewhere else, here for instance
	 * because that gateway is gone. The returned function ends this.
	 */
	readonly watch: (
		sessionId: string,
		key: GameKey,
		owner: GatewayAddress,
		onMoved: (found: Found) => void,
	) => () => void;
	readonly count: () => number;
	readonly all: () => ReadonlyArray<GameSession>;
	/** The game is done: in session memory mode its agents are deleted. False for an unknown session. */
	readonly end: (sessionId: string) => Promise<boolean>;
	/** Ends the sessions of keys that are not valid any more. */
	readonly endRevoked: (isValid: (keyId: string) => boolean) => void;
	/** Answers every open poll now. */
	readonly answerPolls: () => void;
	/** Resolves when every event so far has gone out, or after `seconds`; answers open polls now. */
	readonly sendRest: (seconds: number) => Promise<void>;
	/** The gateway stops: every session ends, and every agent stays for the game server that will come back. */
	readonly close: () => Promise<void>;
}

export interface RegistryDeps {
	readonly backend: AgentBackend;
	readonly metrics: Metrics;
	readonly usage: UsageBook;
	readonly clock: Clock;
	readonly log: Log;
	/** Present where several gateways share sessions. */
	readonly fleet?: Fleet;
	/** How many keys may open sessions. */
	readonly keyCount: () => number;
}

/** Of all sessions: what one key cannot take while other keys have none. */
const RESERVED_SHARE = 0.1;

/** Keeps the sessions and ends those that nobody uses. */
class Sessions implements SessionRegistry {
	private readonly sessions = new Map<string, GameSession>();
	private readonly journals = new WeakMap<GameSession, Journal>();
	/** The ends of sessions that are closed already and whose agents are still being deleted. */
	private readonly endings = new Set<Promise<void>>();
	/** Sessions that the fleet is being asked for. */
	private readonly searches = new Map<string, Promise<Found>>();
	private readonly stopSweep: () => void;

	constructor(
		private readonly deps: RegistryDeps,
		private readonly limits: GatewayLimits,
	) {
		const isIdle = (session: GameSession) => session.idleSeconds() > limits.sessionIdleSeconds;
		this.stopSweep = repeat(deps.clock, limits.sessionSweepSeconds, () => this.endWhere(isIdle, "idle"));
	}

	readonly all = (): ReadonlyArray<GameSession> => [...this.sessions.values()];

	readonly count = (): number => this.sessions.size;

	readonly open = async (request: OpenSessionRequest, key: GameKey): Promise<Opened> => {
		const { placeId, serverId, memoryMode } = request;
		// Either the answer to an earlier attempt was lost, or the game has given up its old session.
		for (const session of this.all()) {
			const { identity } = session;
			const isSameServer = identity.placeId === placeId && identity.serverId === serverId;
			if (isSameServer && session.key.id === key.id) void this.endSession(session, "replaced", false);
		}
		if (!this.hasRoom(key)) return { kind: "full" };
		const identity = { sessionId: randomUUID(), placeId, serverId, memoryMode, keyId: key.id };
		const { fleet, log } = this.deps;
		try {
			const kept = await fleet?.create(identity, key);
			const session = this.add(identity, key, kept);
			log.info({ ...identity, key: key.name, sessions: this.sessions.size }, "session opened");
			return { kind: "open", session };
		} catch (error) {
			log.error({ reason: (error as Error).message }, "a session cannot be kept, so it is not opened");
			return { kind: "storeAway" };
		}
	};

	readonly get = (sessionId: string, key: GameKey): GameSession | undefined => {
		const session = this.sessions.get(sessionId);
		return session?.key.id === key.id ? session : undefined;
	};

	readonly find = async (sessionId: string, key: GameKey, gone?: string): Promise<Found> => {
		const found = this.sessions.has(sessionId) ? undefined : await this.search(sessionId, gone);
		if (found?.kind === "elsewhere" || found?.kind === "storeAway") return found;
		const session = this.get(sessionId, key);
		return session === undefined ? { kind: "unknown" } : { kind: "here", session };
	};

	readonly watch = (
		sessionId: string,
		key: GameKey,
		owner: GatewayAddress,
		onMoved: (found: Found) => void,
	): (() => void) =>
		repeat(this.deps.clock, this.limits.aliveSeconds / SIGNS_OF_LIFE, async () => {
			const found = await this.find(sessionId, key);
			const isElsewhere = found.kind === "elsewhere" && found.gateway.id !== owner.id;
			if (found.kind === "here" || isElsewhere) onMoved(found);
		});

	readonly end = async (sessionId: string): Promise<boolean> => {
		const session = this.sessions.get(sessionId);
		if (session === undefined) return false;
		await this.endSession(session, "closed by the game", true);
		return true;
	};

	readonly endRevoked = (isValid: (keyId: string) => boolean): void =>
		this.endWhere(({ key }) => !isValid(key.id), "its key is revoked");

	readonly answerPolls = (): void => this.all().forEach((session) => session.answerPoll());

	readonly sendRest = async (seconds: number): Promise<void> => {
		const sent = this.all().map((session) => session.sendRest());
		await settledWithin(this.deps.clock, seconds, Promise.all(sent));
	};

	readonly close = async (): Promise<void> => {
		const { clock } = this.deps;
		this.stopSweep();
		for (const session of this.all()) void this.endSession(session, "gateway stops", false);
		// Closing the back end before an agent and its data are deleted would keep what should be forgotten.
		await settledWithin(clock, this.limits.sessionCloseSeconds, Promise.all(this.endings));
	};

	private add(
		identity: SessionIdentity,
		key: GameKey,
		kept: KeptSession | undefined,
		earlier?: SessionRecord,
	): GameSession {
		const { deps, limits } = this;
		const { sessionId } = identity;
		const end = (reason: string, forget: boolean) => {
			const ending = this.sessions.get(sessionId);
			if (ending === session) void this.endSession(ending, reason, forget);
		};
		const onOverflow = () => {
			deps.metrics.dropped("overflow");
			end("overflow", true);
		};
		const journal =
			kept?.journal(() => end("another gateway has it, or it was replaced", false)) ?? NO_JOURNAL;
		const meter = new SessionMeter({ ...deps, key, isEarlier: earlier !== undefined });
		const onGap = () => end("the game knows more of it", false);
		const log = deps.log.child({ sessionId });
		const own = { key, meter, log, onOverflow, onGap, journal, earlier };
		const session: GameSession = createGameSession(identity, { ...deps, ...own }, limits);
		this.sessions.set(sessionId, session);
		this.journals.set(session, journal);
		return session;
	}

	/** Asks the fleet, once for all who ask at the same time. */
	private async search(sessionId: string, gone: string | undefined): Promise<Found> {
		const search = this.searches.get(sessionId) ?? this.askFleet(sessionId, gone);
		this.searches.set(sessionId, search);
		try {
			return await search;
		} finally {
			this.searches.delete(sessionId);
		}
	}

	private async askFleet(sessionId: string, gone: string | undefined): Promise<Found> {
		const { fleet, log } = this.deps;
		try {
			const found = (await fleet?.find(sessionId, gone)) ?? { kind: "unknown" };
			if (found.kind !== "taken") return found;
			const { record, kept } = found;
			const session = this.add(record.identity, record.key, kept, record);
			log.warn({ ...record.identity, turns: record.turns.length }, "a session was taken over");
			return { kind: "here", session };
		} catch (error) {
			log.error({ sessionId, reason: (error as Error).message }, "a session could not be looked for");
			return { kind: "storeAway" };
		}
	}

	private async endSession(session: GameSession, reason: string, forget: boolean): Promise<void> {
		const { sessionId, serverId, memoryMode } = session.identity;
		this.sessions.delete(sessionId);
		this.deps.log.info({ sessionId, serverId, reason, forget, memoryMode }, "session ended");
		const ending = Promise.all([session.end(forget), this.journals.get(session)?.remove()]).then(() => {});
		this.endings.add(ending);
		await ending;
		this.endings.delete(ending);
	}

	private endWhere(isDue: (session: GameSession) => boolean, reason: string): void {
		for (const session of this.all()) if (isDue(session)) void this.endSession(session, reason, true);
	}

	private hasRoom({ id, quotas }: GameKey): boolean {
		const own = this.all().filter(({ key }) => key.id === id).length;
		if (own >= (quotas.sessions ?? Infinity)) return false;
		const { maxSessions } = this.limits;
		const withSessions = new Set(this.all().map(({ key }) => key.id)).size;
		const without = Math.max(0, this.deps.keyCount() - withSessions);
		const reserved = own === 0 ? 0 : Math.min(without, Math.floor(maxSessions * RESERVED_SHARE));
		return this.sessions.size + reserved < maxSessions;
	}
}

export function createSessionRegistry(deps: RegistryDeps, limits: GatewayLimits): SessionRegistry {
	return new Sessions(deps, limits);
}
