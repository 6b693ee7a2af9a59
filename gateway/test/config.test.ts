import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, describe, it } from "node:test";
import { readConfig } from "../src/config/read-config.ts";
import { appServerOptions, gatewayOptions, lettaOptions, metricsOptions } from "../src/config/to-options.ts";
import { fileVariable, SETTINGS, type Setting } from "../src/config/settings.ts";

const GOOD = { TOWNSFOLK_TOKEN: "a-token-of-24-characters", LETTA_MODEL: "openai-compatible/llama3.1" };

const folder = mkdtempSync(join(tmpdir(), "townsfolk-config-"));
after(() => rmSync(folder, { recursive: true }));

function problemsOf(env: Record<string, string>): ReadonlyArray<string> {
	const reading = readConfig(env);
	return reading.kind === "invalid" ? reading.problems : [];
}

function configOf(env: Record<string, string>) {
	const reading = readConfig(env);
	assert.equal(reading.kind, "ok", reading.kind === "invalid" ? reading.problems.join("\n") : "");
	return reading.kind === "ok" ? reading.config : undefined;
}

describe("the configuration", () => {
	it("needs a token or a file with keys, and a model, and has a default for everything else", () => {
		assert.deepEqual(configOf(GOOD), {
			token: GOOD.TOWNSFOLK_TOKEN,
			keysFile: "",
			host: "127.0.0.1",
			port: 8787,
			usageFile: "",
			metricsPort: 0,
			metricsHost: "127.0.0.1",
			metricsToken: "",
			proxies: [],
			lettaUrls: [],
			lettaKey: "",
			appServerUrls: ["ws://127.0.0.1:4500"],
			appServerToken: "",
			allowsOpenServer: false,
			model: GOOD.LETTA_MODEL,
			lettaModel: "",
			modelSettings: { max_tokens: 160 },
			agentDataDirs: [],
			advertiseUrl: "",
			redisUrl: "",
			logLevel: "info",
			logErrorText: false,
			maxSessions: 100,
			sessionIdleSeconds: 90,
			shutdownSeconds: 10,
			turnTimeoutSeconds: 60,
		});
		assert.deepEqual(
			problemsOf({}).map((problem) => problem.split(" is not set")[0]),
			["LETTA_MODEL", "TOWNSFOLK_TOKEN, TOWNSFOLK_TOKEN_FILE or TOWNSFOLK_KEYS_FILE"],
		);
	});

	it("cannot be changed", () => {
		assert.ok(Object.isFrozen(configOf(GOOD)));
	});

	it("takes what is set", () => {
		const config = configOf({
			...GOOD,
			PORT: "0",
			HOST: "::1",
			LOG_LEVEL: "debug",
			LETTA_APP_SERVER_URL: "https://letta.example:8443/ws",
			LETTA_AGENT_DATA_DIRS: ["/a", "/b c"].join(delimiter),
			TOWNSFOLK_TURN_TIMEOUT_SECONDS: "120",
		});
		assert.equal(config!.port, 0);
		assert.deepEqual(config!.agentDataDirs, ["/a", "/b c"]);
		assert.equal(config!.turnTimeoutSeconds, 120);
	});

	it("reaches every option that it is for", () => {
		const config = configOf({
			...GOOD,
			TOWNSFOLK_KEYS_FILE: "/keys.json",
			TOWNSFOLK_USAGE_FILE: "/usage.json",
			TOWNSFOLK_METRICS_PORT: "9464",
			TOWNSFOLK_METRICS_HOST: "0.0.0.0",
			TOWNSFOLK_METRICS_TOKEN: "a-token-for-prometheus",
			TOWNSFOLK_TRUSTED_PROXIES: "127.0.0.1, 10.0.0.0/8",
			LETTA_APP_SERVER_URL: "wss://letta.example",
			LETTA_APP_SERVER_TOKEN: "a-token-of-the-app-server",
			LETTA_APP_SERVER_OPEN: "true",
			LETTA_AGENT_DATA_DIRS: "/a",
			LETTA_MODEL_SETTINGS: '{"max_tokens":600,"sampling_params":{"temperature":0.8,"stop":["\\n"]}}',
			LOG_ERROR_TEXT: "true",
			TOWNSFOLK_ADVERTISE_URL: "http://10.0.0.5:8787",
			TOWNSFOLK_MAX_SESSIONS: "7",
			TOWNSFOLK_SESSION_IDLE_SECONDS: "31",
			TOWNSFOLK_SHUTDOWN_SECONDS: "11",
			TOWNSFOLK_TURN_TIMEOUT_SECONDS: "61",
		})!;
		assert.deepEqual(appServerOptions(config)[0], {
			url: "wss://letta.example",
			model: GOOD.LETTA_MODEL,
			modelSettings: { max_tokens: 600, sampling_params: { temperature: 0.8, stop: ["\n"] } },
			token: "a-token-of-the-app-server",
			allowsOpenServer: true,
			agentDataDirs: ["/a"],
			logErrorText: true,
			limits: { turnTimeoutSeconds: 61 },
		});
		assert.deepEqual(config.proxies, ["127.0.0.1", "10.0.0.0/8"]);
		assert.deepEqual(metricsOptions(config), {
			host: "0.0.0.0",
			port: 9464,
			token: "a-token-for-prometheus",
		});
		const { proxies, ...others } = gatewayOptions(config);
		assert.equal(proxies?.includes("10.9.8.7"), true);
		assert.deepEqual(others, {
			token: GOOD.TOWNSFOLK_TOKEN,
			keysFile: "/keys.json",
			usageFile: "/usage.json",
			url: "http://10.0.0.5:8787",
			limits: { maxSessions: 7, sessionIdleSeconds: 31, shutdownSeconds: 11 },
		});
	});

	it("takes a file with keys in the place of the token", () => {
		const { LETTA_MODEL } = GOOD;
		const config = configOf({ LETTA_MODEL, TOWNSFOLK_KEYS_FILE: "/keys.json" })!;
		const { token, keysFile } = gatewayOptions(config);
		assert.deepEqual({ token, keysFile }, { token: undefined, keysFile: "/keys.json" });
	});

	it("shows the metrics to nobody by default, and to others than this machine only with a token", () => {
		assert.equal(metricsOptions(configOf(GOOD)!), undefined);
		const open = { ...GOOD, TOWNSFOLK_METRICS_PORT: "9464" };
		assert.deepEqual(metricsOptions(configOf(open)!), { host: "127.0.0.1", port: 9464, token: undefined });
		const [problem, ...rest] = problemsOf({ ...open, TOWNSFOLK_METRICS_HOST: "0.0.0.0" });
		assert.match(problem!, /TOWNSFOLK_METRICS_HOST .* needs TOWNSFOLK_METRICS_TOKEN/);
		assert.deepEqual(rest, []);
	});

	it("tells the other gateways an address of this one", () => {
		const shared = { ...GOOD, REDIS_URL: "redis://127.0.0.1:6379" };
		assert.equal(gatewayOptions(configOf(shared)!).url, undefined, "the address that it listens at");
		const [problem, ...rest] = problemsOf({ ...shared, HOST: "0.0.0.0" });
		assert.match(problem!, /set TOWNSFOLK_ADVERTISE_URL/);
		assert.deepEqual(rest, []);
		const named = { ...shared, HOST: "::", TOWNSFOLK_ADVERTISE_URL: "http://gateway-1:8787" };
		assert.equal(gatewayOptions(configOf(named)!).url, "http://gateway-1:8787");
	});

	it("gives the App Server no token if none is set", () => {
		assert.equal(appServerOptions(configOf(GOOD)!)[0]!.token, undefined);
	});

	it("takes an empty variable for one that is not set", () => {
		assert.deepEqual(configOf({ ...GOOD, PORT: "", LETTA_APP_SERVER_TOKEN: "" }), configOf(GOOD));
	});

	it("reads a secret from a file", () => {
		const file = join(folder, "token");
		writeFileSync(file, "a-token-out-of-a-file\n");
		const { LETTA_MODEL } = GOOD;
		assert.equal(configOf({ LETTA_MODEL, TOWNSFOLK_TOKEN_FILE: file })!.token, "a-token-out-of-a-file");
		assert.match(problemsOf({ ...GOOD, TOWNSFOLK_TOKEN_FILE: file })[0]!, /both set: keep one/);
		const missing = problemsOf({ LETTA_MODEL, TOWNSFOLK_TOKEN_FILE: join(folder, "none") })[0]!;
		assert.match(missing, /^TOWNSFOLK_TOKEN_FILE is ".*none", which cannot be read$/);
	});

	const wrong: ReadonlyArray<readonly [variable: string, value: string]> = [
		["PORT", "eighty"],
		["PORT", "65536"],
		["PORT", "-1"],
		["HOST", "all of them"],
		["LETTA_APP_SERVER_URL", "127.0.0.1:4500"],
		["LETTA_APP_SERVER_URL", "file:///etc/passwd"],
		["LETTA_MODEL", "llama3.1"],
		["LETTA_MODEL_SETTINGS", "160"],
		["LETTA_MODEL_SETTINGS", '{"max_tokens":5}'],
		["LETTA_MODEL_SETTINGS", '{"max_tokens":160,"sampling_params":"hot"}'],
		["LETTA_MODEL_SETTINGS", '{"max_tokens":160,"temperature":0.8}'],
		["LOG_LEVEL", "loud"],
		["TOWNSFOLK_TRUSTED_PROXIES", "nginx"],
		["TOWNSFOLK_KEYS_FILE", "keys.json"],
		["LOG_ERROR_TEXT", "yes"],
		["TOWNSFOLK_ADVERTISE_URL", "10.0.0.5:8787"],
		["TOWNSFOLK_SESSION_IDLE_SECONDS", "5"],
		["TOWNSFOLK_TURN_TIMEOUT_SECONDS", "1.5"],
	];
	for (const [variable, value] of wrong) {
		it(`names ${variable}, what was found and what is allowed, for ${value}`, () => {
			const problems = problemsOf({ ...GOOD, [variable]: value });
			assert.equal(problems.length, 1);
			assert.ok(problems[0]!.startsWith(`${variable} is "${value}"; allowed is `), problems[0]);
		});
	}

	it("does not repeat a secret that is wrong", () => {
		const [redis] = problemsOf({ ...GOOD, REDIS_URL: "http://:secret@redis" });
		assert.match(redis!, /^REDIS_URL has \d+ characters; allowed is an address such as redis:/);
		const [problem] = problemsOf({ ...GOOD, TOWNSFOLK_TOKEN: "too short" });
		assert.match(problem!, /^TOWNSFOLK_TOKEN has 9 characters; allowed is at least 16/);
		assert.doesNotMatch(problem!, /too short/);
	});

	it("may find the keys that npm start reads in its shell", () => {
		assert.deepEqual(
			problemsOf({ ...GOOD, TOWNSFOLK_LLM_KEY: "k", TOWNSFOLK_LETTA_KEY: "k", TOWNSFOLK_GATEWAY_TOKEN: "t" }),
			[],
		);
	});

	it("names variables that look like its own, and all problems at once", () => {
		const problems = problemsOf({ ...GOOD, TOWNSFOLK_TOEKN: "x", PORT: "x", LOG_LEVEL: "x" });
		assert.equal(problems.length, 3);
		assert.equal(problems[0], "TOWNSFOLK_TOEKN is not a variable of the gateway");
	});

	it("is described in the README, variable by variable and default by default", () => {
		const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
		for (const { variable, fallback, isSecret } of Object.values<Setting<unknown>>(SETTINGS)) {
			const row = readme.split("\n").find((line) => line.startsWith(`| \`${variable}\``));
			assert.ok(row, `${variable} has no row`);
			if (isSecret === true) assert.ok(row.includes(fileVariable(variable)), `${variable}: its file`);
			const isShown = fallback === undefined || fallback === "" || Array.isArray(fallback);
			const shown = typeof fallback === "object" ? JSON.stringify(fallback) : String(fallback);
			assert.ok(isShown || row.includes(`\`${shown}\``), `${variable}: its default, ${shown}`);
		}
	});
});

