import { createBackends } from "./backend/create-backends.ts";
import { readConfig, type Config } from "./config/read-config.ts";
import { appServerOptions, gatewayOptions, lettaOptions, metricsOptions } from "./config/to-options.ts";
import { connectRedis } from "./fleet/connect-redis.ts";
import { createRedisSessionStore } from "./fleet/redis-session-store.ts";
import { createRedisLeaseStore } from "./fleet/redis-lease-store.ts";
import { createLog } from "./logging.ts";
import { createGateway } from "./server.ts";
import { serveMetrics } from "./telemetry/metrics-server.ts";
import { Metrics } from "./telemetry/metrics.ts";
import { stopOnSignals } from "./stop-on-signals.ts";

async function run(config: Config): Promise<void> {
	const log = createLog(config.logLevel);
	if (process.getuid?.() === 0) log.warn("the gateway runs as root; give it a user of its own");
	const redis = config.redisUrl === "" ? undefined : connectRedis(config.redisUrl, log);
	const leaseStore = redis && createRedisLeaseStore(redis);
	const appServers = appServerOptions(config);
	const backend = createBackends({ appServers, lettas: lettaOptions(config), leaseStore, log });
	const metrics = new Metrics();
	const sessionStore = redis && createRedisSessionStore(redis);
	const gateway = createGateway({ ...gatewayOptions(config), backend, metrics, sessionStore, log });
	stopOnSignals(gateway, log, { shutdownSeconds: config.shutdownSeconds });
	await gateway.listen({ host: config.host, port: config.port });
	const where = metricsOptions(config);
	if (where === undefined) return;
	metrics.watchProcess();
	const server = await serveMetrics(metrics, where);
	log.info({ address: server.address() }, "metrics are served");
}

const reading = readConfig(process.env);
if (reading.kind === "invalid") {
	process.stderr.write(
		`The gateway does not start:\n${reading.problems.map((line) => `  ${line}\n`).join("")}`,
	);
	process.exitCode = 1;
} else {
	run(reading.config).catch((error: unknown) => {
		process.stderr.write(`The gateway does not start: ${(error as Error).message}\n`);
		process.exit(1);
	});
}
