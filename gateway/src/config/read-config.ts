import { isLoopback } from "../guard/connection-guard.ts";
import { fileVariable, readSecretFile, SETTINGS, type Setting } from "./settings.ts";

type ValueOf<S> = S extends Setting<infer T> ? T : never;

/** The gateway's configuration. */
export type Config = { readonly [K in keyof typeof SETTINGS]: ValueOf<(typeof SETTINGS)[K]> };

export type ConfigReading =
	| { readonly kind: "ok"; readonly config: Config }
	/** All problems; each names its variable, what was found and what is allowed. */
	| { readonly kind: "invalid"; readonly problems: ReadonlyArray<string> };

export type Environment = Readonly<Record<string, string | undefined>>;

/** All variables that begin like this are the gateway's own, so an unknown one is a typing error. */
const OUR_PREFIX = "TOWNSFOLK_";

/** `npm start` reads these; they often are in the same shell. */
const NOT_OURS = ["TOWNSFOLK_LLM_KEY", "TOWNSFOLK_LETTA_KEY", "TOWNSFOLK_GATEWAY_TOKEN"];

const NO_KEY =
	"TOWNSFOLK_TOKEN, TOWNSFOLK_TOKEN_FILE or TOWNSFOLK_KEYS_FILE is not set; no game server could connect";

const PUBLIC_METRICS =
	"TOWNSFOLK_METRICS_HOST is an address that others reach; it needs TOWNSFOLK_METRICS_TOKEN or TOWNSFOLK_METRICS_TOKEN_FILE";

const NO_ADDRESS =
	"with REDIS_URL other gateways must reach this one, and HOST is no address of it: set TOWNSFOLK_ADVERTISE_URL, such as http://10.0.0.5:8787";

const ANY_ADDRESS: ReadonlyArray<unknown> = ["0.0.0.0", "::"];

/** Whether the other gateways of a fleet would not know where this one is. */
function isHidden({ redisUrl, advertiseUrl, host }: Readonly<Record<string, unknown>>): boolean {
	return redisUrl !== "" && advertiseUrl === "" && ANY_ADDRESS.includes(host);
}

const NO_LETTA_KEY = "LETTA_BASE_URL is set; it needs LETTA_API_KEY or LETTA_API_KEY_FILE";
const SAMPLING =
	"LETTA_MODEL_SETTINGS has sampling_params, which LETTA_BASE_URL does not take; allowed there is max_tokens";

const countOf = (value: unknown) => (Array.isArray(value) ? value.length : String(value).split(",").length);

/** A secret is for all addresses, or there is one for each. */
function unevenSecrets(values: Readonly<Record<string, unknown>>): string[] {
	const pairs = [
		["LETTA_APP_SERVER_TOKEN", values.appServerToken, "LETTA_APP_SERVER_URL", values.appServerUrls],
		["LETTA_API_KEY", values.lettaKey, "LETTA_BASE_URL", values.lettaUrls],
	] as const;
	return pairs
		.filter(([, secret, , urls]) => countOf(secret) > 1 && countOf(secret) !== countOf(urls))
		.map(
			([name, secret, of, urls]) =>
				`${name} has ${countOf(secret)} parts, ${of} has ${countOf(urls)}; allowed is one for all, or one for each`,
		);
}

/** What is wrong with the choice of a back end. */
function backEndProblems(values: Readonly<Record<string, unknown>>): string[] {
	if (!(values.lettaUrls as ReadonlyArray<string> | undefined)?.length) return [];
	const settings = values.modelSettings as Config["modelSettings"] | undefined;
	return [
		...(values.lettaKey === "" ? [NO_LETTA_KEY] : []),
		...(settings?.sampling_params === undefined ? [] : [SAMPLING]),
	];
}

/** Whether metrics would be shown to whoever asks. */
function isPublic({ metricsPort, metricsHost, metricsToken }: Readonly<Record<string, unknown>>): boolean {
	return metricsPort !== 0 && metricsToken === "" && !isLoopback(String(metricsHost));
}

function findText(setting: Setting<unknown>, env: Environment): { text?: string; problem?: string } {
	const { variable, isSecret } = setting;
	const text = env[variable] || undefined;
	const file = isSecret === true ? env[fileVariable(variable)] || undefined : undefined;
	if (file === undefined) return { text };
	if (text !== undefined)
		return { problem: `${variable} and ${fileVariable(variable)} are both set: keep one` };
	const content = readSecretFile(file);
	return content === undefined
		? { problem: `${fileVariable(variable)} is "${file}", which cannot be read` }
		: { text: content };
}

function readSetting(setting: Setting<unknown>, env: Environment): { value?: unknown; problem?: string } {
	const { variable, fallback, read, isSecret } = setting;
	const { text, problem } = findText(setting, env);
	if (problem !== undefined) return { problem };
	if (text === undefined) {
		if (fallback !== undefined) return { value: fallback };
		const names = isSecret === true ? `${variable} or ${fileVariable(variable)}` : variable;
		const reading = read("");
		const allowed = "problem" in reading ? `: ${reading.problem}` : "";
		return { problem: `${names} is not set; it needs a value${allowed}` };
	}
	const reading = read(text);
	if ("value" in reading) return reading;
	const found = isSecret === true ? `has ${text.length} characters` : `is "${text}"`;
	return { problem: `${variable} ${found}; allowed is ${reading.problem}` };
}

function unknownVariables(env: Environment): string[] {
	const known = new Set(NOT_OURS);
	for (const { variable, isSecret } of Object.values<Setting<unknown>>(SETTINGS)) {
		known.add(variable);
		if (isSecret === true) known.add(fileVariable(variable));
	}
	return Object.keys(env).filter((name) => name.startsWith(OUR_PREFIX) && !known.has(name));
}

/** Reads the configuration from environment variables. Never throws. An empty variable counts as not set. */
export function readConfig(env: Environment): ConfigReading {
	const problems = unknownVariables(env).map((name) => `${name} is not a variable of the gateway`);
	const values: Record<string, unknown> = {};
	for (const [key, setting] of Object.entries<Setting<unknown>>(SETTINGS)) {
		const { value, problem } = readSetting(setting, env);
		if (problem !== undefined) problems.push(problem);
		values[key] = value;
	}
	if (values.token === "" && values.keysFile === "") problems.push(NO_KEY);
	if (isHidden(values)) problems.push(NO_ADDRESS);
	problems.push(...backEndProblems(values), ...unevenSecrets(values));
	if (isPublic(values)) problems.push(PUBLIC_METRICS);
	if (problems.length > 0) return { kind: "invalid", problems };
	// Whoever names Letta's REST API and no App Server has none.
	if (Array.isArray(values.lettaUrls) && values.lettaUrls.length > 0 && !env.LETTA_APP_SERVER_URL)
		values.appServerUrls = [];
	return { kind: "ok", config: Object.freeze(values) as Config };
}
