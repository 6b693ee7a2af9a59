import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
	MAX_LOGS_PER_PAGE,
	MAX_PLACE_BYTES,
	type OperationName,
	OPERATIONS,
} from "../../src/open-cloud/contract.ts";
import { RateLimit } from "./rate-limit.ts";
import { Refusal, refuse } from "./refusal.ts";
import { type Execute, TaskStore } from "./tasks.ts";

export interface FakeOpenCloudOptions {
	/** The one key that is right. */
	readonly key: string;
	readonly universe: string;
	readonly place: string;
	readonly execute: Execute;
	/** Seconds; limits go by it. */
	readonly now: () => number;
	readonly taskSeconds?: number;
	/** Messages in a chunk of a task's log; a page has one chunk. "The service might return fewer." */
	readonly messagesPerPage?: number;
	/** Answers to the next requests of an operation, before anything else happens. */
	readonly faults?: Partial<Record<OperationName, Fault[]>>;
}

export type Fault = { readonly status: number; readonly retryAfter?: string } | { readonly kind: "breaks" };

/** A request and its answer, for whoever checks the fake. */
export interface Exchange {
	readonly operation: OperationName;
	readonly status: number;
	/** JSON, or the file. */
	readonly request: string;
	readonly response: string;
}

export interface FakeOpenCloud {
	readonly url: string;
	readonly exchanges: ReadonlyArray<Exchange>;
	readonly close: () => Promise<void>;
}

interface Call {
	readonly operation: OperationName;
	/** Values of the path's parameters, in order. */
	readonly parameters: ReadonlyArray<string>;
	readonly query: URLSearchParams;
	readonly contentType: string;
	readonly body: Buffer;
}

const ROUTES = Object.entries(OPERATIONS).map(([name, { method, path, query }]) => ({
	name: name as OperationName,
	method: method.toUpperCase(),
	query: query as ReadonlyArray<string>,
	pattern: new RegExp(`^${path.replace(/\{\w+\}/g, "([^/]+)")}$`),
}));

