import { parseLettaConfig } from "server/config/letta-config";
import { readLettaConfigAttributes } from "server/roblox/letta-config-source";
import { startTown } from "server/start-town";

/** Reads the configuration, and starts the town if it is valid. */
export function startServer(): void {
	const config = parseLettaConfig(readLettaConfigAttributes());
	const problem = config.kind === "ok" ? startTown(config.config) : config.message;
	if (problem !== undefined) warn(`ERROR [town] the server does not start: ${problem}`);
}
