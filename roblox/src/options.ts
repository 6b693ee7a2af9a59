import path from "node:path";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { Failure, messageOf, USAGE } from "./failure.ts";
import { TEST_PROJECT } from "./place/build-test-place.ts";

export const KEY_VARIABLE = "ROBLOX_API_KEY";

export const HELP = `npm run roblox -- <command>

  studio [filter]                    runs the specs in Roblox Studio
      --studio <path>                Studio's program, if it is not where Roblox installs it
      --timeout-minutes <n>          how long Studio may take; default 10
  cloud --universe <id> --place <id> [filter]
                                     publishes the test place and runs the specs on Roblox's servers;
                                     the key is in ${KEY_VARIABLE}
      --logs                         prints what the specs wrote to the output
      --url <url>                    another address than Open Cloud's
  api <dump.json>                    holds what src uses against an API dump of Studio's
  openapi <openapi.json>             holds what we know of Open Cloud against its published description

Both commands that run specs take --project <file>: another Rojo project than test.project.json. A filter is a part of a spec file's full name. See roblox/README.md.`;

export type Command =
	| { readonly kind: "help" }
	| {
			readonly kind: "studio";
			readonly filter?: string;
			/** A Rojo project with specs. */
			readonly project: string;
			readonly studio?: string;
			readonly timeoutMinutes: number;
	  }
	| {
			readonly kind: "cloud";
			readonly filter?: string;
			/** A Rojo project with specs. */
			readonly project: string;
			readonly universe: string;
			readonly place: string;
			readonly logs: boolean;
			readonly url?: string;
	  }
	| { readonly kind: "api" | "openapi"; readonly file: string };

const PROJECT = { project: { type: "string", default: TEST_PROJECT } } as const;

const usage = (problem: string): Failure => new Failure(`${problem}\n\n${HELP}`, USAGE);

function parse<Options extends NonNullable<ParseArgsConfig["options"]>>(argv: string[], options: Options) {
	try {
		return parseArgs({ args: argv, options, allowPositionals: true });
	} catch (error) {
		throw usage(messageOf(error));
	}
}

/** At most one argument without a name. */
function only(positionals: ReadonlyArray<string>): string | undefined {
	if (positionals.length > 1) throw usage(`one argument too many: ${positionals[1]}`);
	return positionals[0];
}

function idOf(name: string, text: string | undefined): string {
	if (text === undefined) throw usage(`--${name} is missing`);
	if (!/^[1-9]\d*$/.test(text)) throw usage(`--${name} is a number of digits, not "${text}"`);
	return text;
}

function parseStudio(argv: string[]): Command {
	const { values, positionals } = parse(argv, {
		...PROJECT,
		studio: { type: "string" },
		"timeout-minutes": { type: "string", default: "10" },
	});
	const timeoutMinutes = Number(values["timeout-minutes"]);
	if (!(timeoutMinutes > 0)) throw usage(`--timeout-minutes is a number above 0`);
	return {
		kind: "studio",
		filter: only(positionals),
		project: path.resolve(values.project),
		studio: values.studio,
		timeoutMinutes,
	};
}

function parseCloud(argv: string[]): Command {
	const { values, positionals } = parse(argv, {
		...PROJECT,
		universe: { type: "string" },
		place: { type: "string" },
		logs: { type: "boolean", default: false },
		url: { type: "string" },
	});
	return {
		kind: "cloud",
		filter: only(positionals),
		project: path.resolve(values.project),
		universe: idOf("universe", values.universe),
		place: idOf("place", values.place),
		logs: values.logs,
		url: values.url,
	};
}

function parseFile(kind: "api" | "openapi", argv: string[]): Command {
	const file = only(parse(argv, {}).positionals);
	if (file === undefined) throw usage(`${kind} needs a file`);
	return { kind, file };
}

/** Throws Failure with the help text where the arguments are wrong. */
export function parseCommand([name, ...rest]: ReadonlyArray<string>): Command {
	if (name === undefined) throw usage("which command?");
	if (["help", "--help", "-h"].includes(name) || rest.includes("--help")) return { kind: "help" };
	if (name === "studio") return parseStudio(rest);
	if (name === "cloud") return parseCloud(rest);
	if (name === "api" || name === "openapi") return parseFile(name, rest);
	throw usage(`there is no command ${name}`);
}
