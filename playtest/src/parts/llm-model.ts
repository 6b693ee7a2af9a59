import type { LlmChoice } from "../cli/options.ts";

/** Which model the NPCs think with. */
export interface LlmModel {
	/** With its `/v1`. */
	readonly baseUrl: string;
	readonly apiKey: string | undefined;
	/** As the endpoint calls it. */
	readonly modelId: string;
}

const ANSWER_TIMEOUT_SECONDS = 10;

/** Gets `url`; `option` is the one that holds the address. Throws with a message for the user. */
export async function fetchFor(option: string, url: string, apiKey?: string): Promise<Response> {
	const headers = apiKey === undefined ? undefined : { authorization: `Bearer ${apiKey}` };
	const signal = AbortSignal.timeout(ANSWER_TIMEOUT_SECONDS * 1000);
	return fetch(url, { headers, signal }).catch((error: Error) => {
		const cause = error.cause instanceof Error ? error.cause.message : error.message;
		throw new Error(`${option}: no answer from ${url}: ${cause}`);
	});
}

/** Names in a message; some endpoints list hundreds. */
const MAX_NAMED = 12;

/** `a, b and 3 more` */
export function nameSome(names: ReadonlyArray<string>): string {
	const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : "";
	return `${names.slice(0, MAX_NAMED).join(", ")}${more}`;
}

/** The listed model that `wanted` means: itself, or the only tag of a name without one, as Ollama reads it. */
export function findListed(wanted: string, listed: ReadonlyArray<string>): string | undefined {
	return [wanted, `${wanted}:latest`].find((name) => listed.includes(name));
}

/** The names in an endpoint's answer. Throws with a message for the user. */
async function readNames(url: string, response: Response): Promise<string[]> {
	const hint = "; does --llm-url end as the endpoint's documentation says, often in /v1?";
	const { ok, status, statusText } = response;
	if (status === 401 || status === 403)
		throw new Error(`--llm-url: ${url} does not take the key (${status} ${statusText})`);
	if (!ok) throw new Error(`--llm-url: ${url} answers ${status} ${statusText}${status === 404 ? hint : ""}`);
	const list = (await response.json().catch(() => undefined)) as { data?: unknown } | null | undefined;
	if (!Array.isArray(list?.data)) throw new Error(`--llm-url: ${url} answers with no list of models${hint}`);
	const names = (list.data as { id?: unknown }[]).map(({ id }) => id).filter((id) => typeof id === "string");
	if (names.length === 0) throw new Error(`--llm-url: ${url} lists no model`);
	return names;
}

/**
 * Makes sure that the endpoint answers and has the model, or takes the first one that it lists where none was chosen. The
 * App Server uses no model that is not listed: every turn would fail. Throws with a message for the user.
 */
export async function resolveModel({ baseUrl, apiKey, model }: LlmChoice): Promise<LlmModel> {
	const url = `${baseUrl}/models`;
	const names = await readNames(url, await fetchFor("--llm-url", url, apiKey));
	const modelId = model === undefined ? names[0]! : findListed(model, names);
	if (modelId !== undefined) return { baseUrl, apiKey, modelId };
	throw new Error(`--llm-model ${model}: ${baseUrl} lists no such model; it lists ${nameSome(names)}`);
}
