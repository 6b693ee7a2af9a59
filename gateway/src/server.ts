import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from "fastify";
import { WIRE_LIMITS, type GatewayErrorBody } from "./wire.ts";
import type { AgentBackend } from "./backend/backend.ts";
import { guardConnections, isLoopback, refuseChunks, refusePipelining } from "./guard/connection-guard.ts";
import { NO_PROXIES, type Proxies } from "./guard/proxies.ts";
import { createRateLimits, type RateLimits } from "./guard/rate-limits.ts";
import { authenticate } from "./http/authenticate.ts";
import { createBadAddressHandler, createBrokenRequestHandler, createErrorHandler } from "./http/errors.ts";
import { frameRoute } from "./http/frame-route.ts";
import { healthRoutes } from "./http/health-routes.ts";
import { createJsonReader, readJsonBodies, type JsonReader } from "./http/json-body.ts";
import { watchUnusedConnections } from "./guard/unused-connections.ts";
import { createRequestIds } from "./http/request-ids.ts";
import { sessionRoutes } from "./http/session-routes.ts";
import { usageRoute } from "./http/usage-route.ts";
import { Fleet } from "./fleet/fleet.ts";
import type { SessionStore } from "./fleet/session-store.ts";
import { createKeyRing, type KeyRing } from "./keys/key-ring.ts";
import { CONNECTION_LIMITS, GATEWAY_LIMITS, type ConnectionLimits, type GatewayLimits } from "./limits.ts";
import { createLog, type Log } from "./logging.ts";
import type { GameSession } from "./session/game-session.ts";
import { createSessionRegistry, type SessionRegistry } from "./session/session-registry.ts";
import { Metrics } from "./telemetry/metrics.ts";
import { systemClock, type Clock } from "./timing/clock.ts";
import { addSocketServer, socketRoute } from "./ws/socket-route.ts";
import { keepUsage } from "./usage/usage-file.ts";
import type { UsageBook } from "./usage/usage-book.ts";

export interface GatewayOptions {
	/** Game servers present it as `Authorization: Bearer <token>`. It may open every place. */
	readonly token?: string;
	/** Further keys, by `npm run keys`. */
	readonly keysFile?: string;
	/** Started with the gateway and closed with it. */
	readonly backend: AgentBackend;
	/** Silent by default. */
	readonly log?: Log;
	readonly limits?: Partial<GatewayLimits>;
	readonly connectionLimits?: Partial<ConnectionLimits>;
	/** How often the network may ask. Default: limits in this process's memory. */
	readonly rates?: RateLimits;
	/** Keeps what each key has used. Without it the counts begin anew with every start, and so do quotas. */
	readonly usageFile?: string;
	/** Where the gateway counts what it does. */
	readonly metrics?: Metrics;
	/** The proxies in front of the gateway. Without them nobody's word on an address counts. */
	readonly proxies?: Proxies;
	/** Shared with the other gateways of a fleet. Without it sessions end with this process. */
	readonly sessionStore?: SessionStore;
	/** Where the other gateways reach this one. Default: the address that it listens at. */
	readonly url?: string;
	readonly clock?: Clock;
}

interface Parts {
	readonly backend: AgentBackend;
	readonly sessions: SessionRegistry;
	readonly keys: KeyRing;
	readonly rates: RateLimits;
	readonly metrics: Metrics;
	readonly usage: UsageBook;
	readonly clock: Clock;
	readonly log: Log;
	readonly limits: GatewayLimits;
	readonly fleet?: Fleet;
	readonly readJson: JsonReader;
	readonly isStopping: () => boolean;
}

/** Everything below `/v1` needs a key. */
function addSessionApi(app: FastifyInstance, parts: Parts): void {
	void app.register(async (api) => {
		authenticate(api, parts);
		await api.register(sessionRoutes(parts));
		await api.register(frameRoute(parts));
		await api.register(socketRoute(parts));
		await api.register(usageRoute(parts));
	});
}

function countByKey(sessions: ReadonlyArray<GameSession>): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const { key } of sessions) counts.set(key.name, (counts.get(key.name) ?? 0) + 1);
	return counts;
}

type GaugeParts = Pick<Parts, "metrics" | "sessions" | "backend" | "isStopping">;

function watchGauges({ metrics, sessions, backend, isStopping }: GaugeParts): void {
	metrics.watch({
		sessions: () => countByKey(sessions.all()),
		agents: () => backend.health().agents,
		turnsInFlight: () => backend.health().turnsInFlight,
		isBackendUp: () => backend.health().isUp,
		backendsUp: () => new Map(backend.health().parts?.map(({ name, isUp }) => [name, isUp])),
		isStopping,
	});
}

interface HttpOptions {
	readonly metrics: Metrics;
	readonly log: Log;
	readonly limits: GatewayLimits;
	readonly connections: ConnectionLimits;
	readonly proxies: Proxies;
}

