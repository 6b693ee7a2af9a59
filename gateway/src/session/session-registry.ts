import { randomUUID } from "node:crypto";
import type { OpenSessionRequest } from "../wire.ts";
import type { AgentBackend } from "../backend/backend.ts";
import type { GatewayLimits } from "../limits.ts";
import type { Log } from "../logging.ts";
import { repeat, settledWithin, type Clock } from "../timing/clock.ts";
import { createGameSession, type GameSession } from "./game-session.ts";

export interface SessionRegistry {
	/** Undefined when there are too many sessions. A game server that opens a new session keeps its agents. */
	readonly open: (request: OpenSessionRequest) => GameSession | undefined;
	readonly get: (sessionId: string) => GameSession | undefined;
	readonly count: () => number;
	/** The game is done: in session memory mode its agents are deleted. False for an unknown session. */
	readonly end: (sessionId: string) => Promise<boolean>;
	/** Answers every open poll now. */
	readonly answerPolls: () => void;
	/** Resolves when every event so far has gone out, or after `seconds`; answers open polls now. */
	readonly sendRest: (seconds: number) => Promise<void>;
	/** The gateway stops: every session ends, and every agent stays for the game server that will come back. */
	readonly close: () => Promise<void>;
}

/** Keeps the sessions and ends those that nobody uses. */
export function createSessionRegistry(
	deps: { readonly backend: AgentBackend; readonly clock: Clock; readonly log: Log },
	limits: GatewayLimits,
): SessionRegistry {
	const { backend, clock, log } = deps;
	const sessions = new Map<string, GameSession>();
	/** The ends of sessions that are closed already and whose agents are still being deleted. */
	const endings = new Set<Promise<void>>();
	const stopSweep = repeat(clock, limits.sessionSweepSeconds, endIdle);

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

	function endIdle(): void {
		for (const session of all()) {
			if (session.idleSeconds() > limits.sessionIdleSeconds) void endSession(session, "idle", true);
		}
	}

	function open({ placeId, serverId, memoryMode }: OpenSessionRequest): GameSession | undefined {
		// Either the answer to an earlier attempt was lost, or the game has given up its old session.
		for (const session of all()) {
			const { identity } = session;
			const isSameServer = identity.placeId === placeId && identity.serverId === serverId;
			if (isSameServer) void endSession(session, "replaced", false);
		}
		if (sessions.size >= limits.maxSessions) return undefined;
		const identity = { sessionId: randomUUID(), placeId, serverId, memoryMode };
		const sessionLog = log.child({ sessionId: identity.sessionId });
		const onOverflow = () => void endSession(session, "overflow", true);
		const session = createGameSession(identity, { backend, clock, log: sessionLog, onOverflow }, limits);
		sessions.set(identity.sessionId, session);
		log.info({ ...identity, sessions: sessions.size }, "session opened");
		return session;
	}

	return {
		open,
		get: (sessionId) => sessions.get(sessionId),
		count: () => sessions.size,
		end: async (sessionId) => {
			const session = sessions.get(sessionId);
			if (session === undefined) return false;
			await endSession(session, "closed by the game", true);
			return true;
		},
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
