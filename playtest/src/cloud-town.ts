import { fetchTransport, findInstance, setAttribute } from "@townsfolk/headless";
import type { MountedInstance } from "@townsfolk/headless";
import type { LettaChoice } from "./cli/options.ts";
import { raiseTown } from "./town.ts";
import type { Site, Town, TownOptions } from "./town.ts";
import { createLettaMonitor } from "./town/letta-monitor.ts";
import { resolveLettaModel } from "./town/letta-model.ts";

export interface CloudTownOptions extends TownOptions {
	readonly letta: LettaChoice;
}

/** Roblox gives a place 30 s to close, and a town of many may need them to delete its agents. */
const STOP_TIMEOUT_SECONDS = 32;

const KEY_SECRET = "letta_api_key";

/**
 * Starts the place, which speaks with a server of Letta's REST API itself, and lets a player join; see `raiseTown`.
 * Rejects before the place starts when that server does not answer, refuses the key or does not have the model.
 */
export function startCloudTown(options: CloudTownOptions): Promise<Town> {
	const prepare = (tree: MountedInstance) => {
		options.prepare?.(tree);
		letItTellOfAgents(tree);
	};
	return raiseTown({ ...options, prepare }, STOP_TIMEOUT_SECONDS, (site) => build(options.letta, site));
}

/** The monitor reads in the place's log which agents it has verified. */
function letItTellOfAgents(tree: MountedInstance): void {
	const { LogLevel } = findInstance(tree, "ServerStorage/LettaConfig").attributes;
	if (LogLevel === "warn" || LogLevel === "error")
		setAttribute(tree, "ServerStorage/LettaConfig", "LogLevel", "info");
}

async function build(letta: LettaChoice, site: Site): Promise<Omit<Town, "stop">> {
	const { steps } = site;
	const { baseUrl, apiKey } = letta;
	const modelId = await steps.run(
		"Letta",
		() => resolveLettaModel(letta),
		(handle) => `${handle} at ${baseUrl}`,
	);
	const monitor = createLettaMonitor(baseUrl);
	const place = await site.openPlace({
		way: {
			settings: {
				Backend: "cloud",
				LettaUrl: baseUrl,
				LettaModel: modelId,
				LettaSecretName: KEY_SECRET,
			},
			secrets: { [KEY_SECRET]: apiKey },
			http: monitor.wrap(fetchTransport),
		},
		monitor,
		onLog: ({ peer, message }) => {
			if (peer === "server") monitor.readLog(message);
		},
		onClose: (close) =>
			steps.run("the place closes", close, () => {
				const left = monitor.minds().filter(({ agentId }) => agentId !== undefined);
				return left.length === 0 ? "no agent is left" : `${left.length} agents are left`;
			}),
	});
	return { ...place, modelId, logFiles: [place.logs.game.file] };
}
