import type { AppServerBackendOptions } from "../backend/app-server/app-server-backend.ts";
import type { GatewayOptions } from "../server.ts";
import type { Config } from "./read-config.ts";

/** What the configuration says about the back end. */
export function backendOptions(config: Config): Omit<AppServerBackendOptions, "log"> {
	return {
		url: config.appServerUrl,
		model: config.model,
		modelSettings: config.modelSettings,
		token: config.appServerToken === "" ? undefined : config.appServerToken,
		allowsOpenServer: config.allowsOpenServer,
		logErrorText: config.logErrorText,
		agentDataDirs: config.agentDataDirs,
		limits: { turnTimeoutSeconds: config.turnTimeoutSeconds },
	};
}

/** What the configuration says about the gateway itself. */
export function gatewayOptions(config: Config): Pick<GatewayOptions, "token" | "limits"> {
	const { token, maxSessions, sessionIdleSeconds, shutdownSeconds } = config;
	return { token, limits: { maxSessions, sessionIdleSeconds, shutdownSeconds } };
}
