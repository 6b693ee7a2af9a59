import type { LettaConfig } from "server/config/letta-config";
import { createCloudLettaPort } from "server/letta/cloud/cloud-letta-port";
import { createGatewayLettaPort } from "server/letta/gateway/gateway-letta-port";
import type { FrameBudget } from "server/net/frame-budget";
import { httpInRoom } from "server/operations/rooms";
import type { Clock, LettaPort, Profiler, Random } from "server/ports";
import { unixNow } from "server/roblox/clock";
import { createHttp } from "server/roblox/http";
import { json } from "server/roblox/json";
import { getSecret } from "server/roblox/secrets";
import { getServerId } from "server/roblox/server";
import { createStreams } from "server/roblox/web-stream";
import type { Threads } from "server/roblox/threads";
import type { LoggerService } from "server/log/logger-service";
import { CLOUD, GATEWAY } from "server/constants/letta";

export type LettaResult =
	| {
			readonly kind: "ok";
			readonly letta: LettaPort;
			/** Seconds that closing may take. */
			readonly closeSeconds: number;
	  }
	/** Why there is none, for the operator. */
	| { readonly kind: "problem"; readonly message: string };

/** Makes the way to Letta that the operator chose. */
export function createLetta(
	config: LettaConfig,
	deps: {
		readonly clock: Clock;
		readonly random: Random;
		readonly threads: Threads;
		readonly logger: LoggerService;
		/** The time of each frame for what agents say. */
		readonly replyBudget: FrameBudget;
		/** The time of each frame for work that can wait. */
		readonly workBudget: FrameBudget;
		readonly profiler: Profiler;
	},
): LettaResult {
	const { clock, random, threads, logger } = deps;
	const isCloud = config.Backend === "cloud";
	const secretKey = isCloud ? "LettaSecretName" : "SecretName";
	const token = getSecret(secretKey, config[secretKey]);
	if (token.kind === "missing") return { kind: "problem", message: token.message };

	const identity = {
		placeId: game.PlaceId,
		serverId: getServerId(random),
		memoryMode: config.MemoryMode,
	};
	const baseUrl = isCloud ? config.LettaUrl : config.GatewayUrl;
	const http = httpInRoom(createHttp({ baseUrl, token: token.secret, threads }), deps.profiler);
	if (!isCloud) {
		const log = logger.category("gateway");
		const streams =
			config.GatewayTransport === "auto" ? createStreams({ baseUrl, token: token.secret }) : undefined;
		const letta = createGatewayLettaPort(
			{ clock, random, json, http, streams, log, budget: deps.replyBudget, workBudget: deps.workBudget },
			identity,
		);
		return { kind: "ok", letta, closeSeconds: GATEWAY.closeSeconds };
	}
	const letta = createCloudLettaPort(
		{ clock, random, json, http, log: logger.category("letta"), unixNow, logErrorText: config.LogErrorText },
		{ ...identity, model: config.LettaModel },
	);
	return { kind: "ok", letta, closeSeconds: CLOUD.closeSeconds };
}
