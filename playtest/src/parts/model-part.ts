import type { Steps } from "../cli/steps.ts";
import type { LlmChoice } from "../cli/options.ts";
import type { Lifecycle } from "../lifecycle.ts";
import {
	type ScriptedModel,
	type ScriptedModelOptions,
	startLocalModel,
	startScriptedModel,
} from "@townsfolk/simulator";
import { resolveModel } from "./llm-model.ts";
import type { LlmModel } from "./llm-model.ts";

export interface ModelPart {
	readonly llm: LlmModel;
	/** Undefined when the user chose another model. */
	readonly scripted: ScriptedModel | undefined;
}

export interface ModelPartOptions {
	readonly llm: LlmChoice | undefined;
	/** A model file. Not beside `llm`. */
	readonly file: string | undefined;
	/** Processor threads for it. */
	readonly threads: number | undefined;
	/** Where what runs a model file is installed. */
	readonly cacheDir: string;
	readonly scripted: ScriptedModelOptions | undefined;
	readonly steps: Steps;
	readonly lifecycle: Lifecycle;
}

interface Served {
	readonly baseUrl: string;
	readonly modelId: string;
	readonly close: () => Promise<void>;
}

const describe = ({ modelId, baseUrl }: Pick<Served, "modelId" | "baseUrl">) => `${modelId} at ${baseUrl}`;

const ours = ({ baseUrl, modelId }: Served): LlmModel => ({ baseUrl, apiKey: undefined, modelId });

/** The model that was chosen, or the scripted one, started. */
export async function startModelPart(options: ModelPartOptions): Promise<ModelPart> {
	const { llm, file, threads, cacheDir, steps, lifecycle } = options;
	if (llm !== undefined)
		return { llm: await steps.run("model", () => resolveModel(llm), describe), scripted: undefined };
	if (file !== undefined) {
		const model = await steps.run(
			"model file",
			(onProgress) => startLocalModel({ file, cacheDir, threads, onProgress }),
			describe,
		);
		lifecycle.add("model file", model.close);
		return { llm: ours(model), scripted: undefined };
	}
	const scripted = await steps.run("scripted model", () => startScriptedModel(options.scripted), describe);
	lifecycle.add("scripted model", scripted.close);
	return { llm: ours(scripted), scripted };
}
