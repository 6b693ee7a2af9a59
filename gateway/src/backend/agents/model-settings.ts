import { isDeepStrictEqual } from "node:util";
import { isRecord } from "./is-record.ts";

/** How an agent asks its model, in an App Server's words. */
export interface ModelSettings {
	/** Tokens of one reply. An App Server cannot stop the model, so this is also the end of a turn that nobody waits for. */
	readonly max_tokens: number;
	/** Goes into the request to the model as it is: `temperature`, `stop` and whatever the endpoint takes. */
	readonly sampling_params?: Readonly<Record<string, unknown>>;
}

/**
 * A reply of three short sentences takes some 60 tokens, twice that in other scripts. Without a limit an App Server asks for
 * 32,000, which some endpoints refuse. No temperature and no stop: some hosted models refuse a request that has them.
 */
export const DEFAULT_MODEL_SETTINGS: ModelSettings = { max_tokens: 160 };

const isTokens = (value: unknown): value is number =>
	Number.isSafeInteger(value) && (value as number) >= 16 && (value as number) <= 32_768;

/** Undefined for anything that is not model settings. */
export function readModelSettings(text: string): ModelSettings | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (!isRecord(value) || !isTokens(value.max_tokens)) return undefined;
	const { max_tokens, sampling_params, ...unknown } = value;
	if (Object.keys(unknown).length > 0) return undefined;
	if (sampling_params === undefined) return { max_tokens };
	return isRecord(sampling_params) ? { max_tokens, sampling_params } : undefined;
}

/** Whether an agent has the wanted settings; the back end may keep more. */
export function hasSettings(found: unknown, wanted: ModelSettings): boolean {
	if (!isRecord(found)) return false;
	const keys = ["max_tokens", "sampling_params"] as const;
	return keys.every((key) => isDeepStrictEqual(found[key], wanted[key]));
}