/** The HTTP service without a route, with everything that keeps strangers from wearing it down. */
function createHttp({ metrics, log, limits, connections, proxies }: HttpOptions): FastifyInstance {
	const app = fastify({
		loggerInstance: log as FastifyBaseLogger,
		// Polls would fill the log; what matters about them is logged where it happens.
		logController: new LogController({ disableRequestLogging: true }),
		genReqId: createRequestIds(proxies),
		trustProxy: proxies.list.length === 0 ? false : [...proxies.list],
		bodyLimit: WIRE_LIMITS.maxBodyBytes,
		requestTimeout: connections.requestSeconds * 1000,
		connectionTimeout: connections.idleSeconds * 1000,
		http: {
			headersTimeout: connections.headerSeconds * 1000,
			maxHeaderSize: connections.headerBytes,
			// Node looks every 30 s otherwise, and holds what is late for up to twice its time.
			connectionsCheckingInterval: connections.checkSeconds * 1000,
		},
		clientErrorHandler: createBrokenRequestHandler(metrics),
		frameworkErrors: createBadAddressHandler(metrics),
		// While turns in flight end, games must still be able to fetch their sentences.
		return503OnClosing: false,
		// It would also count while the gateway closes, which takes as long as turns in flight do.
		pluginTimeout: 0,
		ajv: {
			customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false },
		},
	});
	app.server.maxConnections = connections.perSession * limits.maxSessions + connections.extra;
	app.server.on("drop", () => metrics.dropped("connections"));
	// Node would answer each by itself, also those that come before the last answer is read.
	app.server.on("checkExpectation", (_request, response) => {
		metrics.dropped("malformed");
		response.writeHead(417, { connection: "close" }).end();
	});
	guardConnections(app.server, {
		maxPerNetwork: connections.perNetwork,
		isExempt: (address) => isLoopback(address) || proxies.includes(address),
		onRefused: () => metrics.dropped("connections"),
	});
	refusePipelining(app.server, () => metrics.dropped("pipelined"));
	refuseChunks(app.server, () => metrics.dropped("malformed"));
	app.addHook("onRequest", async (request, reply) => {
		void reply.header("x-request-id", request.id);
	});
	app.setErrorHandler(createErrorHandler(metrics));
	app.setNotFoundHandler((_request, reply) => {
		metrics.dropped("unknownRoute");
		const body: GatewayErrorBody = { error: "bad_request", message: "no such route" };
		return reply.code(404).send(body);
	});
	return app;
}

/** Builds the gateway: `listen` starts it, `inject` tests it, `close` ends turns, polls and sessions in order. */
export function createGateway(options: GatewayOptions): FastifyInstance {
	const { token, keysFile: file, backend, log = createLog("silent"), clock = systemClock } = options;
	const { rates = createRateLimits(), proxies = NO_PROXIES, metrics = new Metrics() } = options;
	const limits: GatewayLimits = { ...GATEWAY_LIMITS, ...options.limits };
	const connections: ConnectionLimits = { ...CONNECTION_LIMITS, ...options.connectionLimits };
	const kept = keepUsage(options.usageFile, { clock, log });
	const { book: usage } = kept;
	const store = options.sessionStore;
	const fleet = store && new Fleet({ store, clock, log }, limits);
	const keys = createKeyRing({ token, file, clock, log });
	const registryDeps = { backend, metrics, usage, clock, log, fleet, keyCount: keys.count };
	const sessions = createSessionRegistry(registryDeps, limits);
	keys.onChange(() => sessions.endRevoked(keys.isValid));
	let isStopping = false;
	const isStoppingNow = () => isStopping;
	const app = createHttp({ metrics, log, limits, connections, proxies });
	const closeUnused = watchUnusedConnections(app.server);
	const readJson = createJsonReader(app, connections.jsonDepth);
	readJsonBodies(app, readJson);
	const parts: Parts = {
		backend,
		sessions,
		keys,
		rates,
		metrics,
		usage,
		clock,
		log,
		limits,
		fleet,
		readJson,
		isStopping: isStoppingNow,
	};
	watchGauges(parts);
	void app.register(healthRoutes(parts));
	addSocketServer(app, { log, metrics });
	addSessionApi(app, parts);

	app.addHook("onReady", async () => {
		backend.start();
		if (options.url !== undefined) await fleet?.start(options.url);
	});
	app.addHook("onListen", async () => {
		if (options.url === undefined) await fleet?.start(app.listeningOrigin);
	});
	app.addHook("preClose", async () => {
		isStopping = true;
		for (const session of sessions.all()) session.tellMoving();
		await backend.drain(limits.shutdownSeconds);
		// A game that is between two polls has not fetched yet how its turns ended.
		await sessions.sendRest(limits.sendRestSeconds);
		sessions.answerPolls();
		closeUnused();
	});
	app.addHook("onClose", async () => {
		keys.close();
		await sessions.close();
		await fleet?.close();
		await backend.close();
		kept.close();
	});
	return app;
}
