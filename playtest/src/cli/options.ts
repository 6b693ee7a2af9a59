import { parseArgs } from "node:util";
import { SCENARIOS } from "@townsfolk/simulator";
import { type Transport, TRANSPORTS } from "../parts/gateway-part.ts";
import { SCENES } from "../scenes/index.ts";

/** What `npm start` was asked to do. */
export type CliRequest =
	| {
			readonly kind: "start";
			readonly minds: MindsChoice;
			/** How frames get to the gateway. */
			readonly transport: Transport;
			/** One of `SCENES`, or of the simulator's `SCENARIOS`. */
			readonly scene: string | undefined;
			/** How long a scenario plays; default: as it says itself. */
			readonly minutes: number | undefined;
	  }
	| { readonly kind: "help" }
	/** `message` names the option and what is wrong with it. */
	| { readonly kind: "invalid"; readonly message: string };

/** What the NPCs think with, and how the place gets there. */
export type MindsChoice =
	| { readonly kind: "scripted" }
	| ({ readonly kind: "llm" } & LlmChoice)
	/** A model file, run on this machine. */
	| { readonly kind: "llmFile"; readonly file: string; readonly threads: number | undefined }
	| ({ readonly kind: "letta" } & LettaChoice)
	| ({ readonly kind: "gateway" } & GatewayChoice);

/** An OpenAI-compatible endpoint of the user's own. */
export interface LlmChoice {
	readonly baseUrl: string;
	readonly apiKey: string | undefined;
	/** Undefined: the first that the endpoint lists. */
	readonly model: string | undefined;
}

/** A server of Letta's REST API, which the place speaks with itself. */
export interface LettaChoice {
	/** Without a slash at the end. */
	readonly baseUrl: string;
	readonly apiKey: string;
	/** `provider/name`; undefined: the first language model that the server lists. */
	readonly model: string | undefined;
}

/** A gateway that runs already, with whatever it has behind it. */
export interface GatewayChoice {
	/** Without a slash at the end. */
	readonly baseUrl: string;
	readonly token: string;
}

const OPTIONS = {
	"llm-url": { type: "string" },
	"llm-key": { type: "string" },
	"llm-model": { type: "string" },
	"llm-file": { type: "string" },
	threads: { type: "string" },
	"letta-url": { type: "string" },
	"letta-key": { type: "string" },
	"letta-model": { type: "string" },
	"gateway-url": { type: "string" },
	"gateway-token": { type: "string" },
	transport: { type: "string" },
	scene: { type: "string" },
	minutes: { type: "string" },
	help: { type: "boolean", short: "h" },
} as const;

/** Scenarios whose name is not also a scene's. */
const CROWD_SCENES = Object.keys(SCENARIOS).filter((name) => !Object.hasOwn(SCENES, name));

/** The town's scenes, and some of the scenarios: there are too many to name. */
const SCENE_LIST = `${Object.keys(SCENES).join(", ")};
                       or a town of many, in real time: ${CROWD_SCENES.slice(0, 4).join(", ")}
                       (npm run load -- --help lists them all)`;

export const HELP = `Townsfolk: a town whose NPCs are Letta agents, played without Roblox.

  npm start [-- options]

  --llm-url <url>      an OpenAI-compatible endpoint for the NPCs' minds, with its /v1
                       (Ollama: http://127.0.0.1:11434/v1); without one, a scripted model answers
  --llm-key <key>      its key, where it wants one; or the environment variable TOWNSFOLK_LLM_KEY
  --llm-model <name>   which of its models; the first it lists if not given
  --llm-file <file>    a model file (.gguf), run on this machine: fetches llama.cpp for Node first, 85 MB, once
  --threads <n>        processor threads for it; all if not given
  --letta-url <url>    Letta Cloud (https://api.letta.com), or a server with the same REST API: the place
                       speaks with it itself, without App Server and gateway
  --letta-key <key>    its key; better in the environment variable TOWNSFOLK_LETTA_KEY, where neither npm
                       nor a list of processes shows it
  --letta-model <name> which of its models, provider/name; the first it lists if not given
  --gateway-url <url>  a gateway that runs already, yours or a test's: only the place is started
  --gateway-token <t>  its token; better in the environment variable TOWNSFOLK_GATEWAY_TOKEN
  --transport <t>      between the place and the gateway: auto (a WebSocket, and HTTP when that is lost), or http
  --scene <name>       play a scene instead of typing: ${SCENE_LIST}
  --minutes <n>        how long such a town is played
  -h, --help           this text

On a terminal you are Alex: type to talk, /help lists the commands.
Elsewhere the scene "first-meeting" is played, and the exit code says whether it went well.
`;

function invalid(message: string): CliRequest {
	return { kind: "invalid", message };
}

function readValues(args: ReadonlyArray<string>) {
	return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
}

type Values = ReturnType<typeof readValues>;

