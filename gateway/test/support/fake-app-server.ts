import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import type { MemoryBlock, NewAgent, RuntimeScope } from "../../src/backend/agents/agent-api.ts";
import type { AppServerApi } from "../../src/backend/app-server/agent-api.ts";
import type { ServerFrame } from "../../src/backend/app-server/frames.ts";
import type { Result } from "../../src/backend/agents/result.ts";
import { createFakeApi, type FakeApi } from "./fake-api.ts";

type Fields = Record<string, unknown>;

const labelOf = (path: unknown) => String(path).replace(/^system\/|\.md$/g, "");

async function reply<T>(result: Promise<Result<T>>, name?: string): Promise<Fields> {
	const { kind, ...rest } = await result;
	if (kind !== "ok") return { success: false, error: (rest as { message: string }).message };
	const { value } = rest as { value: T };
	return { success: true, ...(name === undefined ? {} : { [name]: value }) };
}

/** The App Server's requests, carried out by the fake of its typed form. */
function createHandlers(
	api: AppServerApi,
	models: ReadonlyArray<string>,
): Record<string, (frame: Fields) => Promise<Fields>> {
	/** As the real one keeps its list for five minutes, whatever is in it. */
	let listed: ReadonlyArray<{ readonly handle: string }> | undefined;
	return {
		app_server_info: async () => ({ success: true, letta_code_version: "0.0.0", protocol_version: 1 }),
		list_models: async ({ force }) => {
			if (force === true || listed === undefined) listed = models.map((handle) => ({ handle }));
			return { success: true, entries: listed };
		},
		agent_list: ({ query }) => {
			const { tags, limit } = query as { tags: string[]; limit: number };
			return reply(api.list(tags, limit), "agents");
		},
		agent_create: ({ body }) => {
			const { memory_blocks: blocks, ...agent } = body as NewAgent & { memory_blocks: MemoryBlock[] };
			return reply(api.create({ ...agent, blocks }), "agent");
		},
		agent_retrieve: ({ agent_id }) => reply(api.retrieve(String(agent_id)), "agent"),
		agent_delete: ({ agent_id }) => reply(api.remove(String(agent_id))),
		read_memory_file: ({ agent_id, path }) =>
			reply(api.readBlock(String(agent_id), labelOf(path)), "content"),
		write_memory_file: ({ agent_id, path, content }) => {
			const block = { label: labelOf(path), value: String(content), description: "" };
			return reply(api.writeBlock(String(agent_id), block));
		},
		conversation_recompile: ({ conversation_id, body }) =>
			reply(
				api.recompile({ ...(body as { agent_id: string }), conversation_id: String(conversation_id) }),
				"result",
			),
		runtime_start: ({ agent_id }) => reply(api.startRuntime(String(agent_id), "default"), "runtime"),
		input: async ({ runtime, payload }) => {
			const { kind, request_id } = payload as { kind: string; request_id: string };
			if (kind === "approval_response") {
				await api.denyTool({ scope: runtime as RuntimeScope, requestId: request_id });
				return { success: true, accepted: true };
			}
			const [message] = (payload as { messages: { client_message_id: string; content: string }[] }).messages;
			const { client_message_id, content } = message!;
			await api.sendMessage(runtime as RuntimeScope, client_message_id, content);
			return { success: true, accepted: true };
		},
		abort_message: ({ runtime }) => reply(api.abort(runtime as RuntimeScope)),
	};
}

/** The token that the fake asks for. */
export const APP_SERVER_TOKEN = "a-token-of-the-app-server";

export interface FakeAppServer {
	readonly url: string;
	readonly fake: FakeApi;
	/** The models that there are now. */
	readonly models: string[];
	/** The `Authorization` header of each connection that was let in. */
	readonly credentials: (string | undefined)[];
	/** Types of the requests, in order. */
	readonly requests: string[];
	/** Sends frames over the newest connection. */
	readonly send: (...frames: ServerFrame[]) => void;
	/** Requests of this type wait from now on, until the returned function is called. */
	readonly holdBack: (type: string) => () => void;
	/** Drops every connection; new ones are taken. */
	readonly cut: () => void;
	readonly close: () => Promise<void>;
}

/** An App Server with its agents in memory, behind a real WebSocket on loopback. `isOpen`: it asks nobody for a token. */
export async function startFakeAppServer({ isOpen = false } = {}): Promise<FakeAppServer> {
	const fake = createFakeApi();
	const models = ["openai-compatible/test"];
	const handlers = createHandlers(fake.api, models);
	const credentials: (string | undefined)[] = [];
	const requests: string[] = [];
	const held = new Map<string, Promise<void>>();
	const server = new WebSocketServer({
		host: "127.0.0.1",
		port: 0,
		verifyClient: ({ req }, decide) =>
			decide(isOpen || req.headers.authorization === `Bearer ${APP_SERVER_TOKEN}`, 401),
	});
	let newest: WebSocket | undefined;

	async function answer(socket: WebSocket, frame: Fields): Promise<void> {
		const type = String(frame.type);
		requests.push(type);
		await held.get(type);
		const fields = await handlers[type]!(frame);
		socket.send(JSON.stringify({ type: `${type}_response`, request_id: frame.request_id, ...fields }));
	}

	server.on("connection", (socket, request) => {
		newest = socket;
		credentials.push(request.headers.authorization);
		socket.on("message", (data) => void answer(socket, JSON.parse(String(data)) as Fields));
	});
	await once(server, "listening");

	function cut(): void {
		for (const socket of server.clients) socket.terminate();
	}

	return {
		url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
		fake,
		models,
		credentials,
		requests,
		send: (...frames) => frames.forEach((frame) => newest!.send(JSON.stringify(frame))),
		holdBack: (type) => {
			let release = () => {};
			held.set(type, new Promise((resolve) => (release = resolve)));
			return () => {
				held.delete(type);
				release();
			};
		},
		cut,
		close: async () => {
			cut();
			server.close();
			await once(server, "close");
		},
	};
}
