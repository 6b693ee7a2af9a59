import type { Steps } from "../cli/steps.ts";
import type { LlmChoice } from "../cli/options.ts";
import type { Lifecycle } from "../lifecycle.ts";
import { type ScriptedModel, type ScriptedModelOptions, startScriptedModel } from "@townsfolk/simulator";
import { resolveModel } from "./llm-model.ts";
import type { LlmModel } from "./llm-model.ts";

export interface ModelPart {
	readonly llm: LlmModel;
	/** Undefined when the user chose another model. */
	readonly scripted: ScriptedModel | undefined;
}

export interface ModelPartOptions {
	readonly llm: LlmChoice | undefined;
	readonly scripted: ScriptedModelOptions | undefined;
	readonly steps: Steps;
	readonly lifecycle: Lifecycle;
}

/** The model that was chosen, or the scripted one, started. */
export async function startModelPart({
	llm,
	scripted,
	steps,
	lifecycle,
}: ModelPartOptions): Promise<ModelPart> {
	if (llm !== undefined) {
		const describe = ({ modelId }: LlmModel) => `${modelId} at ${llm.baseUrl}`;
		return { llm: await steps.run("model", () => resolveModel(llm), describe), scripted: undefined };
	}
	const model = await steps.run(
		"scripted model",
		() => startScriptedModel(scripted),
		({ modelId, baseUrl }) => `${modelId} at ${baseUrl}`,
	);
	lifecycle.add("scripted model", model.close);
	return { llm: { baseUrl: model.baseUrl, apiKey: undefined, modelId: model.modelId }, scripted: model };
}
