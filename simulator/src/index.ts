/** What `playtest` and the tests use of the simulator. */
export { SCENARIOS, type Scenario, type Spot } from "../scenarios/index.ts";
export type { DoubleEvent } from "./double/backend-double.ts";
export { matchOperation } from "./letta-cloud/operations.ts";
export { table } from "./report/markdown-table.ts";
export { createProgress, type Progress } from "./report/progress.ts";
export { createCrowd, type PlayerDeed } from "./run/crowd.ts";
export { runOperatorCommand } from "./run/operator-command.ts";
export { preparePlace, type Stage } from "./run/prepare-place.ts";
export { createRandom, type Random } from "./run/random.ts";
export { createRig, type Rig } from "./run/rig.ts";
export {
	SCRIPTED_MODEL_ID,
	startScriptedModel,
	type RecordedRequest,
	type ReplyFunction,
	type ScriptedModel,
	type ScriptedModelOptions,
	type WrittenReply,
} from "./scripted-model/server.ts";
