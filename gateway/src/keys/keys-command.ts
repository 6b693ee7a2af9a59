import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { makeKey, revokeKey, rotateKey } from "./change-keys.ts";
import type { KeyRecord, Places, Quotas } from "./game-key.ts";
import { changeKeyFile, readKeyFile } from "./key-file.ts";

export interface CommandResult {
	readonly code: number;
	/** A new token, or the list: nothing else, so that it can go into a file. */
	readonly out: string;
	readonly err: string;
}

const HELP = `npm run --silent keys -- <command> [--file <path>]

  make <name> --place <id> [--place <id>]…  a new key for these places; prints its token, once
  make <name> --any-place                   … for every place that no other key names
       --turns-per-day <n> --tokens-per-day <n> --sessions <n>   what it may use
  rotate <name> [--overlap <time>]          a new token; the old one works for 24h more, or for 90s, 30m, 2h, 7d
  revoke <name>                             its tokens stop within a second, and its sessions end
  list                                      names, places, quotas and tokens' ages; no secret

The file is the one of --file, or of TOWNSFOLK_KEYS_FILE. A running gateway reads it again by itself.
`;

const HOW_TO_MAKE = "The first one: npm run --silent keys -- make <name> --place <id>\n";

const OPTIONS = {
	file: { type: "string" },
	place: { type: "string", multiple: true },
	"any-place": { type: "boolean" },
	"turns-per-day": { type: "string" },
	"tokens-per-day": { type: "string" },
	sessions: { type: "string" },
	overlap: { type: "string" },
	help: { type: "boolean", short: "h" },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>["values"];

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const DEFAULT_OVERLAP = "24h";
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

function count(option: string, text: string): number {
	const value = Number(text);
	if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
	throw new Error(`--${option} is ${text}; it takes a whole number`);
}

function seconds(option: string, text: string): number {
	const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
	if (amount === undefined)
		throw new Error(`--${option} is ${text}; it takes a time such as 90s, 30m, 2h or 7d`);
	return Number(amount) * UNIT_SECONDS[unit!]!;
}

function placesOf(values: Values): Places {
	const places = (values.place ?? []).map((text) => count("place", text));
	if (values["any-place"] === true && places.length > 0) throw new Error("--place and --any-place: keep one");
	if (values["any-place"] === true) return "any";
	if (places.length === 0) throw new Error("make takes --place <id>, or --any-place");
	return places;
}

function quotasOf(values: Values): Quotas {
	const read = (option: "turns-per-day" | "tokens-per-day" | "sessions") => {
		const text = values[option];
		return text === undefined ? undefined : count(option, text);
	};
	const quotas = {
		turnsPerDay: read("turns-per-day"),
		tokensPerDay: read("tokens-per-day"),
		sessions: read("sessions"),
	};
	// Undefined is not JSON.
	return JSON.parse(JSON.stringify(quotas)) as Quotas;
}

function describe(key: KeyRecord, now: number): string {
	const { id, name, places, quotas, secrets, revokedAt, madeAt } = key;
	const tokens = secrets
		.filter(({ expiresAt }) => expiresAt === undefined || Date.parse(expiresAt) > now)
		.map((secret) => `made ${secret.madeAt}${secret.expiresAt ? `, until ${secret.expiresAt}` : ""}`);
	const state = revokedAt === undefined ? tokens.join("; ") : `revoked ${revokedAt}, made ${madeAt}`;
	const where = places === "any" ? "any place" : `places ${places.join(", ")}`;
	const limits = Object.entries(quotas).map(([quota, value]) => `${quota} ${value}`);
	return [name, id, where, ...limits, state].join("\t");
}

function run(
	command: string,
	name: string,
	values: Values,
	file: string,
	now: number,
): Omit<CommandResult, "code"> {
	switch (command) {
		case "make": {
			const wish = { name, places: placesOf(values), quotas: quotasOf(values) };
			const { token, id } = changeKeyFile(file, (keys) => {
				const made = makeKey(keys, wish, now);
				return { keys: made.keys, result: made };
			});
			return { out: `${token}\n`, err: `${id} (${name}) is made. Its token is shown this once.\n` };
		}
		case "rotate": {
			const overlap = values.overlap ?? DEFAULT_OVERLAP;
			const overlapSeconds = seconds("overlap", overlap);
			const token = changeKeyFile(file, (keys) => {
				const rotated = rotateKey(keys, name, overlapSeconds, now);
				return { keys: rotated.keys, result: rotated.token };
			});
			return { out: `${token}\n`, err: `${name} has a new token. The old one works for ${overlap} more.\n` };
		}
		case "revoke":
			changeKeyFile(file, (keys) => ({ keys: revokeKey(keys, name, now), result: undefined }));
			return { out: "", err: `${name} is revoked.\n` };
		default: {
			if (!existsSync(file))
				return { out: "", err: `There are no keys yet: ${file} is not there.\n${HOW_TO_MAKE}` };
			const reading = readKeyFile(file);
			if (reading.kind === "invalid") throw new Error(`${file}: ${reading.problem}`);
			if (reading.keys.length === 0) return { out: "", err: `There are no keys in ${file}.\n${HOW_TO_MAKE}` };
			return { out: reading.keys.map((key) => `${describe(key, now)}\n`).join(""), err: "" };
		}
	}
}

const COMMANDS: Readonly<Record<string, { readonly takesName: boolean }>> = {
	make: { takesName: true },
	rotate: { takesName: true },
	revoke: { takesName: true },
	list: { takesName: false },
};

function parse(args: ReadonlyArray<string>, env: Readonly<Record<string, string | undefined>>) {
	const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
	const [command = "", name = "", ...rest] = positionals;
	if (values.help === true || command === "") return undefined;
	const known = COMMANDS[command];
	if (known === undefined) throw new Error(`${command} is not a command`);
	if (rest.length > 0 || (!known.takesName && name !== "")) throw new Error("there are too many words");
	if (known.takesName && !NAME.test(name)) {
		throw new Error(`${command} takes a name of letters, digits, dots and dashes`);
	}
	// npm runs the command in the repository; the operator may be elsewhere.
	const given = values.file === undefined ? undefined : resolve(env.INIT_CWD ?? "", values.file);
	const file = given ?? env.TOWNSFOLK_KEYS_FILE ?? "";
	if (file === "") throw new Error("which file? Set TOWNSFOLK_KEYS_FILE, or use --file");
	return { command, name, values, file };
}

/** Runs `npm run keys`. `now` is in milliseconds since 1970. */
export function runKeysCommand(
	args: ReadonlyArray<string>,
	env: Readonly<Record<string, string | undefined>>,
	now: number,
): CommandResult {
	try {
		const wish = parse(args, env);
		if (wish === undefined) return { code: 0, out: HELP, err: "" };
		return { code: 0, ...run(wish.command, wish.name, wish.values, wish.file, now) };
	} catch (error) {
		return {
			code: 1,
			out: "",
			err: `${(error as Error).message}\nnpm run keys -- --help shows the commands.\n`,
		};
	}
}
