import type { FastifyPluginAsync } from "fastify";
import type { AgentBackend } from "../backend/backend.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { SessionRegistry } from "../session/session-registry.ts";
import type { Clock } from "../timing/clock.ts";

export interface HealthDeps {
	readonly backend: AgentBackend;
	readonly sessions: SessionRegistry;
	readonly clock: Clock;
	readonly isStopping: () => boolean;
	/** Present where several gateways share sessions. */
	readonly fleet?: Pick<Fleet, "problem">;
}

/**
 * `/healthz` tells that the process lives and how the back end is. `/readyz` answers 200 only while NPCs would answer a
 * game server, and says otherwise why not. Both work without a token and tell no secret.
 */
export function healthRoutes({
	backend,
	sessions,
	clock,
	isStopping,
	fleet,
}: HealthDeps): FastifyPluginAsync {
	const startedAt = clock.now();
	return async (app) => {
		app.get("/healthz", async () => {
			const health = backend.health();
			const isWell = health.isUp && !isStopping() && fleet?.problem === undefined;
			return {
				status: isWell ? "ok" : "degraded",
				uptimeSeconds: Math.floor(clock.now() - startedAt),
				sessions: sessions.count(),
				backend: health,
				...(fleet && { store: { isUp: fleet.problem === undefined } }),
			};
		});

		app.get("/readyz", async (_request, reply) => {
			const { isUp, detail } = backend.health();
			const reason = isStopping() ? "the gateway is stopping" : isUp ? fleet?.problem : detail;
			return reason === undefined ? { ready: true } : reply.code(503).send({ ready: false, reason });
		});
	};
}
