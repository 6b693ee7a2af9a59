import type { LettaConfig } from "server/config/letta-config";
import { createLookProbes } from "server/operations/look-probes";
import type { OperatorCommand } from "server/operations/operator-commands";
import { selfCheckCommand } from "server/operations/self-check";
import type { ChatDisplay, Clock, EngineProbe, OperatorConsole, Random } from "server/ports";
import { createBodyProbes } from "server/roblox/probes/body-probes";
import { createChatCommandProbe } from "server/roblox/probes/chat-command-probe";
import { createHttpProbes } from "server/roblox/probes/http-probes";
import { findShownNpc, playerIds } from "server/roblox/probes/who-is-here";
import { getSecret } from "server/roblox/secrets";
import { placeText } from "server/roblox/server";
import type { Threads } from "server/roblox/threads";

export interface SelfCheckPorts {
	readonly clock: Clock;
	readonly random: Random;
	readonly threads: Threads;
	readonly console: OperatorConsole;
	readonly display: ChatDisplay;
}

/** The gateway's, and Letta's own. Both answer without a token. */
const HEALTH_PATHS = { gateway: "/healthz", cloud: "/v1/health/" };

function httpProbes(config: LettaConfig, { clock, threads }: SelfCheckPorts): ReadonlyArray<EngineProbe> {
	const isCloud = config.Backend === "cloud";
	const key = isCloud ? "LettaSecretName" : "SecretName";
	const token = getSecret(key, config[key]);
	// Without it the town does not start.
	if (token.kind === "missing") return [];
	const address = isCloud ? config.LettaUrl : config.GatewayUrl;
	return createHttpProbes({
		clock,
		threads,
		address,
		path: HEALTH_PATHS[config.Backend],
		token: token.secret,
	});
}

/** The operator's command `selfcheck`, with all its questions. */
export function createSelfCheck(config: LettaConfig, ports: SelfCheckPorts): OperatorCommand {
	const { clock, random, threads, console, display } = ports;
	return selfCheckCommand({
		clock,
		print: console.print,
		place: placeText,
		probes: [
			...httpProbes(config, ports),
			createChatCommandProbe({ threads }),
			...createBodyProbes({ threads }),
			...createLookProbes({ clock, random, display, userIds: playerIds, npc: findShownNpc }),
		],
	});
}
