import { parseArgs } from "node:util";

export interface MainOptions {
	readonly port: number;
	readonly key: string;
	readonly maxAgents: number;
}

export type MainRequest =
	| { readonly kind: "serve"; readonly options: MainOptions }
	| { readonly kind: "help" }
	| { readonly kind: "invalid"; readonly message: string };

export const DEFAULT_PORT = 8283;
export const DEFAULT_KEY = "key-of-the-fake";

export const HELP = `Serves a fake of Letta Cloud on loopback: agents in memory, and a scripted model for a mind.

  node --import tsx simulator/src/letta-cloud/main.ts [--port n] [--key k] [--max-agents n]

  --port n         default ${DEFAULT_PORT}
  --key k          what requests must bear; default ${DEFAULT_KEY}
  --max-agents n   as a plan would limit them; default no limit
`;

const OPTIONS = {
	port: { type: "string", default: String(DEFAULT_PORT) },
	key: { type: "string", default: DEFAULT_KEY },
	"max-agents": { type: "string" },
	help: { type: "boolean", short: "h", default: false },
} as const;

const MAX_PORT = 65_535;

/** Reads the command line. */
export function parseMainOptions(args: ReadonlyArray<string>): MainRequest {
	const invalid = (message: string): MainRequest => ({ kind: "invalid", message });
	let values;
	try {
		values = parseArgs({ args: [...args], options: OPTIONS }).values;
	} catch (error) {
		return invalid((error as Error).message);
	}
	if (values.help) return { kind: "help" };
	const port = Number(values.port);
	if (!Number.isInteger(port) || port < 0 || port > MAX_PORT)
		return invalid(`--port ${values.port}: not a port`);
	if (values.key === "") return invalid("--key: empty");
	const maxAgents = Number(values["max-agents"] ?? Infinity);
	if (!(maxAgents >= 0)) return invalid(`--max-agents ${values["max-agents"]}: not a number`);
	return { kind: "serve", options: { port, key: values.key, maxAgents } };
}
