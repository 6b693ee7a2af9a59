import type { LlmChoice } from "../cli/options.ts";

/** Which model the NPCs think with. */
export interface LlmModel {
	/** With its `/v1`. */
	readonly baseUrl: string;
	readonly apiKey: string | undefined;
	/** As the endpoint calls it. */
	readonly modelId: string;
}

const LIST_TIMEOUT_SECONDS = 10;

/** Asks for a list of models; `option` is the one that holds the address. Throws with a message for the user. */
export async function askForModels(
	option: string,
	url: string,
	apiKey: string | undefined,
): Promise<Response> {
	const headers = apiKey === undefined ? undefined : { authorization: `Bearer ${apiKey}` };
	const signal = AbortSignal.timeout(LIST_TIMEOUT_SECONDS * 1000);
	return fetch(url, { headers, signal }).catch((error: Error) => {
		const cause = error.cause instanceof Error ? error.cause.message : error.message;
		throw new Error(`${option}: no answer from ${url}: ${cause}`);
	});
}

/**
 * Makes sure that the endpoint answers, and takes the first model that it lists where none was chosen. Throws with a
 * message for the user.
 */
export async function resolveModel({ baseUrl, apiKey, model }: LlmChoice): Promise<LlmModel> {
	const url = `${baseUrl}/models`;
	const response = await askForModels("--llm-url", url, apiKey);
	// Not every endpoint lists its models; a chosen one may be there all the same.
	if (model !== undefined && response.status !== 401) return { baseUrl, apiKey, modelId: model };
	if (!response.ok) throw new Error(`--llm-url: ${url} answers ${response.status} ${response.statusText}`);
	const list = (await response.json().catch(() => undefined)) as { data?: { id?: unknown }[] } | undefined;
	const first = list?.data?.[0]?.id;
	if (typeof first !== "string")
		throw new Error(`--llm-url: ${url} lists no model; name one with --llm-model`);
	return { baseUrl, apiKey, modelId: first };
}
