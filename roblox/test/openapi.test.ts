import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { temporaryFolder } from "./support/programs.ts";
import { runLine } from "./support/terminal.ts";

const VERSION = "/cloud/v2/universes/{universe_id}/places/{place_id}/versions/{version_id}";
const TASK = `${VERSION}/luau-execution-sessions/{luau_execution_session_id}/tasks/{task_id}`;
const STATES = ["STATE_UNSPECIFIED", "QUEUED", "PROCESSING", "CANCELLED", "COMPLETE", "FAILED"];
const CODES = [
	"ERROR_CODE_UNSPECIFIED",
	"SCRIPT_ERROR",
	"DEADLINE_EXCEEDED",
	"OUTPUT_SIZE_LIMIT_EXCEEDED",
	"INTERNAL_ERROR",
];
const SCOPE = "universe.place.luau-execution-session";

const text = { type: "string" };
const json = (name: string) => ({
	content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
});
const list = (name: string) => ({ type: "array", items: { $ref: `#/components/schemas/${name}` } });
const limit = (maxInPeriod: number) => ({ perApiKeyOwner: { period: "MINUTE", maxInPeriod } });
const query = (...names: string[]) => names.map((name) => ({ name, in: "query", schema: text }));
const scopes = (...names: string[]) => names.map((name) => ({ name }));

/** What we use of Open Cloud, described in the form of the published description. */
const description = () => ({
	paths: {
		"/universes/v1/{universeId}/places/{placeId}/versions": {
			post: {
				parameters: query("versionType"),
				responses: { "200": { content: { "text/plain": { schema: text } } } },
				"x-roblox-scopes": scopes("universe-places:write"),
				"x-roblox-rate-limits": limit(30),
			},
		},
		[`${VERSION}/luau-execution-session-tasks`]: {
			post: {
				description: "Quotas: 5 calls per minute per API key owner",
				requestBody: json("LuauExecutionSessionTask"),
				responses: { "200": json("LuauExecutionSessionTask") },
				"x-roblox-scopes": scopes(`${SCOPE}:write`),
				"x-roblox-rate-limits": limit(40),
			},
		},
		[TASK]: {
			get: {
				responses: { "200": json("LuauExecutionSessionTask") },
				"x-roblox-scopes": scopes(`${SCOPE}:read`, `${SCOPE}:write`),
				"x-roblox-rate-limits": limit(200),
			},
		},
		[`${TASK}/logs`]: {
			get: {
				parameters: query("maxPageSize", "pageToken"),
				responses: { "200": json("ListLuauExecutionSessionTaskLogsResponse") },
				"x-roblox-scopes": scopes(`${SCOPE}:read`, `${SCOPE}:write`),
			},
		},
	},
	components: {
		schemas: {
			LuauExecutionSessionTask: {
				type: "object",
				properties: {
					path: text,
					createTime: text,
					script: text,
					timeout: text,
					state: { type: "string", enum: STATES },
					error: { $ref: "#/components/schemas/LuauExecutionSessionTask_Error" },
					output: { $ref: "#/components/schemas/LuauExecutionSessionTask_Output" },
				},
			},
			LuauExecutionSessionTask_Error: {
				type: "object",
				properties: { code: { type: "string", enum: CODES }, message: text },
			},
			LuauExecutionSessionTask_Output: {
				type: "object",
				properties: { results: { type: "array", items: {} } },
			},
			ListLuauExecutionSessionTaskLogsResponse: {
				type: "object",
				properties: {
					luauExecutionSessionTaskLogs: list("LuauExecutionSessionTaskLog"),
					nextPageToken: text,
				},
			},
			LuauExecutionSessionTaskLog: {
				type: "object",
				properties: { path: text, messages: { type: "array", items: text } },
			},
		},
	},
});

/** A description with one difference, and what is said of it. */
function openapiLine(t: TestContext, change: (text: string) => string) {
	const before = JSON.stringify(description());
	const file = path.join(temporaryFolder(t), "openapi.json");
	writeFileSync(file, change(before));
	return { changed: change(before) !== before, run: () => runLine(["openapi", file]) };
}

describe("npm run roblox -- openapi", () => {
	test("client and fake are as a description says", async (t) => {
		const { code, output } = await openapiLine(t, (same) => same).run();
		assert.equal(output, "4 operations and 16 exchanges with the fake are as the description says.");
		assert.equal(code, 0);
	});

	for (const [what, from, to, problem] of [
		[
			"another path",
			"/places/{placeId}/versions",
			"/places/{placeId}/uploads",
			/publish: post .* is not described/,
		],
		["another parameter", '"pageToken"', '"page_token"', /listLogs: there is no parameter pageToken/],
		[
			"another scope",
			'"universe-places:write"',
			'"places:write"',
			/publish: the scope is not universe-places:write/,
		],
		[
			"a lower limit in a field",
			'"maxInPeriod":30',
			'"maxInPeriod":10',
			/publish: 10 requests a minute are allowed, not 30/,
		],
		["a lower limit in the text", "5 calls", "2 calls", /createTask: 2 requests a minute are allowed, not 5/],
		["no such field of the body", '"timeout":', '"time_limit":', /createTask: the body has no timeout/],
		[
			"no such field of an answer",
			'"results":',
			'"values":',
			/LuauExecutionSessionTask_Output has no results/,
		],
		["a state more", '"QUEUED"', '"QUEUED","PAUSED"', /a task's state may be PAUSED, which we do not know/],
		["a code less", '"SCRIPT_ERROR",', "", /an error's code is never SCRIPT_ERROR/],
		[
			"a text that is a number",
			'"nextPageToken":{"type":"string"}',
			'"nextPageToken":{"type":"integer"}',
			/listLogs: nextPageToken is no integer: "2"/,
		],
		[
			"messages of another kind",
			'"items":{"type":"string"}',
			'"items":{"type":"object"}',
			/listLogs: luauExecutionSessionTaskLogs\[0\]\.messages\[0\] is no object/,
		],
		[
			"no field that the fake sends",
			'"createTime":',
			'"creation":',
			/createTask: createTime is not described/,
		],
	] as const) {
		test(`${what} is a difference`, async (t) => {
			const { changed, run } = openapiLine(t, (before) => before.replace(from, to));
			assert.ok(changed, `the description has no ${from}`);
			const { code, output } = await run();
			assert.match(output, problem);
			assert.equal(code, 1);
		});
	}

	test("says that a file is no description", async (t) => {
		const { code, output } = await openapiLine(t, () => "{}").run();
		assert.equal(code, 1);
		assert.match(output, /is no OpenAPI description: it has no paths or no components$/);
	});
});
