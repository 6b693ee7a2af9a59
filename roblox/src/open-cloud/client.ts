import { Failure } from "../failure.ts";
import type { LogPage, LuauTask } from "./contract.ts";
import type { Send } from "./send.ts";

export interface PlaceId {
	readonly universe: string;
	readonly place: string;
}

/** The part of Open Cloud that runs a script in a place. Every call may throw Failure. */
export interface OpenCloud {
	/** Publishes a binary place file and returns the number of its version. */
	readonly publish: (id: PlaceId, file: Uint8Array) => Promise<number>;
	readonly createTask: (
		id: PlaceId & { readonly version: number },
		script: string,
		timeoutSeconds: number,
	) => Promise<LuauTask>;
	readonly getTask: (path: string) => Promise<LuauTask>;
	/** The task's whole output, page by page. */
	readonly readLogs: (path: string) => Promise<string[]>;
}

const TASK_PATH = /^universes\/\d+\/places\/\d+(\/[\w-]+)+$/;
/** A server that pages for ever must not hold us. */
const MAX_PAGES = 100;

function parse<T>(text: string, isRight: (value: T) => boolean): T {
	let value: T | undefined;
	try {
		value = JSON.parse(text) as T;
	} catch {
		// Said below.
	}
	if (value !== undefined && value !== null && isRight(value)) return value;
	throw new Failure(`Open Cloud's answer is not what its description says: ${text.slice(0, 300)}`);
}

const parseTask = (text: string) =>
	parse<LuauTask>(text, ({ path, state }) => TASK_PATH.test(path) && typeof state === "string");

export function createOpenCloud(send: Send): OpenCloud {
	const readPage = (path: string, token: string | undefined) => {
		const query = token === undefined ? "" : `?pageToken=${encodeURIComponent(token)}`;
		return send({ operation: "listLogs", path: `/cloud/v2/${path}/logs${query}` });
	};
	return {
		publish: async ({ universe, place }, file) => {
			const text = await send({
				operation: "publish",
				path: `/universes/v1/${universe}/places/${place}/versions?versionType=Published`,
				contentType: "application/octet-stream",
				body: file,
			});
			const isVersion = (value: unknown) => Number.isInteger(value);
			return parse<{ versionNumber: number }>(text, (answer) => isVersion(answer.versionNumber))
				.versionNumber;
		},
		createTask: async ({ universe, place, version }, script, timeoutSeconds) => {
			const text = await send({
				operation: "createTask",
				path: `/cloud/v2/universes/${universe}/places/${place}/versions/${version}/luau-execution-session-tasks`,
				contentType: "application/json",
				body: JSON.stringify({ script, timeout: `${timeoutSeconds}s` }),
			});
			return parseTask(text);
		},
		getTask: async (path) => parseTask(await send({ operation: "getTask", path: `/cloud/v2/${path}` })),
		readLogs: async (path) => {
			const messages: string[] = [];
			let token: string | undefined;
			for (let page = 0; page < MAX_PAGES; page++) {
				const answer = parse<LogPage>(await readPage(path, token), (value) => typeof value === "object");
				for (const chunk of answer.luauExecutionSessionTaskLogs ?? [])
					messages.push(...(chunk.messages ?? []));
				token = answer.nextPageToken;
				if (token === undefined || token === "") break;
			}
			return messages;
		},
	};
}
