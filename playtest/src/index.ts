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
export { startGatewayPlaytest } from "./gateway-playtest.ts";
export { startPlaytest } from "./local-playtest.ts";
export type { LocalPlaytest, LocalPlaytestOptions } from "./local-playtest.ts";
export type { Playtest } from "./playtest.ts";
export type { ShownLine } from "./player/shown-line.ts";
export type { Survey } from "./player/survey.ts";
export { SCENES } from "./scenes/index.ts";
export { faultOf, playScene } from "./scenes/play-scene.ts";
export type { Scene, SceneStep } from "./scenes/scene.ts";
export type { Reply, ReplyWatch, Stage, WalkOutcome } from "./scenes/stage.ts";
