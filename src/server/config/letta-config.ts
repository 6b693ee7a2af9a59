import { t } from "@rbxts/t";
import type { LogLevel, MemoryMode } from "server/ports";
import { isBlank } from "shared/text/text";
import { SPENDING } from "server/constants/operations";
import { didYouMean } from "shared/text/nearest";
import type { SpendingLimits } from "server/net/spending-cap";

/** The operator's settings: the attributes of `ServerStorage.LettaConfig`, read once at the start. */
export interface LettaConfig {
	/** Where the agents are: behind the operator's gateway, or at Letta Cloud. */
	readonly Backend: "gateway" | "cloud";
	/** The gateway's address, without a trailing slash; empty without a gateway. */
	readonly GatewayUrl: string;
	/** `auto`: a WebSocket to the gateway where the engine has them, HTTP elsewhere. */
	readonly GatewayTransport: "auto" | "http";
	/** Letta's REST API, without a trailing slash. */
	readonly LettaUrl: string;
	/** A handle as Letta lists it, `provider/name`; empty with the gateway, which has a setting of its own. */
	readonly LettaModel: string;
	/** The name, in the experience's secrets store, of the key to Letta's REST API. */
	readonly LettaSecretName: string;
	readonly MemoryMode: MemoryMode;
	readonly LogLevel: LogLevel;
	/** At `LogLevel` `debug`, errors of Letta's go into the log word for word. They may quote players. */
	readonly LogErrorText: boolean;
	/** The name, in the experience's secrets store, of the gateway's bearer token. */
	readonly SecretName: string;
	/** Minutes after which an NPC winds a talk up, where MemoryMode is `session`. */
	readonly MaxTalkMinutes: number;
	/** The private answer to a player who speaks of hurting themselves. */
	readonly CrisisText: string;
	/** The off switch at the start. The running server follows the attribute. */
	readonly Enabled: boolean;
	/** Whether each NPC has a prompt "Talk". */
	readonly TalkPrompts: boolean;
	/** Turns that this server may have in any hour. 0: none. -1: no limit. */
	readonly MaxTurnsPerHour: number;
	/** Tokens of prompts and replies that this server may use in any 24 hours. 0: none. -1: no limit. */
	readonly MaxTokensPerDay: number;
}

export type LettaConfigResult =
	| { readonly kind: "ok"; readonly config: LettaConfig }
	/** Names each wrong key, the value found and what is allowed. */
	| { readonly kind: "invalid"; readonly message: string };

interface KeyRule<T> {
	readonly check: (value: unknown) => value is T;
	/** Completes "allowed is …". */
	readonly allowed: string;
	/** Without a default the key has to be set, if its back end is the one chosen. */
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

/** Money is at stake: an operator has to ask for "no limit". A forgotten attribute never means it. */
const NO_LIMIT = -1;

const isLimit = (value: unknown): value is number =>
	typeIs(value, "number") && value % 1 === 0 && value >= NO_LIMIT && value < math.huge;

const LIMIT_ALLOWED = "a whole number; 0 for none at all, -1 for no limit";
const URL_ALLOWED = "a URL that begins with http:// or https:// and does not end in a slash";
const SECRET_ALLOWED = "the name of a secret, made of letters, digits, _, - and .";

const RULES: { readonly [K in keyof LettaConfig]: KeyRule<LettaConfig[K]> } = {
	Backend: {
		check: t.literal("gateway", "cloud"),
		allowed: '"gateway" or "cloud"',
		default: "gateway",
	},
	GatewayUrl: { check: isUrl, allowed: URL_ALLOWED, onlyFor: "gateway" },
	GatewayTransport: { check: t.literal("auto", "http"), allowed: '"auto" or "http"', default: "auto" },
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
	LogErrorText: { check: t.boolean, allowed: "true or false", default: false },
	SecretName: {
		check: isSecretName,
		allowed: SECRET_ALLOWED,
		default: "townsfolk_gateway_token",
	},
	MaxTalkMinutes: {
		check: (value): value is number => typeIs(value, "number") && value >= 1 && value <= 60,
		allowed: "a number from 1 to 60",
		default: 10,
	},
	CrisisText: {
		check: (value): value is string => typeIs(value, "string") && !isBlank(value) && value.size() <= 600,
		allowed: "a text of at most 600 bytes",
		default:
			"You are not alone, and what you feel matters. Please talk to somebody you trust: a parent, a teacher, " +
			"a friend. If you may hurt yourself, call your country's emergency number or a crisis line now; in the " +
			"US and Canada call or text 988, in the UK and Ireland call 116 123.",
	},
	Enabled: { check: t.boolean, allowed: "true or false", default: true },
	TalkPrompts: { check: t.boolean, allowed: "true or false", default: true },
	MaxTurnsPerHour: { check: isLimit, allowed: LIMIT_ALLOWED, default: SPENDING.defaultTurnsPerHour },
	MaxTokensPerDay: { check: isLimit, allowed: LIMIT_ALLOWED, default: SPENDING.defaultTokensPerDay },
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
			problems.push(
				`LettaConfig.${key}: there is no such key${didYouMean(key, allowed)}, allowed are ${allowed.join(", ")}`,
			);
	}
	return problems.sort();
}

/** Checks the operator's attributes and fills in the defaults. */
export function parseLettaConfig(attributes: ReadonlyMap<string, unknown>): LettaConfigResult {
	const problems = [...unknownKeys(attributes)];

	const backend = attributes.get("Backend") ?? RULES.Backend.default;

	const read = <K extends keyof LettaConfig>(key: K): LettaConfig[K] | undefined => {
		const rule: KeyRule<LettaConfig[K]> = RULES[key];
		const value = attributes.get(key);
		if (rule.check(value)) return value;
		if (value === undefined && rule.default !== undefined) return rule.default;
		// Nobody knows what a wrong back end would need; the message names the back end alone.
		const isNeeded = rule.onlyFor === undefined || rule.onlyFor === backend;
		if (value === undefined && !isNeeded) return "" as LettaConfig[K];
		problems.push(`LettaConfig.${key}: found ${describe(value)}, allowed is ${rule.allowed}`);
	};

	const config: { readonly [K in keyof LettaConfig]: LettaConfig[K] | undefined } = {
		Backend: read("Backend"),
		GatewayUrl: read("GatewayUrl"),
		GatewayTransport: read("GatewayTransport"),
		LettaUrl: read("LettaUrl"),
		LettaModel: read("LettaModel"),
		LettaSecretName: read("LettaSecretName"),
		MemoryMode: read("MemoryMode"),
		LogLevel: read("LogLevel"),
		LogErrorText: read("LogErrorText"),
		TalkPrompts: read("TalkPrompts"),
		SecretName: read("SecretName"),
		MaxTalkMinutes: read("MaxTalkMinutes"),
		CrisisText: read("CrisisText"),
		Enabled: read("Enabled"),
		MaxTurnsPerHour: read("MaxTurnsPerHour"),
		MaxTokensPerDay: read("MaxTokensPerDay"),
	};
	if (!problems.isEmpty()) return { kind: "invalid", message: problems.join("; ") };
	return { kind: "ok", config: table.freeze(config as LettaConfig) };
}

/** The operator's limits of spending. */
export function spendingLimits(
	config: Pick<LettaConfig, "MaxTurnsPerHour" | "MaxTokensPerDay">,
): SpendingLimits {
	const read = (value: number) => (value === NO_LIMIT ? math.huge : value);
	return { turnsPerHour: read(config.MaxTurnsPerHour), tokensPerDay: read(config.MaxTokensPerDay) };
}
