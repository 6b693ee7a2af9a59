import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createAppServerBackend, createGateway, createLog, readModelSettings } from "@townsfolk/gateway";
import type { AgentBackend, AppServerLimits, Metrics, ModelSettings } from "@townsfolk/gateway";
import type { AppServer } from "../app-server/process.ts";
import type { LogBook } from "./log-book.ts";
import type { WayToLetta } from "./world-part.ts";

export interface GatewayPartOptions {
	readonly appServer: Pick<AppServer, "url" | "token" | "agentDataDirs">;
	/** As the endpoint calls it. */
	readonly modelId: string;
	readonly log: LogBook;
	readonly limits?: Partial<AppServerLimits>;
	/** Comes between the gateway and the App Server. */
	readonly wrapBackend?: (backend: AgentBackend) => AgentBackend;
	/** Where the gateway counts. */
	readonly metrics?: Metrics;
}

export interface GatewayPart {
	readonly url: string;
	/** What the game server must present. */
	readonly token: string;
	readonly close: () => Promise<void>;
}

/** What `LettaConfig.SecretName` says in the place. */
const TOKEN_SECRET = "townsfolk_gateway_token";

/** How frames get to the gateway: as `LettaConfig.GatewayTransport`. */
export const TRANSPORTS = ["auto", "http"] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** How the place gets to a gateway. */
export function wayToGateway(
	{ url, token }: Pick<GatewayPart, "url" | "token">,
	transport: Transport = "auto",
): WayToLetta {
	const settings = { Backend: "gateway", GatewayUrl: url, GatewayTransport: transport };
	return { settings, secrets: { [TOKEN_SECRET]: token } };
}

/** How the App Server names models of an endpoint that was connected to it. */
const PROVIDER = "openai-compatible";

/** As for a gateway of one's own: a model that thinks before it speaks needs more tokens. */
function readSettings(text: string | undefined): ModelSettings | undefined {
	if (text === undefined || text === "") return undefined;
	const settings = readModelSettings(text);
	if (settings === undefined) throw new Error(`LETTA_MODEL_SETTINGS is no model settings: ${text}`);
	return settings;
}

/** The gateway in this process, on a free loopback port, with a token for this run only. */
export async function startGatewayPart(options: GatewayPartOptions): Promise<GatewayPart> {
	const { url, token: appServerToken, agentDataDirs } = options.appServer;
	const token = randomBytes(24).toString("base64url");
	const log = createLog("debug", { write: (line) => options.log.add(line.trimEnd()) });
	const model = `${PROVIDER}/${options.modelId}`;
	const backend = createAppServerBackend({
		url,
		model,
		modelSettings: readSettings(process.env.LETTA_MODEL_SETTINGS),
		token: appServerToken,
		agentDataDirs,
		limits: options.limits,
		log,
	});
	const { metrics, wrapBackend } = options;
	const gateway = createGateway({ token, backend: wrapBackend?.(backend) ?? backend, metrics, log });
	await gateway.listen({ host: "127.0.0.1", port: 0 });
	const { port } = gateway.server.address() as AddressInfo;
	return { url: `http://127.0.0.1:${port}`, token, close: () => gateway.close() };
}
