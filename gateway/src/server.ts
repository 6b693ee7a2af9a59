import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from "fastify";
import { WIRE_LIMITS, type GatewayErrorBody } from "./wire.ts";
import type { AgentBackend } from "./backend/backend.ts";
import { createTokenCheck } from "./http/bearer-token.ts";
import { answerBadAddress, answerBrokenRequest, handleError, sendError } from "./http/errors.ts";
import { frameRoute } from "./http/frame-route.ts";
import { healthRoutes } from "./http/health-routes.ts";
import { sessionRoutes } from "./http/session-routes.ts";
import { addSocketServer, socketRoute } from "./ws/socket-route.ts";
import { CONNECTION_LIMITS, GATEWAY_LIMITS, type ConnectionLimits, type GatewayLimits } from "./limits.ts";
import { createLog, type Log } from "./logging.ts";
import { createSessionRegistry, type SessionRegistry } from "./session/session-registry.ts";
import { systemClock, type Clock } from "./timing/clock.ts";

export interface GatewayOptions {
	/** Game servers present it as `Authorization: Bearer <token>`. */
	readonly token: string;
	/** Started with the gateway and closed with it. */
	readonly backend: AgentBackend;
	/** Silent by default. */
	readonly log?: Log;
	readonly limits?: Partial<GatewayLimits>;
	readonly connectionLimits?: Partial<ConnectionLimits>;
	readonly clock?: Clock;
}

interface Parts {
	readonly backend: AgentBackend;
	readonly sessions: SessionRegistry;
	readonly clock: Clock;
	readonly log: Log;
	readonly limits: GatewayLimits;
	readonly isStopping: () => boolean;
}

/** Everything below `/v1` needs the token. */
function addSessionApi(app: FastifyInstance, token: string, parts: Parts): void {
	const isAuthorized = createTokenCheck(token);
	void app.register(async (api) => {
		api.addHook("onRequest", async (request, reply) => {
			if (!isAuthorized(request.headers.authorization)) {
				// A body that is still to come is not waited for.
				void reply.headers({ "www-authenticate": "Bearer", connection: "close" });
				return sendError(reply, "unauthorized", "the bearer token is missing or wrong");
			}
			return undefined;
		});
		await api.register(sessionRoutes(parts));
		await api.register(frameRoute(parts));
		await api.register(socketRoute(parts));
	});
}

/** Builds the gateway: `listen` starts it, `inject` tests it, `close` ends turns, polls and sessions in order. */
export function createGateway(options: GatewayOptions): FastifyInstance {
	const { token, backend, log = createLog("silent"), clock = systemClock } = options;
	const limits: GatewayLimits = { ...GATEWAY_LIMITS, ...options.limits };
	const connections: ConnectionLimits = { ...CONNECTION_LIMITS, ...options.connectionLimits };
	const sessions = createSessionRegistry({ backend, clock, log }, limits);
	let isStopping = false;
	const parts: Parts = { backend, sessions, clock, log, limits, isStopping: () => isStopping };

	const app = fastify({
		loggerInstance: log as FastifyBaseLogger,
		// Polls would fill the log; what matters about them is logged where it happens.
		logController: new LogController({ disableRequestLogging: true }),
		bodyLimit: WIRE_LIMITS.maxBodyBytes,
		requestTimeout: connections.requestSeconds * 1000,
		http: {
			headersTimeout: connections.headerSeconds * 1000,
			// Node looks every 30 s otherwise, and holds what is late for up to twice its time.
			connectionsCheckingInterval: connections.checkSeconds * 1000,
		},
		clientErrorHandler: answerBrokenRequest,
		frameworkErrors: answerBadAddress,
		// While turns in flight end, games must still be able to fetch their sentences.
		return503OnClosing: false,
		ajv: {
			customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false },
		},
	});
	app.server.maxConnections = connections.perSession * limits.maxSessions + connections.extra;
	app.setErrorHandler(handleError);
	app.setNotFoundHandler((_request, reply) => {
		const body: GatewayErrorBody = { error: "bad_request", message: "no such route" };
		return reply.code(404).send(body);
	});
	void app.register(healthRoutes(parts));
	addSocketServer(app, log);
	addSessionApi(app, token, parts);

	app.addHook("onReady", async () => {
		backend.start();
	});
	app.addHook("preClose", async () => {
		isStopping = true;
		await backend.drain(limits.shutdownSeconds);
		// A game that is between two polls has not fetched yet how its turns ended.
		await sessions.sendRest(limits.sendRestSeconds);
		sessions.answerPolls();
	});
	app.addHook("onClose", async () => {
		await sessions.close();
		await backend.close();
	});
	return app;
}
