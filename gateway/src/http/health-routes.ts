import type { FastifyPluginAsync } from "fastify";
import type { AgentBackend } from "../backend/backend.ts";
import type { SessionRegistry } from "../session/session-registry.ts";
import type { Clock } from "../timing/clock.ts";
import type { GatewayPhase } from "./phase.ts";

export interface HealthDeps {
	readonly backend: AgentBackend;
	readonly sessions: SessionRegistry;
	readonly clock: Clock;
	readonly phase: () => GatewayPhase;
}

/**
 * `/healthz`: the process lives, and what it knows of the back end. `/readyz`: 200 only while a game server would
 * get answers. Both without a token and with nothing secret.
 */
export function healthRoutes({ backend, sessions, clock, phase }: HealthDeps): FastifyPluginAsync {
	const startedAt = clock.now();
	return async (app) => {
		app.get("/healthz", async () => {
			const health = backend.health();
			return {
				status: health.isUp && phase() === "open" ? "ok" : "degraded",
				uptimeSeconds: Math.floor(clock.now() - startedAt),
				sessions: sessions.count(),
				backend: health,
			};
		});

		app.get("/readyz", async (_request, reply) => {
			const isReady = backend.health().isUp && phase() === "open";
			return reply.code(isReady ? 200 : 503).send({ ready: isReady });
		});
	};
}
