import type { FastifyPluginAsync } from "fastify";
import type { AgentBackend } from "../backend/backend.ts";
import type { SessionRegistry } from "../session/session-registry.ts";
import type { Clock } from "../timing/clock.ts";

export interface HealthDeps {
	readonly backend: AgentBackend;
	readonly sessions: SessionRegistry;
	readonly clock: Clock;
	readonly isStopping: () => boolean;
}

/**
 * `/healthz` tells that the process lives and how the back end is. `/readyz` answers 200 only while NPCs would answer a
 * game server, and says otherwise why not. Both work without a token and tell no secret.
 */
export function healthRoutes({ backend, sessions, clock, isStopping }: HealthDeps): FastifyPluginAsync {
	const startedAt = clock.now();
	return async (app) => {
		app.get("/healthz", async () => {
			const health = backend.health();
			return {
				status: health.isUp && !isStopping() ? "ok" : "degraded",
				uptimeSeconds: Math.floor(clock.now() - startedAt),
				sessions: sessions.count(),
				backend: health,
			};
		});

		app.get("/readyz", async (_request, reply) => {
			const { isUp, detail } = backend.health();
			const isReady = isUp && !isStopping();
			if (isReady) return { ready: true };
			return reply
				.code(503)
				.send({ ready: false, reason: isStopping() ? "the gateway is stopping" : detail });
		});
	};
}