function routeOf(request: IncomingMessage, body: Buffer): Call {
	const url = new URL(request.url ?? "", "http://fake");
	for (const { name, method, query, pattern } of ROUTES) {
		const match = method === request.method ? pattern.exec(url.pathname) : null;
		if (match === null) continue;
		const unknown = [...url.searchParams.keys()].find((key) => !query.includes(key));
		if (unknown !== undefined) throw refuse(400, "INVALID_ARGUMENT", `unknown parameter ${unknown}`);
		const contentType = request.headers["content-type"] ?? "";
		return { operation: name, parameters: match.slice(1), query: url.searchParams, contentType, body };
	}
	throw refuse(404, "NOT_FOUND", `no operation ${request.method} ${url.pathname}`);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

/** A fake of the part of Open Cloud that publishes places and runs scripts in them, as its description says. */
class Service {
	private readonly limits = new Map<OperationName, RateLimit>();
	private readonly tasks: TaskStore;
	private versions = 0;

	constructor(private readonly options: FakeOpenCloudOptions) {
		this.tasks = new TaskStore({ ...options, taskSeconds: options.taskSeconds ?? 5 });
	}

	/** The answer's body, and headers that say how much of the limit is left. */
	async answer(
		call: Call,
		key: string | undefined,
	): Promise<{ text: string; headers: Record<string, string> }> {
		if (key !== this.options.key) throw refuse(401, "UNAUTHENTICATED", "Invalid API Key");
		const limit = this.limits.get(call.operation) ?? new RateLimit(OPERATIONS[call.operation].perMinute);
		this.limits.set(call.operation, limit);
		const { isAllowed, headers } = limit.take(this.options.now());
		if (!isAllowed) throw new Refusal(429, "RESOURCE_EXHAUSTED", "Too many requests", headers);
		this.checkPlace(call.parameters);
		return { text: JSON.stringify(await this.carryOut(call)), headers: { ...headers } };
	}

	private checkPlace([universe, place]: ReadonlyArray<string>): void {
		if (universe !== this.options.universe)
			throw refuse(404, "NOT_FOUND", "Place or universe does not exist.");
		if (place !== this.options.place)
			throw refuse(409, "FAILED_PRECONDITION", "Place not part of the universe.");
	}

	private carryOut(call: Call): unknown {
		switch (call.operation) {
			case "publish":
				return this.publish(call);
			case "createTask":
				return this.createTask(call);
			case "getTask":
				return this.tasks.get(pathOf(call));
			case "listLogs":
				return this.listLogs(call);
		}
	}

	private publish({ query, contentType, body }: Call): unknown {
		if (!["Saved", "Published"].includes(query.get("versionType") ?? "Saved"))
			throw refuse(400, "INVALID_ARGUMENT", "versionType is Saved or Published");
		if (!["application/octet-stream", "application/xml"].includes(contentType))
			throw refuse(400, "INVALID_ARGUMENT", "the content is octet-stream or xml");
		if (body.length > MAX_PLACE_BYTES || !body.subarray(0, 7).equals(Buffer.from("<roblox")))
			throw refuse(400, "INVALID_ARGUMENT", "Invalid file content.");
		this.versions += 1;
		return { versionNumber: this.versions };
	}

	private createTask({ parameters: [universe, place, version], contentType, body }: Call): unknown {
		if (!(Number(version) >= 1 && Number(version) <= this.versions))
			throw refuse(404, "NOT_FOUND", `there is no version ${version}`);
		if (contentType !== "application/json") throw refuse(400, "INVALID_ARGUMENT", "the content is JSON");
		const parent = `universes/${universe}/places/${place}/versions/${version}`;
		return this.tasks.create(parent, JSON.parse(body.toString()) as Record<string, unknown>);
	}

	private async listLogs(call: Call): Promise<unknown> {
		const path = pathOf(call);
		const messages = await this.tasks.messages(path);
		const size = this.options.messagesPerPage ?? MAX_LOGS_PER_PAGE;
		const start = Number(call.query.get("pageToken") ?? 0);
		const chunk = { path: `${path}/logs/${start}`, messages: messages.slice(start, start + size) };
		const next = start + size;
		return {
			luauExecutionSessionTaskLogs: [chunk],
			...(next < messages.length && { nextPageToken: String(next) }),
		};
	}
}

function pathOf({ parameters: [universe, place, version, session, task] }: Call): string {
	return `universes/${universe}/places/${place}/versions/${version}/luau-execution-sessions/${session}/tasks/${task}`;
}

interface Answer {
	readonly status: number;
	readonly text: string;
	readonly headers: Readonly<Record<string, string>>;
}

function errorAnswer(error: unknown): Answer {
	const { status, code, message, headers } =
		error instanceof Refusal ? error : refuse(500, "INTERNAL", error instanceof Error ? error.message : "");
	return { status, text: JSON.stringify({ code, message }), headers };
}

/** Starts the fake on a free port of this machine. */
export async function startFakeOpenCloud(options: FakeOpenCloudOptions): Promise<FakeOpenCloud> {
	const service = new Service(options);
	const exchanges: Exchange[] = [];
	const handle = async (request: IncomingMessage, response: ServerResponse) => {
		const body = await readBody(request);
		let call: Call | undefined;
		let answer: Answer;
		try {
			call = routeOf(request, body);
			const fault = options.faults?.[call.operation]?.shift();
			if (fault !== undefined && "kind" in fault) return void request.socket.destroy();
			const retryAfter: Record<string, string> =
				fault?.retryAfter === undefined ? {} : { "retry-after": fault.retryAfter };
			if (fault !== undefined) throw new Refusal(fault.status, "FAULT", "a fault of the test's", retryAfter);
			answer = { status: 200, ...(await service.answer(call, request.headers["x-api-key"] as string)) };
		} catch (error) {
			answer = errorAnswer(error);
		}
		response
			.writeHead(answer.status, { "content-type": "application/json", ...answer.headers })
			.end(answer.text);
		if (call !== undefined)
			exchanges.push({
				operation: call.operation,
				status: answer.status,
				request: body.toString(),
				response: answer.text,
			});
	};
	const server = createServer((request, response) => void handle(request, response));
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		exchanges,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}
