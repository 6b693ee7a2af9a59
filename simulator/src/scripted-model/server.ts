import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import fastify from "fastify";
import {
	deltaChunk,
	sseEvent,
	stopChunk,
	toolCallChunks,
	usageOf,
	wholeCompletion,
	wordsOf,
} from "./completion.ts";
import type { CompletionHead, Usage } from "./completion.ts";
import { readTurn } from "./read-turn.ts";
import type { ChatCompletionBody, TurnReading } from "./read-turn.ts";
import { scriptedReply } from "./reply.ts";

/** The model's name on the wire and on screen. */
export const SCRIPTED_MODEL_ID = "scripted-townsfolk";

/** Requests kept for inspection: enough for any test, and few enough for an evening's play. */
const MAX_RECORDED_REQUESTS = 1000;

/** A long history with a long persona; fastify's default of 1 MiB would refuse it. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Makes the reply to a turn; may take its time. */
export type ReplyFunction = (turn: TurnReading, body: ChatCompletionBody) => string | Promise<string>;

export interface ScriptedModelOptions {
	/** How fast a streamed reply comes; 0, the default, sends it without pauses. */
	readonly wordsPerSecond?: number;
	/** 0, the default, takes a free one. */
	readonly port?: number;
	/** Told of each word of a streamed reply when it has been written out. */
	readonly onWritten?: (written: WrittenReply) => void;
}

/** How far a streamed reply has come. */
export interface WrittenReply {
	readonly turn: TurnReading;
	/** From its beginning. */
	readonly text: string;
	/** Nothing follows. */
	readonly isWhole: boolean;
}

/** A chat-completions request as it came. */
export interface RecordedRequest {
	/** Milliseconds since the epoch. */
	readonly receivedAt: number;
	readonly body: ChatCompletionBody;
	readonly turn: TurnReading;
}

export interface ScriptedModel {
	/** With the `/v1` that OpenAI clients expect: `http://127.0.0.1:<port>/v1`. */
	readonly baseUrl: string;
	readonly modelId: string;
	/** The newest last; the oldest are dropped after 1000. */
	readonly requests: ReadonlyArray<RecordedRequest>;
	/** The next `times` completions fail with this HTTP status. */
	readonly failNext: (status: number, times?: number) => void;
	/** The next completion is held back until the returned function is called. */
	readonly stallNext: () => () => void;
	/** The next streamed completion calls this tool, whether it was offered or not, instead of speaking. */
	readonly callToolNext: (name: string) => void;
	/** Replaces the script; undefined brings it back. */
	readonly replyWith: (reply: ReplyFunction | undefined) => void;
	/** Ends open streams and frees the port. */
	readonly close: () => Promise<void>;
}

/** What a test has told the model to do with its next completions. */
class Orders {
	private readonly failures: number[] = [];
	private readonly stalls: Promise<void>[] = [];
	readonly toolCalls: string[] = [];
	reply: ReplyFunction = scriptedReply;

	failNext(status: number, times: number): void {
		this.failures.push(...Array<number>(times).fill(status));
	}

	stallNext(): () => void {
		let release = () => {};
		this.stalls.push(new Promise((resolve) => (release = resolve)));
		return () => release();
	}

	/** Waits if the next completion is to be held back. Resolves to the status that it is to fail with, if any. */
	async next(): Promise<number | undefined> {
		await this.stalls.shift();
		return this.failures.shift();
	}
}

interface Reply {
	readonly turn: TurnReading;
	readonly text: string;
	readonly usage: Usage;
}

/** Streams a reply word by word. */
async function streamReply(
	raw: ServerResponse,
	head: CompletionHead,
	{ turn, text, usage }: Reply,
	{ wordsPerSecond = 0, onWritten }: ScriptedModelOptions,
): Promise<void> {
	raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
	const words = wordsOf(text);
	let written = "";
	for (const [index, word] of words.entries()) {
		if (raw.destroyed) return;
		raw.write(sseEvent(deltaChunk(head, word, index === 0)));
		written += word;
		onWritten?.({ turn, text: written, isWhole: index === words.length - 1 });
		if (wordsPerSecond > 0) await sleep(1000 / wordsPerSecond);
	}
	raw.end(sseEvent(stopChunk(head, usage)) + sseEvent("[DONE]"));
}

function streamToolCall(raw: ServerResponse, head: CompletionHead, name: string): void {
	raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
	raw.end([...toolCallChunks(head, name), "[DONE]"].map(sseEvent).join(""));
}

/** The server, which does not listen yet. */
function createServer(options: ScriptedModelOptions, orders: Orders, requests: RecordedRequest[]) {
	let completions = 0;
	const app = fastify({ forceCloseConnections: true, bodyLimit: MAX_BODY_BYTES });

	app.get("/v1/models", () => ({
		object: "list",
		data: [{ id: SCRIPTED_MODEL_ID, object: "model", created: 0, owned_by: "townsfolk" }],
	}));

	app.post("/v1/chat/completions", async (request, response) => {
		const body = request.body as ChatCompletionBody;
		const turn = readTurn(body);
		requests.push({ receivedAt: Date.now(), body, turn });
		if (requests.length > MAX_RECORDED_REQUESTS) requests.shift();

		const failure = await orders.next();
		if (failure !== undefined) {
			const message = `the scripted model was told to fail with ${failure}`;
			return response.code(failure).send({ error: { message, type: "scripted_failure" } });
		}

		const text = await orders.reply(turn, body);
		const usage = usageOf(JSON.stringify(body.messages ?? []).length, text.length);
		const head = {
			id: `chatcmpl-scripted-${++completions}`,
			model: SCRIPTED_MODEL_ID,
			created: Math.floor(Date.now() / 1000),
		};
		if (body.stream !== true) return wholeCompletion(head, text, usage);
		response.hijack();
		const tool = orders.toolCalls.shift();
		if (tool !== undefined) return streamToolCall(response.raw, head, tool);
		await streamReply(response.raw, head, { turn, text, usage }, options);
	});
	return app;
}

/** Starts the scripted model, an OpenAI-compatible server on loopback. Rejects when the port is taken. */
export async function startScriptedModel(options: ScriptedModelOptions = {}): Promise<ScriptedModel> {
	const requests: RecordedRequest[] = [];
	const orders = new Orders();
	const app = createServer(options, orders, requests);
	await app.listen({ host: "127.0.0.1", port: options.port ?? 0 });
	const address = app.server.address() as AddressInfo;
	return {
		baseUrl: `http://127.0.0.1:${address.port}/v1`,
		modelId: SCRIPTED_MODEL_ID,
		requests,
		failNext: (status, times = 1) => orders.failNext(status, times),
		stallNext: () => orders.stallNext(),
		callToolNext: (name) => void orders.toolCalls.push(name),
		replyWith: (reply) => (orders.reply = reply ?? scriptedReply),
		close: () => app.close(),
	};
}
