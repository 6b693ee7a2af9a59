import { t } from "@rbxts/t";
import type { LogLevel } from "server/ports";
import type { MemoryMode } from "shared/protocol/gateway-frames";

/** What an operator may set: the attributes of `ServerStorage.LettaConfig`, read once at the start. */
export interface LettaConfig {
	/** Where the minds are: behind the operator's gateway, or straight at Letta Cloud. */
	readonly Backend: "gateway" | "cloud";
	/** Where the gateway listens, without a trailing slash; empty where there is none. */
	readonly GatewayUrl: string;
	/** Letta's REST API, without a trailing slash. */
	readonly LettaUrl: string;
	/** A handle as Letta lists it, `provider/name`; empty with the gateway, which has its own. */
	readonly LettaModel: string;
	/** The name, in the experience's secrets store, of the key to Letta's REST API. */
	readonly LettaSecretName: string;
	readonly MemoryMode: MemoryMode;
	readonly LogLevel: LogLevel;
	/** The name, in the experience's secrets store, of the gateway's bearer token. */
	readonly SecretName: string;
	/** The off switch as it stood at the start; the running server follows the attribute. */
	readonly Enabled: boolean;
}

export type LettaConfigResult =
	| { readonly kind: "ok"; readonly config: LettaConfig }
	/** Names each wrong key, what was found and what is allowed. */
	| { readonly kind: "invalid"; readonly message: string };

interface KeyRule<T> {
	readonly check: (value: unknown) => value is T;
	/** Completes "allowed is …". */
	readonly allowed: string;
	/** Absent: the key has to be set, if the back end that it belongs to is the one chosen. */
	readonly default?: T;
	readonly onlyFor?: LettaConfig["Backend"];
}

const isUrl = (value: unknown): value is string =>
	typeIs(value, "string") &&
	value.match("^https?://[^%s/?#][^%s?#]*$")[0] !== undefined &&
	value.sub(-1) !== "/";

const isModel = (value: unknown): value is string =>
	typeIs(value, "string") && value.match("^[%w_%-%.]+/[%w_%-%./:]+$")[0] !== undefined;

const isSecretName = (value: unknown): value is string =>
	typeIs(value, "string") && value.match("^[%w_%-%.]+$")[0] !== undefined;

const URL_ALLOWED = "a URL that begins with http:// or https:// and does not end in a slash";
const SECRET_ALLOWED = "the name of a secret, made of letters, digits, _, - and .";

const RULES: { readonly [K in keyof LettaConfig]: KeyRule<LettaConfig[K]> } = {
	Backend: {
		check: t.literal("gateway", "cloud"),
		allowed: '"gateway" or "cloud"',
		default: "gateway",
	},
	GatewayUrl: { check: isUrl, allowed: URL_ALLOWED, onlyFor: "gateway" },
	LettaUrl: { check: isUrl, allowed: URL_ALLOWED, default: "https://api.letta.com" },
	LettaModel: {
		check: isModel,
		allowed: "a model as Letta lists it: provider/name",
		onlyFor: "cloud",
	},
	LettaSecretName: {
		check: isSecretName,
		allowed: SECRET_ALLOWED,
		default: "letta_api_key",
	},
	MemoryMode: {
		check: t.literal("session", "persistent"),
		allowed: '"session" or "persistent"',
		default: "session",
	},
	LogLevel: {
		check: t.literal("debug", "info", "warn", "error"),
		allowed: '"debug", "info", "warn" or "error"',
		default: "info",
	},
	SecretName: {
		check: isSecretName,
		allowed: SECRET_ALLOWED,
		default: "townsfolk_gateway_token",
	},
	Enabled: { check: t.boolean, allowed: "true or false", default: true },
};

function describe(value: unknown): string {
	if (value === undefined) return "nothing";
	return typeIs(value, "string") ? `"${value}"` : `the ${typeOf(value)} ${tostring(value)}`;
}

function unknownKeys(attributes: ReadonlyMap<string, unknown>): ReadonlyArray<string> {
	const allowed = new Array<string>();
	for (const [key] of pairs(RULES)) allowed.push(key);
	allowed.sort();
	const problems = new Array<string>();
	for (const [key] of attributes) {
		if (!(allowed as ReadonlyArray<string>).includes(key))
			problems.push(`LettaConfig.${key}: there is no such key, allowed are ${allowed.join(", ")}`);
	}
	return problems.sort();
}

/** Checks the attributes as the operator set them and fills in the defaults. */
export function parseLettaConfig(attributes: ReadonlyMap<string, unknown>): LettaConfigResult {
	const problems = [...unknownKeys(attributes)];

	const backend = attributes.get("Backend") ?? RULES.Backend.default;

	const read = <K extends keyof LettaConfig>(key: K): LettaConfig[K] | undefined => {
		const rule: KeyRule<LettaConfig[K]> = RULES[key];
		const value = attributes.get(key);
		if (rule.check(value)) return value;
		if (value === undefined && rule.default !== undefined) return rule.default;
		// A wrong back end is named by itself; what it would ask for cannot be known.
		const isNeeded = rule.onlyFor === undefined || rule.onlyFor === backend;
		if (value === undefined && !isNeeded) return "" as LettaConfig[K];
		problems.push(`LettaConfig.${key}: found ${describe(value)}, allowed is ${rule.allowed}`);
	};

	const config = {
		Backend: read("Backend"),
		GatewayUrl: read("GatewayUrl"),
		LettaUrl: read("LettaUrl"),
		LettaModel: read("LettaModel"),
		LettaSecretName: read("LettaSecretName"),
		MemoryMode: read("MemoryMode"),
		LogLevel: read("LogLevel"),
		SecretName: read("SecretName"),
		Enabled: read("Enabled"),
	};
	if (!problems.isEmpty()) return { kind: "invalid", message: problems.join("; ") };
	return { kind: "ok", config: table.freeze(config as LettaConfig) };
}
