import type { AppServerBackendOptions } from "../backend/app-server/app-server-backend.ts";
import type { LettaBackendOptions } from "../backend/letta/letta-backend.ts";
import { readProxies } from "../guard/proxies.ts";
import type { GatewayOptions } from "../server.ts";
import type { MetricsServerOptions } from "../telemetry/metrics-server.ts";
import type { Config } from "./read-config.ts";

/** The secret of one of several addresses: its own, or the only one. */
function secretOf(secrets: string, index: number): string {
	const parts = secrets.split(",");
	return parts[index] ?? parts[0]!;
}

/** What the configuration says about each of Letta's REST APIs. */
export function lettaOptions(config: Config): ReadonlyArray<Omit<LettaBackendOptions, "log">> {
	return config.lettaUrls.map((baseUrl, index) => ({
		baseUrl,
		apiKey: secretOf(config.lettaKey, index),
		model: config.lettaModel === "" ? config.model : config.lettaModel,
		modelSettings: config.modelSettings,
		logErrorText: config.logErrorText,
		limits: { turnTimeoutSeconds: config.turnTimeoutSeconds },
	}));
}

/** What the configuration says about each App Server. */
export function appServerOptions(config: Config): ReadonlyArray<Omit<AppServerBackendOptions, "log">> {
	return config.appServerUrls.map((url, index) => ({
		url,
		model: config.model,
		modelSettings: config.modelSettings,
		token: config.appServerToken === "" ? undefined : secretOf(config.appServerToken, index),
		allowsOpenServer: config.allowsOpenServer,
		logErrorText: config.logErrorText,
		agentDataDirs: config.agentDataDirs,
		limits: { turnTimeoutSeconds: config.turnTimeoutSeconds },
	}));
}

type GatewaySettings = Pick<
	GatewayOptions,
	"token" | "keysFile" | "usageFile" | "proxies" | "url" | "limits"
>;

/** What the configuration says about the gateway itself. */
export function gatewayOptions(config: Config): GatewaySettings {
	const { maxSessions, sessionIdleSeconds, shutdownSeconds } = config;
	const proxies = readProxies(config.proxies);
	const token = config.token === "" ? undefined : config.token;
	const usageFile = config.usageFile === "" ? undefined : config.usageFile;
	const keysFile = config.keysFile === "" ? undefined : config.keysFile;
	return {
		token,
		keysFile,
		usageFile,
		proxies,
		url: config.advertiseUrl === "" ? undefined : config.advertiseUrl,
		limits: { maxSessions, sessionIdleSeconds, shutdownSeconds },
	};
}

/** Where the metrics are; undefined if they are nowhere. */
export function metricsOptions(config: Config): MetricsServerOptions | undefined {
	const { metricsHost: host, metricsPort: port, metricsToken } = config;
	return port === 0 ? undefined : { host, port, token: metricsToken === "" ? undefined : metricsToken };
}
