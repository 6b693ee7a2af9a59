import { parseArgs } from "node:util";
import { SCENARIOS } from "../../../tests/scenarios/index.ts";
import { SCENES } from "../scenes/index.ts";

/** What `npm start` was asked to do. */
export type CliRequest =
	| {
			readonly kind: "start";
			readonly llm: LlmChoice | undefined;
			/** One of `SCENES`, or of the instrument's `SCENARIOS`. */
			readonly scene: string | undefined;
			/** Of a scene of the instrument: how long it plays; as it says itself if not given. */
			readonly minutes: number | undefined;
	  }
	| { readonly kind: "help" }
	/** `message` names the option and what is wrong with it. */
	| { readonly kind: "invalid"; readonly message: string };

/** An OpenAI-compatible endpoint of the user's own. */
export interface LlmChoice {
	readonly baseUrl: string;
	readonly apiKey: string | undefined;
	/** Undefined: the first that the endpoint lists. */
	readonly model: string | undefined;
}

const OPTIONS = {
	"llm-url": { type: "string" },
	"llm-key": { type: "string" },
	"llm-model": { type: "string" },
	scene: { type: "string" },
	minutes: { type: "string" },
	help: { type: "boolean", short: "h" },
} as const;

/** Those that a name of `SCENES` hides are left out. */
const CROWD_SCENES = Object.keys(SCENARIOS).filter((name) => !Object.hasOwn(SCENES, name));

export const HELP = `Townsfolk: a town whose NPCs are Letta agents, played without Roblox.

  npm start [-- options]

  --llm-url <url>      an OpenAI-compatible endpoint for the NPCs' minds, with its /v1
                       (Ollama: http://127.0.0.1:11434/v1); without one, a scripted model answers
  --llm-key <key>      its key, where it wants one; or the environment variable TOWNSFOLK_LLM_KEY
  --llm-model <name>   which of its models; the first it lists if not given
  --scene <name>       play a scene instead of typing: ${Object.keys(SCENES).join(", ")};
                       or a town of many, in real time: ${CROWD_SCENES.slice(0, 4).join(", ")}
                       (npm run load -- --help lists them all)
  --minutes <n>        how long such a town is played
  -h, --help           this text

On a terminal you are Alex: type to talk, /help lists the commands.
Elsewhere the scene "first-meeting" is played, and the exit code says whether it went well.
`;

function invalid(message: string): CliRequest {
	return { kind: "invalid", message };
}

function isHttpUrl(text: string): boolean {
	return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Reads the command line; `env` may hold the key, which is better off there than in a list of processes. */
export function parseOptions(args: ReadonlyArray<string>, env: NodeJS.ProcessEnv = {}): CliRequest {
	let values;
	try {
		values = parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
	} catch (error) {
		// Node's own sentence names the option; the advice after it is about its parser.
		return invalid((error as Error).message.split(/\.\s|\n/)[0]!.replace(/\.$/, ""));
	}
	if (values.help === true) return { kind: "help" };

	const { "llm-url": url, "llm-key": key, "llm-model": model, scene } = values;
	const isCrowd = scene !== undefined && CROWD_SCENES.includes(scene);
	if (scene !== undefined && !isCrowd && !Object.hasOwn(SCENES, scene)) {
		const known = [...Object.keys(SCENES), ...CROWD_SCENES];
		return invalid(`--scene ${scene}: no such scene; there are: ${known.join(", ")}`);
	}
	const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
	if (minutes !== undefined && !isCrowd) return invalid("--minutes goes with the --scene of a town of many");
	if (minutes !== undefined && !(minutes > 0)) {
		return invalid(`--minutes ${values.minutes}: not a number above 0`);
	}
	if (url === undefined) {
		const stray = key !== undefined ? "--llm-key" : model !== undefined ? "--llm-model" : undefined;
		if (stray !== undefined) return invalid(`${stray} says nothing without --llm-url`);
		return { kind: "start", llm: undefined, scene, minutes };
	}
	if (!isHttpUrl(url)) {
		return invalid(`--llm-url ${url}: not an http or https address, such as http://127.0.0.1:11434/v1`);
	}
	return {
		kind: "start",
		llm: { baseUrl: url.replace(/\/+$/, ""), apiKey: key ?? env.TOWNSFOLK_LLM_KEY, model },
		scene,
		minutes,
	};
}