describe("Letta's REST API as the back end", () => {
	const LETTA = { ...GOOD, LETTA_BASE_URL: "https://api.letta.com/", LETTA_API_KEY: "sk-let-only-here" };

	it("is chosen by its address, and takes the model, the tokens and the time of a turn", () => {
		assert.deepEqual(lettaOptions(configOf(GOOD)!), []);
		assert.deepEqual(lettaOptions(configOf({ ...LETTA, TOWNSFOLK_TURN_TIMEOUT_SECONDS: "30" })!), [
			{
				baseUrl: "https://api.letta.com",
				apiKey: "sk-let-only-here",
				model: GOOD.LETTA_MODEL,
				modelSettings: { max_tokens: 160 },
				logErrorText: false,
				limits: { turnTimeoutSeconds: 30 },
			},
		]);
		assert.deepEqual(appServerOptions(configOf(LETTA)!), [], "there is no App Server");
	});

	it("has its key from a file, too", () => {
		const file = join(folder, "letta-key");
		writeFileSync(file, "sk-let-of-a-file\n");
		const rest = { ...GOOD, LETTA_BASE_URL: LETTA.LETTA_BASE_URL };
		assert.equal(configOf({ ...rest, LETTA_API_KEY_FILE: file })!.lettaKey, "sk-let-of-a-file");
	});

	for (const { name, env, problem } of [
		{
			name: "no key",
			env: { LETTA_API_KEY: "" },
			problem: /^LETTA_BASE_URL is set; it needs LETTA_API_KEY or/,
		},
		{
			name: "settings that it does not take",
			env: { LETTA_MODEL_SETTINGS: '{"max_tokens":99,"sampling_params":{}}' },
			problem: /^LETTA_MODEL_SETTINGS has sampling_params/,
		},
		{
			name: "an address of another kind",
			env: { LETTA_BASE_URL: "ws://a" },
			problem: /^LETTA_BASE_URL is "ws:/,
		},
		{
			name: "a key of two words",
			env: { LETTA_API_KEY: "a secret" },
			problem: /^LETTA_API_KEY has 8 characters/,
		},
	]) {
		it(`does not start with ${name}, and says which variable is wrong`, () => {
			const problems = problemsOf({ ...LETTA, ...env });
			assert.equal(problems.length, 1, problems.join("\n"));
			assert.match(problems[0]!, problem);
			assert.doesNotMatch(problems[0]!, /only-here|a secret/);
		});
	}

	it("may be several, and stand beside App Servers, with a model of its own", () => {
		const config = configOf({
			...LETTA,
			LETTA_BASE_URL: "https://a.example, https://b.example/letta",
			LETTA_APP_SERVER_URL: "ws://c:4500,ws://d:4500",
			LETTA_API_MODEL: "openai/other",
		})!;
		assert.deepEqual(
			[
				lettaOptions(config).map(({ baseUrl, model }) => [baseUrl, model]),
				appServerOptions(config).map(({ url, model }) => [url, model]),
			],
			[
				[
					["https://a.example", "openai/other"],
					["https://b.example/letta", "openai/other"],
				],
				[
					["ws://c:4500", GOOD.LETTA_MODEL],
					["ws://d:4500", GOOD.LETTA_MODEL],
				],
			],
		);
		assert.match(problemsOf({ ...LETTA, LETTA_BASE_URL: "https://a,https://a" })[0]!, /^LETTA_BASE_URL is/);
	});

	it("have one key for all, or one each", () => {
		const two = { ...LETTA, LETTA_BASE_URL: "https://a,https://b" };
		const keys = (env: Record<string, string>) => lettaOptions(configOf(env)!).map(({ apiKey }) => apiKey);
		assert.deepEqual(keys(two), ["sk-let-only-here", "sk-let-only-here"]);
		assert.deepEqual(keys({ ...two, LETTA_API_KEY: "sk-a,sk-b" }), ["sk-a", "sk-b"]);
		assert.deepEqual(problemsOf({ ...two, LETTA_API_KEY: "sk-a,sk-b,sk-c" }), [
			"LETTA_API_KEY has 3 parts, LETTA_BASE_URL has 2; allowed is one for all, or one for each",
		]);
	});
});
