import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
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

const CONNECT_TIMEOUT_SECONDS = 30;

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
	};
}

/** Where the App Server keeps one folder for each agent, which it does not delete with the agent. */
export function agentDataDirs(stateDir: string): string[] {
	return [join(stateDir, "backend", "memfs"), join(stateDir, "home", ".letta", "transcripts")];
}

/** Deletes agents, conversations and the model's key, and keeps the log. Only for a server that has ended. */
export async function removeState(stateDir: string): Promise<void> {
	for (const name of ["backend", "home", "work"]) {
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

	const args = [lettaJs, "--backend", "local", "connect", "openai-compatible", "--base-url", llm.baseUrl];
	const result = await runTool(process.execPath, [...args, "--api-key", llm.apiKey ?? "none"], {
		cwd: workingDir(stateDir),
		env,
		timeoutSeconds: CONNECT_TIMEOUT_SECONDS,
	});
	if (result.kind === "ok") return;
	const reason = result.kind === "failed" ? lastLines(result.stderr || result.stdout, 5) : result.kind;
	throw new Error(`The App Server did not accept the model endpoint ${llm.baseUrl}: ${reason}`);
}
