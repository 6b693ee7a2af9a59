import { randomBytes } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { lastLines, runTool } from "./run-tool.ts";

/** An OpenAI-compatible endpoint. */
export interface LlmEndpoint {
	/** With its `/v1`. */
	readonly baseUrl: string;
	/** Endpoints without keys take any. */
	readonly apiKey?: string;
}

/** Environment variables that the App Server gets: enough to run, and no key or setting of the user's own Letta. */
const PASSED_ON = ["PATH", "LANG", "TZ", "TMPDIR", "TEMP", "TMP", "SystemRoot", "ComSpec", "PATHEXT"];

/** It takes a second; on a busy machine it took 30. This only has to end one that hangs. */
const CONNECT_TIMEOUT_SECONDS = 120;

const HIDDEN_ARGS = pathToFileURL(join(import.meta.dirname, "hidden-args.mjs")).href;

/** What endpoints without keys are given. */
const NO_KEY = "none";

/** The environment of the App Server and its tools: everything it keeps lies under `stateDir`. */
export function appServerEnvironment(stateDir: string): NodeJS.ProcessEnv {
	const home = join(stateDir, "home");
	const passedOn = PASSED_ON.flatMap((name) =>
		process.env[name] === undefined ? [] : [[name, process.env[name]]],
	);
	return {
		...(Object.fromEntries(passedOn) as NodeJS.ProcessEnv),
		HOME: home,
		USERPROFILE: home,
		LETTA_LOCAL_BACKEND_DIR: join(stateDir, "backend"),
		LETTA_CODE_TELEM: "0",
		DISABLE_AUTOUPDATER: "1",
		LETTA_SKIP_KEYCHAIN_CHECK: "1",
		LETTA_DISABLE_CRON_SCHEDULER: "1",
		// A request that the model has not begun to answer by then has lost its turn, which has 60 s. Default: five minutes.
		LETTA_CODE_LOCAL_PROVIDER_TIMEOUT_MS: "70s",
	};
}

/** Where the App Server keeps one folder for each agent, which it does not delete with the agent. */
export function agentDataDirs(stateDir: string): string[] {
	return [join(stateDir, "backend", "memfs"), join(stateDir, "home", ".letta", "transcripts")];
}

const TOKEN_FILE = "app-server-token";

/** Where the App Server reads the token that it asks its clients for. */
export function tokenFile(stateDir: string): string {
	return resolve(stateDir, TOKEN_FILE);
}

/**
 * Writes a new token into the token file, which only its owner may read. Without a token every user of this machine could
 * read and write the owner's files through the App Server.
 */
export async function writeToken(stateDir: string): Promise<string> {
	const token = randomBytes(24).toString("base64url");
	const file = tokenFile(stateDir);
	// A file that is there already would keep its mode.
	await rm(file, { force: true });
	await writeFile(file, token, { mode: 0o600, flag: "wx" });
	return token;
}

/** Deletes agents, conversations, the token and the model's key, and keeps the log. Only for a server that has ended. */
export async function removeState(stateDir: string): Promise<void> {
	for (const name of ["backend", "home", "work", TOKEN_FILE]) {
		await rm(join(stateDir, name), { recursive: true, force: true });
	}
}

/** The App Server's working folder. It is empty, so that the server finds no files of ours. */
export function workingDir(stateDir: string): string {
	return join(stateDir, "work");
}

/**
 * Makes the state folder, writes the settings and connects the model endpoint. Throws with a message for the
 * user when git is missing or the endpoint is refused.
 */
export async function prepareState(lettaJs: string, stateDir: string, llm: LlmEndpoint): Promise<void> {
	const env = appServerEnvironment(stateDir);
	const settingsDir = join(stateDir, "home", ".letta");
	await mkdir(settingsDir, { recursive: true });
	await mkdir(workingDir(stateDir), { recursive: true });
	// Both would add model calls, or text that the game did not write.
	const settings = { reflectionTrigger: "off", sessionContextEnabled: false };
	await writeFile(join(settingsDir, "settings.json"), JSON.stringify(settings, undefined, "\t"));

	const git = await runTool("git", ["--version"], { env, timeoutSeconds: 10 });
	if (git.kind === "missing")
		throw new Error("git is not on the PATH: the App Server keeps agents' memory in it.");

	await connectModel(lettaJs, stateDir, llm);
}

/** Neither the key nor a password in the address is in the list of processes, or in a message. */
async function connectModel(lettaJs: string, stateDir: string, llm: LlmEndpoint): Promise<void> {
	const { baseUrl, apiKey = NO_KEY } = llm;
	const args = ["--import", HIDDEN_ARGS, lettaJs, "--backend", "local", "connect", "openai-compatible"];
	const result = await runTool(process.execPath, args, {
		cwd: workingDir(stateDir),
		env: appServerEnvironment(stateDir),
		input: JSON.stringify(["--base-url", baseUrl, "--api-key", apiKey]),
		timeoutSeconds: CONNECT_TIMEOUT_SECONDS,
	});
	if (result.kind === "ok") return;
	const said = result.kind === "failed" ? lastLines(result.stderr || result.stdout, 5) : result.kind;
	const reason = apiKey === NO_KEY ? said : said.replaceAll(apiKey, "[redacted]");
	const message = `The App Server did not accept the model endpoint ${baseUrl}: ${reason}`;
	throw new Error(message.replace(/(\w:\/\/)[^\s/@]+@/g, "$1[redacted]@"));
}
