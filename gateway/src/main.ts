import { createAppServerBackend } from "./backend/app-server/app-server-backend.ts";
import { readConfig, type Config } from "./config/read-config.ts";
import { createLog } from "./logging.ts";
import { createGateway } from "./server.ts";
import { stopOnSignals } from "./stop-on-signals.ts";

async function run(config: Config): Promise<void> {
	const log = createLog(config.logLevel);
	const backend = createAppServerBackend({
		url: config.appServerUrl,
		model: config.model,
		token: config.appServerToken === "" ? undefined : config.appServerToken,
		agentDataDirs: config.agentDataDirs,
		log,
		limits: { turnTimeoutSeconds: config.turnTimeoutSeconds },
	});
	const { maxSessions, sessionIdleSeconds, shutdownSeconds } = config;
	const limits = { maxSessions, sessionIdleSeconds, shutdownSeconds };
	const gateway = createGateway({ token: config.token, backend, log, limits });
	stopOnSignals(gateway, log, shutdownSeconds);
	await gateway.listen({ host: config.host, port: config.port });
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
