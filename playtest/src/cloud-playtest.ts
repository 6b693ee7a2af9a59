import { fetchTransport } from "@townsfolk/headless";
import type { LettaChoice } from "./cli/options.ts";
import { createAgentLedger } from "./minds/agent-ledger.ts";
import { resolveLettaModel } from "./parts/letta-model.ts";
import { raisePlaytest } from "./playtest.ts";
import type { Playtest, PlaytestOptions, Site } from "./playtest.ts";

export interface CloudPlaytestOptions extends PlaytestOptions {
	readonly letta: LettaChoice;
}

/** Roblox gives a place 30 s to close, and a place of many NPCs may need them to delete its agents. */
const STOP_TIMEOUT_SECONDS = 32;

const KEY_SECRET = "letta_api_key";

/**
 * Starts the place, which speaks with a server of Letta's REST API itself, and lets a player join; see `raisePlaytest`.
 * Rejects before the place starts when that server does not answer, refuses the key or does not have the model.
 */
export function startCloudPlaytest(options: CloudPlaytestOptions): Promise<Playtest> {
	return raisePlaytest(options, STOP_TIMEOUT_SECONDS, (site) => build(options.letta, site));
}

async function build(letta: LettaChoice, site: Site): Promise<Omit<Playtest, "stop">> {
	const { steps } = site;
	const { baseUrl, apiKey } = letta;
	const modelId = await steps.run(
		"Letta",
		() => resolveLettaModel(letta),
		(handle) => `${handle} at ${baseUrl}`,
	);
	const ledger = createAgentLedger(baseUrl);
	const place = await site.openPlace({
		way: {
			settings: {
				Backend: "cloud",
				LettaUrl: baseUrl,
				LettaModel: modelId,
				LettaSecretName: KEY_SECRET,
			},
			secrets: { [KEY_SECRET]: apiKey },
			http: ledger.wrap(fetchTransport),
		},
		onClose: async (close, minds) => {
			ledger.add(minds.flatMap(({ agentId }) => agentId ?? []));
			await steps.runAtEnd("the place closes", close, () =>
				ledger.left() === 0 ? "no agent is left" : `${ledger.left()} agents are left`,
			);
		},
	});
	return { ...place, logFiles: [place.logs.game.file] };
}
