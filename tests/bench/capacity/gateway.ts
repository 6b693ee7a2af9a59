import type { AddressInfo } from "node:net";
import { performance } from "node:perf_hooks";
import { createAppServerBackend, createGateway, createLog, Metrics } from "@townsfolk/gateway";
import { connectRedis } from "../../../gateway/src/fleet/connect-redis.ts";
import { createRedisLeaseStore } from "../../../gateway/src/fleet/redis-lease-store.ts";
import { createRedisSessionStore } from "../../../gateway/src/fleet/redis-session-store.ts";
import { createRateLimits } from "../../../gateway/src/guard/rate-limits.ts";

/** The gateway under load: `gateway.ts <App Server's address> <token> [Redis' address]`. Its limits count, and are out of reach. */

const [, , appServer = "", token = "", redisUrl] = process.argv;
const OUT_OF_REACH = 1e9;

const log = createLog("error");
const redis = redisUrl === undefined ? undefined : connectRedis(redisUrl, log);
const gateway = createGateway({
	token,
	backend: createAppServerBackend({
		url: appServer,
		model: "openai-compatible/fake",
		allowsOpenServer: true,
		limits: { maxConcurrentProvisions: 64 },
		leaseStore: redis && createRedisLeaseStore(redis),
		log,
	}),
	log,
	metrics: new Metrics(),
	limits: {
		maxSessions: 10_000,
		sessionsPerSecond: OUT_OF_REACH,
		sessionBurst: OUT_OF_REACH,
		framesPerSecond: OUT_OF_REACH,
		frameBurst: OUT_OF_REACH,
		socketsPerSecond: OUT_OF_REACH,
		socketBurst: OUT_OF_REACH,
	},
	rates: createRateLimits({ keyRequestsPerSecond: OUT_OF_REACH, keyBytesPerSecond: 1e12 }),
	sessionStore: redis && createRedisSessionStore(redis),
});
await gateway.listen({ host: "127.0.0.1", port: 0 });
process.send!({ port: (gateway.server.address() as AddressInfo).port });

/** What the parent asks for: numbers, after a garbage collection if `gc`. */
process.on("message", ({ gc }: { readonly gc: boolean }) => {
	if (gc) globalThis.gc!();
	const { user, system } = process.cpuUsage();
	const { rss, heapUsed, external } = process.memoryUsage();
	process.send!({
		cpuSeconds: (user + system) / 1e6,
		at: performance.now() / 1000,
		rss,
		heap: heapUsed + external,
	});
});
process.once("disconnect", () => process.exit(0));
