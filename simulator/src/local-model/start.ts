import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { createChatTokenizer } from "./chat-tokens.ts";
import { Generator } from "./generate.ts";
import { ensureRuntime } from "./install-runtime.ts";
import type { JinjaModule, LlamaContext, LlamaModel, LlamaModule, LlamaSequence } from "./llama.ts";
import { checkModelFile, modelNameOf } from "./model-file.ts";
import { serveModel, type LocalModelServer } from "./server.ts";

export interface LocalModelOptions {
	/** A `.gguf` file. */
	readonly file: string;
	/** Where the runtime is installed to, and found again. */
	readonly cacheDir: string;
	/** Agents whose prompts are kept: one each, and room for one more. */
	readonly agents?: number;
	/** Processor threads; default: all. */
	readonly threads?: number | undefined;
	readonly onProgress?: (message: string) => void;
}

export interface LocalModel extends LocalModelServer {
	readonly modelId: string;
}

/** Willowbrook's five, and the App Server's summaries. */
const DEFAULT_AGENTS = 6;

/** Tokens that one agent's conversation may have. With less, the App Server summarises it in nearly every turn. */
const CONTEXT_TOKENS = 8192;

/** Fewer kept prompts take less memory. */
async function openContext(
	{ InsufficientMemoryError }: LlamaModule,
	model: LlamaModel,
	{ file, agents = DEFAULT_AGENTS, threads = availableParallelism(), onProgress }: LocalModelOptions,
): Promise<{ context: LlamaContext; sequences: LlamaSequence[] }> {
	const contextSize = Math.min(CONTEXT_TOKENS, model.trainContextSize);
	for (let count = agents; count > 0; count = Math.floor(count / 2)) {
		try {
			const context = await model.createContext({ contextSize, sequences: count, threads });
			if (count < agents)
				onProgress?.(
					`memory is short: only ${count} of ${agents} NPCs' prompts are kept, others are read anew`,
				);
			return { context, sequences: Array.from({ length: count }, () => context.getSequence()) };
		} catch (error) {
			if (!(error instanceof InsufficientMemoryError)) throw error;
		}
	}
	throw new Error(
		`--llm-file ${file}: there is not enough memory for this model and a conversation. Take a smaller one.`,
	);
}

async function openModel(
	module: LlamaModule,
	{ file, threads, onProgress }: LocalModelOptions,
): Promise<LlamaModel> {
	try {
		const llama = await module.getLlama({
			build: "never",
			skipDownload: true,
			gpu: false,
			maxThreads: threads ?? availableParallelism(),
			logLevel: "error",
		});
		let told = -1;
		return await llama.loadModel({
			modelPath: resolve(file),
			onLoadProgress: (share) => {
				const tens = Math.floor(share * 10);
				if (tens > told) onProgress?.(`loading, ${tens * 10} %`);
				told = tens;
			},
		});
	} catch (error) {
		const reason = (error as Error).message;
		if (error instanceof module.NoBinaryFoundError)
			throw new Error(`--llm-file: llama.cpp's prebuilt binary does not run on this system: ${reason}`);
		if (error instanceof module.InsufficientMemoryError)
			throw new Error(`--llm-file ${file}: there is not enough memory for this model. Take a smaller one.`);
		throw new Error(`--llm-file ${file}: llama.cpp cannot load it: ${reason}`);
	}
}

/** Serves a model file on loopback, behind the interface of OpenAI. Throws with a message for the user. */
export async function startLocalModel(options: LocalModelOptions): Promise<LocalModel> {
	const { file, cacheDir, onProgress } = options;
	await checkModelFile(file);
	const runtime = await ensureRuntime({ cacheDir, ...(onProgress === undefined ? {} : { onProgress }) });
	const module = (await import(pathToFileURL(runtime.llama).href)) as LlamaModule;
	const jinja = (await import(pathToFileURL(runtime.jinja).href)) as JinjaModule;
	const model = await openModel(module, options);
	const { context, sequences } = await openContext(module, model, options);
	const generator = new Generator(model, sequences, createChatTokenizer(model, jinja), context.contextSize);
	const modelId = modelNameOf(file);
	const server = await serveModel(generator, modelId);
	return {
		...server,
		modelId,
		close: async () => {
			await server.close();
			await model.dispose();
		},
	};
}
