export type {
	ActionResult,
	AgentBackend,
	BackendHealth,
	BackendSession,
	BlocksByNpc,
	BlockValue,
	Failure,
	SessionIdentity,
	SetBlock,
	Turn,
} from "./backend/backend.ts";
export type { GatewayEvent } from "./wire.ts";
export { createAppServerBackend } from "./backend/app-server/app-server-backend.ts";
export type { AppServerBackendOptions } from "./backend/app-server/app-server-backend.ts";
export { createLettaBackend } from "./backend/letta/letta-backend.ts";
export type { LettaBackendOptions } from "./backend/letta/letta-backend.ts";
export { readModelSettings } from "./backend/agents/model-settings.ts";
export type { ModelSettings } from "./backend/agents/model-settings.ts";
export { APP_SERVER_LIMITS, GATEWAY_LIMITS } from "./limits.ts";
export type { AppServerLimits, GatewayLimits } from "./limits.ts";
export { readProxies } from "./guard/proxies.ts";
export { NO_RATE_LIMITS } from "./guard/rate-limits.ts";
export { createLog } from "./logging.ts";
export type { Log, LogLevel } from "./logging.ts";
export { createGateway } from "./server.ts";
export { Metrics } from "./telemetry/metrics.ts";
export { serveMetrics } from "./telemetry/metrics-server.ts";
export type { GatewayOptions } from "./server.ts";