function isHttpUrl(text: string): boolean {
	return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** What calls add to an endpoint's address; documentation often shows it whole. */
const API_CALL = /\/((chat\/)?completions|responses|models|embeddings)\/*$/;

/** As `LettaConfig.LettaUrl` and `GatewayUrl` have to be. */
function isServiceUrl(text: string): boolean {
	if (!isHttpUrl(text)) return false;
	const { username, password, search, hash, pathname } = new URL(text);
	return username + password + search + hash === "" && !/\/v1\/*$/.test(pathname);
}

/** A key that no header can hold would appear in an error message. */
function isKey(text: string): boolean {
	return /^[\x21-\x7e]+$/.test(text);
}

function readLlm(values: Values, env: NodeJS.ProcessEnv): string | MindsChoice {
	const { "llm-url": url = "", "llm-key": key, "llm-model": model } = values;
	if (!isHttpUrl(url)) {
		return `--llm-url ${url}: not an http or https address, such as http://127.0.0.1:11434/v1`;
	}
	const withoutCall = url.replace(API_CALL, "");
	if (withoutCall !== url)
		return `--llm-url ${url}: that is one of the endpoint's calls; the address ends before it: ${withoutCall}`;
	const baseUrl = url.replace(/\/+$/, "");
	return { kind: "llm", baseUrl, apiKey: key ?? env.TOWNSFOLK_LLM_KEY, model };
}

function readLlmFile({ "llm-file": file = "", threads }: Values): string | MindsChoice {
	if (file === "") return "--llm-file wants the path of a model file, such as model.gguf";
	const count = threads === undefined ? undefined : Number(threads);
	if (count !== undefined && !(Number.isInteger(count) && count > 0))
		return `--threads ${threads}: not a whole number above 0`;
	return { kind: "llmFile", file, threads: count };
}

function readLetta(values: Values, env: NodeJS.ProcessEnv): string | MindsChoice {
	const { "letta-url": url = "", "letta-key": key, "letta-model": model } = values;
	if (!isServiceUrl(url)) {
		return `--letta-url ${url}: not an http or https address without /v1, such as https://api.letta.com`;
	}
	const apiKey = key ?? env.TOWNSFOLK_LETTA_KEY ?? "";
	if (apiKey === "") {
		return "--letta-url wants a key: in the environment variable TOWNSFOLK_LETTA_KEY, or as --letta-key";
	}
	if (!isKey(apiKey)) return "the key for --letta-url holds a space or a character that no key has";
	return { kind: "letta", baseUrl: new URL(url).href.replace(/\/+$/, ""), apiKey, model };
}

function readGateway(values: Values, env: NodeJS.ProcessEnv): string | MindsChoice {
	const { "gateway-url": url = "", "gateway-token": given } = values;
	if (!isServiceUrl(url)) {
		return `--gateway-url ${url}: not an http or https address without /v1, such as http://127.0.0.1:8787`;
	}
	const token = given ?? env.TOWNSFOLK_GATEWAY_TOKEN ?? "";
	if (token === "") {
		return "--gateway-url wants its token: in the environment variable TOWNSFOLK_GATEWAY_TOKEN, or as --gateway-token";
	}
	if (!isKey(token)) return "the token for --gateway-url holds a space or a character that no token has";
	return { kind: "gateway", baseUrl: new URL(url).href.replace(/\/+$/, ""), token };
}

/** The ways to minds, by the option that chooses one, with the options that say more of it. */
const WAYS = [
	{ chooses: "llm-url", more: ["llm-key", "llm-model"], read: readLlm },
	{ chooses: "llm-file", more: ["threads"], read: readLlmFile },
	{ chooses: "letta-url", more: ["letta-key", "letta-model"], read: readLetta },
	{ chooses: "gateway-url", more: ["gateway-token"], read: readGateway },
] as const;

/** A string says what is wrong. */
function readMinds(values: Values, env: NodeJS.ProcessEnv): string | MindsChoice {
	const [way, other] = WAYS.filter(({ chooses }) => values[chooses] !== undefined);
	if (way !== undefined && other !== undefined)
		return `--${way.chooses} does not go with --${other.chooses}: the NPCs think in one way at a time`;
	for (const { chooses, more } of WAYS) {
		const stray = more.find((name) => values[name] !== undefined);
		if (stray !== undefined && chooses !== way?.chooses)
			return `--${stray} says nothing without --${chooses}`;
	}
	return way === undefined ? { kind: "scripted" } : way.read(values, env);
}

/** Reads the command line. `env` may hold a key: there, a list of processes does not show it. */
export function parseOptions(args: ReadonlyArray<string>, env: NodeJS.ProcessEnv = {}): CliRequest {
	let values;
	try {
		values = readValues(args);
	} catch (error) {
		// Node's first sentence names the option. The rest is advice about its parser.
		return invalid((error as Error).message.split(/\.\s|\n/)[0]!.replace(/\.$/, ""));
	}
	if (values.help === true) return { kind: "help" };

	const { scene } = values;
	const isCrowd = scene !== undefined && CROWD_SCENES.includes(scene);
	if (scene !== undefined && !isCrowd && !Object.hasOwn(SCENES, scene)) {
		return invalid(`--scene ${scene}: no such scene; there are: ${SCENE_LIST.replaceAll(/\s+/g, " ")}`);
	}
	const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
	if (minutes !== undefined && !isCrowd) return invalid("--minutes goes with the --scene of a town of many");
	if (minutes !== undefined && !(minutes > 0)) {
		return invalid(`--minutes ${values.minutes}: not a number above 0`);
	}
	const minds = readMinds(values, env);
	if (typeof minds === "string") return invalid(minds);
	const transport = TRANSPORTS.find((each) => each === (values.transport ?? "auto"));
	if (transport === undefined)
		return invalid(`--transport ${values.transport}: there are ${TRANSPORTS.join(" and ")}`);
	if (values.transport !== undefined && minds.kind === "letta")
		return invalid("--transport goes with a gateway, and with --letta-url there is none");
	return { kind: "start", minds, transport, scene, minutes };
}
