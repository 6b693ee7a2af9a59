/**
 * The simulator's door: all that `playtest`, the benchmarks and the scenes of talk use of it. Tests find more in
 * `testing.ts`.
 */
export { SCENARIOS, type Scenario, type Spot } from "../scenarios/index.ts";
export type { DoubleEvent } from "./double/double-event.ts";
export { matchOperation } from "./letta-cloud/operations.ts";
export { npmCommand } from "./local-model/npm-command.ts";
export { startLocalModel } from "./local-model/start.ts";
export { createRandom, type Random } from "./repeatable/random.ts";
export { table } from "./report/markdown-table.ts";
export { createProgress, type Progress } from "./report/progress.ts";
export { percentile } from "./report/summary.ts";
export { createCrowd, type PlayerDeed } from "./run/crowd.ts";
export { luauString, runOperatorCommand } from "./run/operator-command.ts";
export { preparePlace, type Spots } from "./run/prepare-place.ts";
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
