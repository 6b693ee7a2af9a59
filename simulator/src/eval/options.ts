import { parseArgs } from "node:util";

/** Which model is asked. */
export type EvalModel =
	| { readonly kind: "scripted" }
	| { readonly kind: "file"; readonly file: string; readonly threads: number | undefined }
	| {
			readonly kind: "endpoint";
			readonly baseUrl: string;
			readonly apiKey: string | undefined;
			/** Undefined: the first that the endpoint lists. */
			readonly model: string | undefined;
	  };

/** What `npm run eval` was asked to do. */
export type EvalRequest =
	| {
			readonly kind: "run";
			readonly model: EvalModel;
			readonly npcId: string | undefined;
			readonly seed: number;
			readonly asJson: boolean;
	  }
	| { readonly kind: "help" }
	| { readonly kind: "invalid"; readonly message: string };

const OPTIONS = {
	"llm-url": { type: "string" },
	"llm-key": { type: "string" },
	"llm-model": { type: "string" },
	"llm-file": { type: "string" },
	threads: { type: "string" },
	npc: { type: "string" },
	seed: { type: "string", default: "1" },
	json: { type: "boolean", default: false },
	help: { type: "boolean", short: "h", default: false },
} as const;

export const HELP = `Plays written conversations with a model, through the place's own turns and its gate, and prints what it said.

  npm run eval [-- options]

  --llm-url <url>      an OpenAI-compatible endpoint, with its /v1; without one, the scripted model answers
  --llm-key <key>      its key, where it wants one; or the environment variable TOWNSFOLK_LLM_KEY
  --llm-model <name>   which of its models; the first it lists if not given
  --llm-file <file>    a model file (.gguf), run on this machine
  --threads <n>        processor threads for it; all if not given
  --npc <id>           one NPC's conversation only
  --seed <n>           another seed, other replies; 1 if not given
  --json               everything, as JSON
`;

function modelOf(values: Readonly<Record<string, unknown>>, env: NodeJS.ProcessEnv): string | EvalModel {
	const text = (name: string) => values[name] as string | undefined;
	const [url, file, threads] = [text("llm-url"), text("llm-file"), text("threads")];
	if (url !== undefined && file !== undefined) return "--llm-file does not go with --llm-url";
	if (file === undefined && threads !== undefined) return "--threads says nothing without --llm-file";
	if (file !== undefined) {
		const count = threads === undefined ? undefined : Number(threads);
		if (count !== undefined && !(Number.isInteger(count) && count > 0))
			return `--threads ${threads}: not a whole number above 0`;
		return { kind: "file", file, threads: count };
	}
	if (url === undefined) {
		const stray = ["llm-key", "llm-model"].find((name) => values[name] !== undefined);
		return stray === undefined ? { kind: "scripted" } : `--${stray} says nothing without --llm-url`;
	}
	if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
		return `--llm-url ${url}: not an http or https address, such as http://127.0.0.1:11434/v1`;
	const apiKey = text("llm-key") ?? env.TOWNSFOLK_LLM_KEY;
	return { kind: "endpoint", baseUrl: url.replace(/\/+$/, ""), apiKey, model: text("llm-model") };
}

/** Reads the command line. */
export function parseEvalOptions(args: ReadonlyArray<string>, env: NodeJS.ProcessEnv = {}): EvalRequest {
	const invalid = (message: string): EvalRequest => ({ kind: "invalid", message });
	let values;
	try {
		({ values } = parseArgs({ args: [...args], options: OPTIONS, strict: true }));
	} catch (error) {
		return invalid((error as Error).message);
	}
	if (values.help) return { kind: "help" };
	const seed = Number(values.seed);
	if (!Number.isSafeInteger(seed) || seed < 0) return invalid(`--seed ${values.seed}: not a whole number`);
	const model = modelOf(values, env);
	if (typeof model === "string") return invalid(model);
	return { kind: "run", model, npcId: values.npc, seed, asJson: values.json };
}
