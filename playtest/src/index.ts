export { ensureAppServer } from "./app-server/fetch.ts";
export type { EnsureAppServerOptions } from "./app-server/fetch.ts";
export { APP_SERVER_RELEASE } from "./app-server/release.ts";
export { startAppServer } from "./app-server/process.ts";
export type { AppServer, AppServerExit, AppServerOptions } from "./app-server/process.ts";
export {
	type RecordedRequest,
	type ReplyFunction,
	SCRIPTED_MODEL_ID,
	type ScriptedModel,
	type ScriptedModelOptions,
	startScriptedModel,
	type WrittenReply,
} from "@townsfolk/simulator";
export { superviseAppServer } from "./app-server/supervisor.ts";
export type { SupervisorEvent } from "./app-server/supervisor.ts";
export { startTown } from "./local-town.ts";
export type { LocalTown, LocalTownOptions } from "./local-town.ts";
export type { Town } from "./town.ts";
export type { Mind, Block, TurnNote } from "./town/mind-monitor.ts";
export type { ShownLine } from "./town/shown-line.ts";
export type { Survey } from "./town/survey.ts";
export { SCENES } from "./scenes/index.ts";
export { faultOf, playScene } from "./scenes/play-scene.ts";
export type { Scene, SceneStep } from "./scenes/scene.ts";
export type { Reply, ReplyWatch, Stage, WalkOutcome } from "./scenes/stage.ts";
