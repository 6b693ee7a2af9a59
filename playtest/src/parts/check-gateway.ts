import type { GatewayChoice } from "../cli/options.ts";
import { fetchFor } from "./llm-model.ts";

/** Makes sure that the gateway answers, is ready and takes the token. Throws with a message for the user. */
export async function checkGateway({ baseUrl, token }: GatewayChoice): Promise<void> {
	const ready = await fetchFor("--gateway-url", `${baseUrl}/readyz`);
	const body = (await ready.json().catch(() => undefined)) as { ready?: unknown } | null | undefined;
	if (typeof body?.ready !== "boolean")
		throw new Error(
			`--gateway-url: ${ready.url} answers ${ready.status}, but not as a Townsfolk gateway does`,
		);
	if (!body.ready)
		throw new Error(
			`--gateway-url: the gateway at ${baseUrl} is not ready; ${baseUrl}/healthz says how it is`,
		);
	// This session does not exist. The gateway says so only to a client with the token.
	const asked = await fetchFor("--gateway-url", `${baseUrl}/v1/sessions/none/blocks`, token);
	if (asked.status === 401)
		throw new Error(`--gateway-url: the gateway at ${baseUrl} does not take the token`);
	if (asked.status !== 404)
		throw new Error(`--gateway-url: ${asked.url} answers ${asked.status}; 404 was expected`);
}
