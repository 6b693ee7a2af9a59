import { join } from "node:path";
import { startLocalModel } from "../local-model/start.ts";
import { startScriptedModel } from "../scripted-model/server.ts";
import { type Endpoint, firstModel } from "./chat-client.ts";
import type { EvalModel } from "./options.ts";

const CACHE_DIR = join(import.meta.dirname, "../../../.townsfolk/cache");

export interface OpenModel {
	readonly endpoint: Endpoint;
	readonly close: () => Promise<void>;
}

/** Starts the chosen model, or finds it. Throws with a message for the user. */
export async function openModel(
	choice: EvalModel,
	onProgress: (message: string) => void,
): Promise<OpenModel> {
	if (choice.kind === "endpoint") {
		const { baseUrl, apiKey } = choice;
		const model = choice.model ?? (await firstModel(baseUrl, apiKey));
		return { endpoint: { baseUrl, apiKey, model }, close: () => Promise.resolve() };
	}
	if (choice.kind === "scripted") {
		const { baseUrl, modelId, close } = await startScriptedModel();
		return { endpoint: { baseUrl, model: modelId }, close };
	}
	const { file, threads } = choice;
	const { baseUrl, modelId, close } = await startLocalModel({
		file,
		cacheDir: CACHE_DIR,
		agents: 1,
		onProgress,
		threads,
	});
	return { endpoint: { baseUrl, model: modelId }, close };
}
