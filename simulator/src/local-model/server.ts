import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import fastify from "fastify";
import { deltaChunk, sseEvent, stopChunk, wholeCompletion } from "../scripted-model/completion.ts";
import type { CompletionHead } from "../scripted-model/completion.ts";
import type { ChatMessage } from "./chat-tokens.ts";
import type { Generated, GenerateOptions, Generator } from "./generate.ts";

/** An OpenAI-compatible server on loopback. */
export interface LocalModelServer {
	/** With its `/v1`. */
	readonly baseUrl: string;
	readonly close: () => Promise<void>;
}

interface MessageBody {
	readonly role: string;
	readonly content?: string | ReadonlyArray<{ readonly text?: string }> | null;
}

/** The part of a chat-completions body that is read. */
interface CompletionBody {
	readonly stream?: boolean;
	readonly messages?: ReadonlyArray<MessageBody>;
	readonly temperature?: number;
	readonly top_p?: number;
	readonly seed?: number;
	readonly max_tokens?: number;
	readonly max_completion_tokens?: number;
	readonly stop?: string | ReadonlyArray<string>;
}

/** An NPC says a few sentences. A small model that finds no end must not keep the others waiting. */
const MAX_REPLY_TOKENS = 160;

/** For those who name none. Small models repeat themselves when they always take the likeliest word. */
const DEFAULT_TEMPERATURE = 0.7;
const DEFAULT_TOP_P = 0.9;
const DEFAULT_TOP_K = 40;
const DEFAULT_MIN_P = 0.05;

const MAX_BODY_BYTES = 16 * 1024 * 1024;

function textOf({ content }: MessageBody): string {
	if (typeof content === "string") return content;
	return (content ?? []).map(({ text }) => text ?? "").join("\n");
}

function optionsOf(body: CompletionBody, signal: AbortSignal): GenerateOptions {
	const { stop = [], seed } = body;
	const asked = body.max_completion_tokens ?? body.max_tokens ?? MAX_REPLY_TOKENS;
	return {
		temperature: body.temperature ?? DEFAULT_TEMPERATURE,
		topP: body.top_p ?? DEFAULT_TOP_P,
		topK: DEFAULT_TOP_K,
		minP: DEFAULT_MIN_P,
		...(seed === undefined ? {} : { seed }),
		maxTokens: Math.max(1, Math.min(asked, MAX_REPLY_TOKENS)),
		stop: typeof stop === "string" ? [stop] : stop,
		signal,
	};
}

function usageOf({ promptTokens, cachedTokens, completionTokens }: Generated) {
	return {
		prompt_tokens: promptTokens,
		completion_tokens: completionTokens,
		total_tokens: promptTokens + completionTokens,
		prompt_tokens_details: { cached_tokens: cachedTokens },
	};
}

interface Completion {
	readonly head: CompletionHead;
	readonly messages: ReadonlyArray<ChatMessage>;
	readonly options: GenerateOptions;
}

async function stream(
	generator: Generator,
	raw: ServerResponse,
	{ head, messages, options }: Completion,
): Promise<void> {
	raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
	let isFirst = true;
	try {
		const generated = await generator.generate(messages, options, (text) => {
			raw.write(sseEvent(deltaChunk(head, text, isFirst)));
			isFirst = false;
		});
		raw.end(sseEvent(stopChunk(head, usageOf(generated), generated.finish)) + sseEvent("[DONE]"));
	} catch (error) {
		raw.end(sseEvent({ error: { message: (error as Error).message, type: "local_model_failure" } }));
	}
}

/** Serves a model. Rejects when the port is taken. */
export async function serveModel(generator: Generator, modelId: string, port = 0): Promise<LocalModelServer> {
	const app = fastify({ forceCloseConnections: true, bodyLimit: MAX_BODY_BYTES });
	const closing = new AbortController();
	let completions = 0;
	app.get("/v1/models", () => ({
		object: "list",
		data: [{ id: modelId, object: "model", created: 0, owned_by: "file" }],
	}));
	app.post("/v1/chat/completions", async (request, response) => {
		const body = request.body as CompletionBody;
		const left = new AbortController();
		response.raw.once("close", () => left.abort());
		const completion = {
			head: { id: `chatcmpl-file-${++completions}`, model: modelId, created: Math.floor(Date.now() / 1000) },
			messages: (body.messages ?? []).map((message) => ({ role: message.role, content: textOf(message) })),
			options: optionsOf(body, AbortSignal.any([left.signal, closing.signal])),
		};
		if (body.stream === true) {
			response.hijack();
			return stream(generator, response.raw, completion);
		}
		let text = "";
		const generated = await generator.generate(
			completion.messages,
			completion.options,
			(piece) => (text += piece),
		);
		return wholeCompletion(completion.head, text, usageOf(generated), generated.finish);
	});
	await app.listen({ host: "127.0.0.1", port });
	const address = app.server.address() as AddressInfo;
	return {
		baseUrl: `http://127.0.0.1:${address.port}/v1`,
		close: async () => {
			closing.abort();
			await app.close();
		},
	};
}
