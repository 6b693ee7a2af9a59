import { lookup } from "node:dns/promises";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { parseArgs } from "node:util";
import type { Site } from "./site.ts";

export const HELP = `npm run deploy:check -- https://npc.example.com [options]

Says in plain words what is wrong between a game server and your gateway. Run it from outside your own network where you
can: a telephone's, a friend's. Takes half a minute. Ends with 0 if nothing is wrong, 1 if something is, 2 for a wrong call.

  The gateway's token: in the environment variable TOWNSFOLK_GATEWAY_TOKEN, or in the file of --token-file.
  --token-file <path>   a file that holds the token
  --at <address>        connect to this IP address instead of where the name leads
  --ca <file>           a certificate authority of your own (PEM), for a trial: Roblox knows public ones only
  --place-id <number>   open the session for this place, where the gateway has a list of places; default 0
  --http-port <port>    where certificates are renewed, for a trial; default 80
  --json                the findings as JSON
`;

export type CheckRequest =
	| { readonly kind: "check"; readonly site: Site; readonly isJson: boolean }
	| { readonly kind: "help" }
	| { readonly kind: "invalid"; readonly message: string };

const OPTIONS = {
	"token-file": { type: "string" },
	at: { type: "string" },
	ca: { type: "string" },
	"place-id": { type: "string" },
	"http-port": { type: "string" },
	json: { type: "boolean" },
	help: { type: "boolean", short: "h" },
} as const;

/** The App Server's, Redis's, the gateways', and what else listens beside them. */
const INNER_PORTS = [4500, 6379, 8787, 8788, 9090];

const PATIENCE_SECONDS = 10;

function readFile(option: string, path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		throw new Error(`${option} ${path}: ${(error as NodeJS.ErrnoException).code ?? "cannot be read"}`);
	}
}

function readToken(file: string | undefined, env: NodeJS.ProcessEnv): string {
	const token = file === undefined ? env.TOWNSFOLK_GATEWAY_TOKEN : readFile("--token-file", file).trim();
	if (token === undefined || token === "")
		throw new Error("the token is missing: set TOWNSFOLK_GATEWAY_TOKEN, or say --token-file");
	if (!/^[\x21-\x7e]+$/.test(token))
		throw new Error("the token holds a space or a character that no token has");
	return token;
}

function readNumber(option: string, text: string, most: number): number {
	const value = Number(text);
	if (!/^\d+$/.test(text) || value > most) throw new Error(`${option} ${text}: not a number up to ${most}`);
	return value;
}

function readSite(args: ReadonlyArray<string>, env: NodeJS.ProcessEnv): CheckRequest {
	const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
	if (values.help === true) return { kind: "help" };
	const [address, ...rest] = positionals;
	if (address === undefined || rest.length > 0 || !URL.canParse(address))
		throw new Error("one address is wanted, such as https://npc.example.com");
	if (values.at !== undefined && isIP(values.at) === 0)
		throw new Error(`--at ${values.at}: not an IP address`);
	const site: Site = {
		url: new URL(address),
		token: readToken(values["token-file"], env),
		at: values.at,
		ca: values.ca === undefined ? undefined : readFile("--ca", values.ca),
		placeId: readNumber("--place-id", values["place-id"] ?? "0", Number.MAX_SAFE_INTEGER),
		httpPort: readNumber("--http-port", values["http-port"] ?? "80", 65_535),
		innerPorts: INNER_PORTS,
		now: Date.now,
		resolve: async (name) => (await lookup(name, { all: true })).map((found) => found.address),
		patienceSeconds: PATIENCE_SECONDS,
	};
	return { kind: "check", site, isJson: values.json === true };
}

/** Reads the command line. The token comes from the environment or a file: a list of processes shows arguments. */
export function readOptions(args: ReadonlyArray<string>, env: NodeJS.ProcessEnv): CheckRequest {
	try {
		return readSite(args, env);
	} catch (error) {
		return { kind: "invalid", message: (error as Error).message };
	}
}
