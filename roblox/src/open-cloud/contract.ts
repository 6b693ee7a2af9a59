/**
 * What we use of Roblox's Open Cloud, for the client and for its fake. `npm run roblox -- openapi` holds it against the
 * published description (creator-docs, reference/cloud/openapi.json).
 */

export const OPEN_CLOUD_URL = "https://apis.roblox.com";

export interface Operation {
	readonly method: "get" | "post";
	/** As in the description, so that both can be compared. */
	readonly path: string;
	readonly query: ReadonlyArray<string>;
	/** Where text and rate-limit field of the description differ, the lower number. */
	readonly perMinute: number;
	readonly scopes: ReadonlyArray<string>;
	/** The fields that we send. */
	readonly body: ReadonlyArray<string>;
}

const TASK_READER = "universe.place.luau-execution-session:read";
const TASK_WRITER = "universe.place.luau-execution-session:write";
const PLACE = "/cloud/v2/universes/{universe_id}/places/{place_id}/versions/{version_id}";
const TASK = `${PLACE}/luau-execution-sessions/{luau_execution_session_id}/tasks/{task_id}`;

export const OPERATIONS = {
	publish: {
		method: "post",
		path: "/universes/v1/{universeId}/places/{placeId}/versions",
		query: ["versionType"],
		perMinute: 30,
		scopes: ["universe-places:write"],
		body: [],
	},
	createTask: {
		method: "post",
		path: `${PLACE}/luau-execution-session-tasks`,
		query: [],
		perMinute: 5,
		scopes: [TASK_WRITER],
		body: ["script", "timeout"],
	},
	getTask: {
		method: "get",
		path: TASK,
		query: [],
		perMinute: 45,
		scopes: [TASK_READER, TASK_WRITER],
		body: [],
	},
	listLogs: {
		method: "get",
		path: `${TASK}/logs`,
		query: ["maxPageSize", "pageToken"],
		perMinute: 45,
		scopes: [TASK_READER, TASK_WRITER],
		body: [],
	},
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof OPERATIONS;

/** The key's permissions, as the Creator Dashboard lists them. */
export const KEY_SCOPES = ["universe-places:write", TASK_WRITER];

export const MAX_PLACE_BYTES = 10 * 1024 * 1024;
/** "Scripts can be up to 4 MB in size and run for up to 5 minutes." */
export const MAX_SCRIPT_BYTES = 4_000_000;
export const MAX_TASK_SECONDS = 300;
/** "A maximum of 450 KB of logs are retained." */
export const MAX_LOG_BYTES = 450_000;
export const MAX_LOGS_PER_PAGE = 10_000;
/** "At most ten incomplete tasks are allowed per place." */
export const MAX_INCOMPLETE_TASKS = 10;

export const TASK_STATES = [
	"STATE_UNSPECIFIED",
	"QUEUED",
	"PROCESSING",
	"CANCELLED",
	"COMPLETE",
	"FAILED",
] as const;
export type TaskState = (typeof TASK_STATES)[number];

export const TASK_ERRORS = [
	"ERROR_CODE_UNSPECIFIED",
	"SCRIPT_ERROR",
	"DEADLINE_EXCEEDED",
	"OUTPUT_SIZE_LIMIT_EXCEEDED",
	"INTERNAL_ERROR",
] as const;
export type TaskErrorCode = (typeof TASK_ERRORS)[number];

/** A script's run, as Open Cloud describes it; only what we read. */
export interface LuauTask {
	/** `universes/…/tasks/…`, below `/cloud/v2/`. */
	readonly path: string;
	readonly state: TaskState;
	readonly error?: { readonly code: TaskErrorCode; readonly message: string };
	readonly output?: { readonly results: ReadonlyArray<unknown> };
}

/** A page of a task's output. Each entry is a chunk of messages. */
export interface LogPage {
	readonly luauExecutionSessionTaskLogs?: ReadonlyArray<{ readonly messages?: ReadonlyArray<string> }>;
	/** Missing on the last page. */
	readonly nextPageToken?: string;
}

/** The fields that we read of each schema of the description. */
export const FIELDS_READ = {
	LuauExecutionSessionTask: ["path", "state", "error", "output"],
	LuauExecutionSessionTask_Error: ["code", "message"],
	LuauExecutionSessionTask_Output: ["results"],
	ListLuauExecutionSessionTaskLogsResponse: ["luauExecutionSessionTaskLogs", "nextPageToken"],
	LuauExecutionSessionTaskLog: ["messages"],
} as const;
