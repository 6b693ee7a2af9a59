import { readFileSync } from "node:fs";
import { delimiter, isAbsolute } from "node:path";
import {
	DEFAULT_MODEL_SETTINGS,
	readModelSettings,
	type ModelSettings,
} from "../backend/agents/model-settings.ts";
import { readProxies } from "../guard/proxies.ts";
import { APP_SERVER_LIMITS, GATEWAY_LIMITS } from "../limits.ts";
import { LOG_LEVELS, type LogLevel } from "../logging.ts";

/** What one variable's text means; `problem` says what is allowed. */
export type Reading<T> = { readonly value: T } | { readonly problem: string };

export interface Setting<T> {
	readonly variable: string;
	/** The default; undefined if the variable must be set. */
	readonly fallback: T | undefined;
	readonly read: (text: string) => Reading<T>;
	/** Messages do not show a secret's value, and a secret may come from a file. */
	readonly isSecret?: boolean;
}

function setting<T>(
	variable: string,
	fallback: T | undefined,
	read: (text: string) => Reading<T>,
): Setting<T> {
	return { variable, fallback, read };
}

function wholeNumber(least: number, most: number): (text: string) => Reading<number> {
	return (text) => {
		const value = Number(text);
		const isGood = /^\d+$/.test(text) && value >= least && value <= most;
		return isGood ? { value } : { problem: `a whole number from ${least} to ${most}` };
	};
}

const MIN_TOKEN_CHARS = 16;

function readToken(text: string): Reading<string> {
	const isGood = text.length >= MIN_TOKEN_CHARS && /^[\x21-\x7e]+$/.test(text);
	return isGood
		? { value: text }
		: { problem: `at least ${MIN_TOKEN_CHARS} printable characters without spaces` };
}

function secret(variable: string, fallback: string | undefined): Setting<string> {
	return { variable, fallback, read: readToken, isSecret: true };
}

/** One or several, separated by commas, all different. */
function addresses(protocol: RegExp, example: string): (text: string) => Reading<ReadonlyArray<string>> {
	return (text) => {
		const value = text.split(",").map((part) => part.trim().replace(/\/+$/, ""));
		const isGood = value.every((one) => URL.canParse(one) && protocol.test(new URL(one).protocol));
		const isOnce = new Set(value).size === value.length;
		return isGood && isOnce
			? { value }
			: { problem: `an address such as ${example}, or several, with commas` };
	};
}

function readHttpUrl(text: string): Reading<string> {
	const isGood = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
	return isGood ? { value: text } : { problem: "an address such as http://10.0.0.5:8787" };
}

function readRedisUrl(text: string): Reading<string> {
	const isGood = URL.canParse(text) && /^rediss?:$/.test(new URL(text).protocol);
	return isGood ? { value: text } : { problem: "an address such as redis://127.0.0.1:6379" };
}

function readKey(text: string): Reading<string> {
	return /^[\x21-\x7e]+$/.test(text) ? { value: text } : { problem: "printable characters without spaces" };
}

function readModel(text: string): Reading<string> {
	return /^\S+\/\S+$/.test(text)
		? { value: text }
		: { problem: "a model's handle as the back end lists it, <provider>/<model>" };
}

function readLogLevel(text: string): Reading<LogLevel> {
	const value = LOG_LEVELS.find((level) => level === text);
	return value === undefined ? { problem: `one of ${LOG_LEVELS.join(", ")}` } : { value };
}

function readHost(text: string): Reading<string> {
	return /^[A-Za-z0-9_.:-]+$/.test(text) ? { value: text } : { problem: "a host name or an IP address" };
}

function readPath(text: string): Reading<string> {
	return isAbsolute(text) ? { value: text } : { problem: "a whole path, from the root" };
}

function readProxyList(text: string): Reading<ReadonlyArray<string>> {
	const value = text.split(",").map((part) => part.trim());
	const isGood = readProxies(value) !== undefined;
	return isGood ? { value } : { problem: "addresses and networks such as 127.0.0.1,10.0.0.0/8" };
}

function readBoolean(text: string): Reading<boolean> {
	const isGood = text === "true" || text === "false";
	return isGood ? { value: text === "true" } : { problem: "true or false" };
}

