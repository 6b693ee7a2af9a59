import type { GatewayChoice } from "./cli/options.ts";
import { checkGateway } from "./parts/check-gateway.ts";
import { type Transport, wayToGateway } from "./parts/gateway-part.ts";
import { raisePlaytest } from "./playtest.ts";
import type { Playtest, PlaytestOptions, Site } from "./playtest.ts";

export interface GatewayPlaytestOptions extends PlaytestOptions {
	readonly gateway: GatewayChoice;
	/** Default: `auto`. */
	readonly transport?: Transport;
}

/** The place may take this long to let go of its agents. */
const STOP_TIMEOUT_SECONDS = 15;

/**
 * Starts the place with a gateway that runs already, and lets a player join; see `raisePlaytest`. Rejects before the place
 * starts when the gateway does not answer, is not ready or refuses the token.
 */
export function startGatewayPlaytest(options: GatewayPlaytestOptions): Promise<Playtest> {
	return raisePlaytest(options, STOP_TIMEOUT_SECONDS, (site) => build(options, site));
}

async function build(
	{ gateway, transport }: GatewayPlaytestOptions,
	site: Site,
): Promise<Omit<Playtest, "stop">> {
	const { baseUrl, token } = gateway;
	await site.steps.run(
		"gateway",
		() => checkGateway(gateway),
		() => `${baseUrl}, in place of LettaConfig.GatewayUrl`,
	);
	const place = await site.openPlace({ way: wayToGateway({ url: baseUrl, token }, transport) });
	return { ...place, logFiles: [place.logs.game.file] };
}
