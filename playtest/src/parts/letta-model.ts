import type { LettaChoice } from "../cli/options.ts";
import { fetchFor, findListed, nameSome } from "./llm-model.ts";

/** The part of an entry in Letta's list that is read. */
interface ListedModel {
	/** `provider/name` */
	readonly handle?: unknown;
	readonly model_type?: unknown;
}

/**
 * Makes sure that the server answers, takes the key and has the model, or takes the first language model that it lists
 * where none was chosen. Gives the model's handle. Throws with a message for the user.
 */
export async function resolveLettaModel({ baseUrl, apiKey, model }: LettaChoice): Promise<string> {
	const url = `${baseUrl}/v1/models/`;
	const response = await fetchFor("--letta-url", url, apiKey);
	const { status, statusText } = response;
	if (status === 401 || status === 403) {
		throw new Error(`--letta-url: ${url} does not take the key (${status} ${statusText})`);
	}
	if (!response.ok) throw new Error(`--letta-url: ${url} answers ${status} ${statusText}`);
	const list: unknown = await response.json().catch(() => undefined);
	if (!Array.isArray(list)) throw new Error(`--letta-url: ${url} answers, but not as Letta does`);
	const handles = (list as ListedModel[])
		.filter(({ model_type }) => model_type !== "embedding")
		.map(({ handle }) => handle)
		.filter((handle) => typeof handle === "string");
	const [first] = handles;
	if (first === undefined) throw new Error(`--letta-url: ${url} lists no language model`);
	const found = model === undefined ? first : findListed(model, handles);
	if (found !== undefined) return found;
	throw new Error(`--letta-model ${model}: ${baseUrl} lists no such model; it lists ${nameSome(handles)}`);
}