/** Every variable the gateway knows, in the order of the README's table. */
export const SETTINGS = {
	/** Game servers present it to the gateway. This or a file with keys must be set (`read-config.ts`). */
	token: secret("TOWNSFOLK_TOKEN", ""),
	keysFile: setting("TOWNSFOLK_KEYS_FILE", "", readPath),
	host: setting("HOST", "127.0.0.1", readHost),
	port: setting("PORT", 8787, wholeNumber(0, 65_535)),
	usageFile: setting("TOWNSFOLK_USAGE_FILE", "", readPath),
	/** Where Prometheus asks; 0 for nowhere. */
	metricsPort: setting("TOWNSFOLK_METRICS_PORT", 0, wholeNumber(0, 65_535)),
	metricsHost: setting("TOWNSFOLK_METRICS_HOST", "127.0.0.1", readHost),
	metricsToken: secret("TOWNSFOLK_METRICS_TOKEN", ""),
	/** Proxies in front of the gateway, whose forwarded addresses count. */
	proxies: setting<ReadonlyArray<string>>("TOWNSFOLK_TRUSTED_PROXIES", [], readProxyList),
	/** Letta's REST API, in place of an App Server or beside one. */
	lettaUrls: setting<ReadonlyArray<string>>(
		"LETTA_BASE_URL",
		[],
		addresses(/^https?:$/, "https://api.letta.com"),
	),
	lettaKey: { variable: "LETTA_API_KEY", fallback: "", read: readKey, isSecret: true },
	appServerUrls: setting<ReadonlyArray<string>>(
		"LETTA_APP_SERVER_URL",
		["ws://127.0.0.1:4500"],
		addresses(/^(ws|http)s?:$/, "ws://127.0.0.1:4500"),
	),
	appServerToken: secret("LETTA_APP_SERVER_TOKEN", ""),
	/** Takes an App Server that asks nobody for a token. */
	allowsOpenServer: setting("LETTA_APP_SERVER_OPEN", false, readBoolean),
	model: setting("LETTA_MODEL", undefined, readModel),
	/** The handle at Letta's REST API, where it is another than the App Servers'. */
	lettaModel: setting("LETTA_API_MODEL", "", readModel),
	modelSettings: setting<ModelSettings>("LETTA_MODEL_SETTINGS", DEFAULT_MODEL_SETTINGS, (text) => {
		const value = readModelSettings(text);
		const example = '{"max_tokens":160,"sampling_params":{"temperature":0.8,"stop":["\\n\\n"]}}';
		return value === undefined ? { problem: `JSON with max_tokens from 16 to 32768: ${example}` } : { value };
	}),
	agentDataDirs: setting<ReadonlyArray<string>>("LETTA_AGENT_DATA_DIRS", [], (text) => ({
		value: text.split(delimiter).filter((dir) => dir !== ""),
	})),
	/** Where the other gateways reach this one. Default: HOST and PORT. */
	advertiseUrl: setting("TOWNSFOLK_ADVERTISE_URL", "", readHttpUrl),
	/** Shared by all gateways of the App Server. It may hold a password. */
	redisUrl: { variable: "REDIS_URL", fallback: "", read: readRedisUrl, isSecret: true },
	logLevel: setting<LogLevel>("LOG_LEVEL", "info", readLogLevel),
	/** Errors of the App Server may quote what players said. */
	logErrorText: setting("LOG_ERROR_TEXT", false, readBoolean),
	maxSessions: setting("TOWNSFOLK_MAX_SESSIONS", GATEWAY_LIMITS.maxSessions, wholeNumber(1, 10_000)),
	sessionIdleSeconds: setting(
		"TOWNSFOLK_SESSION_IDLE_SECONDS",
		GATEWAY_LIMITS.sessionIdleSeconds,
		wholeNumber(30, 3600),
	),
	shutdownSeconds: setting("TOWNSFOLK_SHUTDOWN_SECONDS", GATEWAY_LIMITS.shutdownSeconds, wholeNumber(0, 300)),
	turnTimeoutSeconds: setting(
		"TOWNSFOLK_TURN_TIMEOUT_SECONDS",
		APP_SERVER_LIMITS.turnTimeoutSeconds,
		// The place gives up a turn after three minutes.
		wholeNumber(5, 170),
	),
} satisfies Record<string, Setting<unknown>>;

/** The variable that names a file with the secret: `TOWNSFOLK_TOKEN_FILE`. */
export const fileVariable = (variable: string) => `${variable}_FILE`;

/** A file's text without white space around it; undefined if it cannot be read. */
export function readSecretFile(path: string): string | undefined {
	try {
		return readFileSync(path, "utf8").trim();
	} catch {
		return undefined;
	}
}
