import { randomUUID } from "node:crypto";
import type { OpenSessionRequest } from "../wire.ts";
import type { AgentBackend } from "../backend/backend.ts";
import type { GameKey } from "../keys/game-key.ts";
import type { GatewayLimits } from "../limits.ts";
import type { Log } from "../logging.ts";
import { repeat, settledWithin, type Clock } from "../timing/clock.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { UsageBook } from "../usage/usage-book.ts";
import { createGameSession, type GameSession } from "./game-session.ts";
import { SessionMeter } from "./session-meter.ts";

export interface SessionRegistry {
	/**
	 * Undefined when there are too many sessions, in all or of the key. A game server that opens a new session keeps its agents.
	 */
	readonly open: (request: OpenSessionRequest, key: GameKey) => GameSession | undefined;
	/** Undefined also for a session of another key: its id is worth nothing without the key. */
	readonly get: (sessionId: string, key: GameKey) => GameSession | undefined;
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
}

/** Keeps the sessions and ends those that nobody uses. */
export function createSessionRegistry(deps: RegistryDeps, limits: GatewayLimits): SessionRegistry {
	const { clock, log, metrics } = deps;
	const sessions = new Map<string, GameSession>();
	/** The ends of sessions that are closed already and whose agents are still being deleted. */
	const endings = new Set<Promise<void>>();
	const stopSweep = repeat(clock, limits.sessionSweepSeconds, () =>
		endWhere((session) => session.idleSeconds() > limits.sessionIdleSeconds, "idle"),
	);

	const all = () => [...sessions.values()];

	async function endSession(session: GameSession, reason: string, forget: boolean): Promise<void> {
		const { sessionId, serverId, memoryMode } = session.identity;
		sessions.delete(sessionId);
		log.info({ sessionId, serverId, reason, forget, memoryMode }, "session ended");
		const ending = session.end(forget);
		endings.add(ending);
		await ending;
		endings.delete(ending);
	}

	function endWhere(isDue: (session: GameSession) => boolean, reason: string): void {
		for (const session of all()) if (isDue(session)) void endSession(session, reason, true);
	}

	function hasRoom({ id, quotas }: GameKey): boolean {
		const own = all().filter(({ key }) => key.id === id).length;
		return sessions.size < limits.maxSessions && own < (quotas.sessions ?? Infinity);
	}

	function open(request: OpenSessionRequest, key: GameKey): GameSession | undefined {
		const { placeId, serverId, memoryMode } = request;
		// Either the answer to an earlier attempt was lost, or the game has given up its old session.
		for (const session of all()) {
			const { identity } = session;
			const isSameServer = identity.placeId === placeId && identity.serverId === serverId;
			if (isSameServer && session.key.id === key.id) void endSession(session, "replaced", false);
		}
		if (!hasRoom(key)) return undefined;
		const identity = { sessionId: randomUUID(), placeId, serverId, memoryMode };
		const sessionLog = log.child({ sessionId: identity.sessionId });
		const onOverflow = () => {
			metrics.dropped("overflow");
			void endSession(session, "overflow", true);
		};
		const meter = new SessionMeter({ ...deps, key });
		const session = createGameSession(identity, { ...deps, key, meter, log: sessionLog, onOverflow }, limits);
		sessions.set(identity.sessionId, session);
		log.info({ ...identity, key: key.name, sessions: sessions.size }, "session opened");
		return session;
	}

	return {
		open,
		get: (sessionId, key) => {
			const session = sessions.get(sessionId);
			return session?.key.id === key.id ? session : undefined;
		},
		count: () => sessions.size,
		all,
		end: async (sessionId) => {
			const session = sessions.get(sessionId);
			if (session === undefined) return false;
			await endSession(session, "closed by the game", true);
			return true;
		},
		endRevoked: (isValid) => endWhere(({ key }) => !isValid(key.id), "its key is revoked"),
		answerPolls: () => all().forEach((session) => session.answerPoll()),
		sendRest: async (seconds) => {
			const sent = all().map((session) => session.sendRest());
			await settledWithin(clock, seconds, Promise.all(sent));
		},
		close: async () => {
			stopSweep();
			for (const session of all()) void endSession(session, "gateway stops", false);
			// Closing the back end before an agent and its data are deleted would keep what should be forgotten.
			await settledWithin(clock, limits.sessionCloseSeconds, Promise.all(endings));
		},
	};
}
