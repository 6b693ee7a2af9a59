import { parseLettaConfig } from "server/config/letta-config";
import { readLettaConfigAttributes } from "server/roblox/letta-config-source";
import { startTown } from "server/start-town";

const config = parseLettaConfig(readLettaConfigAttributes());
const problem = config.kind === "ok" ? startTown(config.config) : config.message;
if (problem !== undefined) warn(`ERROR [town] the server does not start: ${problem}`);
