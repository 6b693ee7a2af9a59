/** An OpenAI-compatible endpoint, as far as an evaluation asks it. */
export interface Endpoint {
	/** With its `/v1`. */
	readonly baseUrl: string;
	readonly apiKey?: string | undefined;
	readonly model: string;
}

export interface ChatMessage {
	readonly role: "system" | "user" | "assistant";
	readonly content: string;
}

export interface ChatReply {
	readonly text: string;
	readonly promptTokens: number;
	readonly completionTokens: number;
	readonly firstTextSeconds: number;
	readonly seconds: number;
}

interface Chunk {
	readonly choices?: ReadonlyArray<{ readonly delta?: { readonly content?: string | null } }>;
	readonly usage?: { readonly prompt_tokens?: number; readonly completion_tokens?: number } | null;
	readonly error?: { readonly message?: string };
}

/** A reply that is longer says too much anyway. */
const MAX_TOKENS = 160;
const TEMPERATURE = 0.7;

function headersOf({ apiKey }: Endpoint): Record<string, string> {
	return {
		"content-type": "application/json",
		...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
	};
}

async function* chunksOf(response: Response): AsyncGenerator<Chunk> {
	let rest = "";
	for await (const bytes of response.body!.pipeThrough(new TextDecoderStream())) {
		const lines = (rest + bytes).split("\n");
		rest = lines.pop()!;
		for (const line of lines) {
			const data = /^data: (.*)$/.exec(line.trim())?.[1];
			if (data !== undefined && data !== "[DONE]") yield JSON.parse(data) as Chunk;
		}
	}
}

/** The first model that the endpoint lists. Throws with a message for the user. */
export async function firstModel(baseUrl: string, apiKey: string | undefined): Promise<string> {
	const response = await fetch(`${baseUrl}/models`, { headers: headersOf({ baseUrl, apiKey, model: "" }) });
	const list = (await response.json()) as { data?: ReadonlyArray<{ id: string }> };
	const id = list.data?.[0]?.id;
	if (id === undefined) throw new Error(`--llm-url: ${baseUrl} lists no model`);
	return id;
}

/** Asks for one reply, streamed. Throws with a message for the user. */
export async function askModel(
	endpoint: Endpoint,
	messages: ReadonlyArray<ChatMessage>,
	seed: number,
): Promise<ChatReply> {
	const startedAt = performance.now();
	const elapsed = () => (performance.now() - startedAt) / 1000;
	const response = await fetch(`${endpoint.baseUrl}/chat/completions`, {
		method: "POST",
		headers: headersOf(endpoint),
		body: JSON.stringify({
			model: endpoint.model,
			messages,
			seed,
			temperature: TEMPERATURE,
			max_tokens: MAX_TOKENS,
			stream: true,
			stream_options: { include_usage: true },
		}),
	});
	if (!response.ok)
		throw new Error(
			`${endpoint.baseUrl} answers ${response.status}: ${(await response.text()).slice(0, 200)}`,
		);
	let text = "";
	let firstTextSeconds = 0;
	let usage: Chunk["usage"];
	for await (const chunk of chunksOf(response)) {
		if (chunk.error !== undefined) throw new Error(`${endpoint.model}: ${chunk.error.message ?? "failed"}`);
		const piece = chunk.choices?.[0]?.delta?.content ?? "";
		if (text === "" && piece !== "") firstTextSeconds = elapsed();
		text += piece;
		usage = chunk.usage ?? usage;
	}
	return {
		text,
		promptTokens: usage?.prompt_tokens ?? 0,
		completionTokens: usage?.completion_tokens ?? 0,
		firstTextSeconds,
		seconds: elapsed(),
	};
}
