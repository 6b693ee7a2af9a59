/** A test bed for Roblox places: a server and its clients in one Luau VM, without Studio. */
export { createWorld } from "./world/create-world.ts";
export type { JoinOptions, LogEvent, World, WorldEvents, WorldOptions } from "./world/world.ts";
export type { PlayerHandle } from "./world/player-handle.ts";
export type { HttpEvent } from "./world/http-client.ts";
export { fetchTransport } from "./world/http-transport.ts";
export type { HttpTransport, WorldHttpRequest, WorldHttpResponse } from "./world/http-transport.ts";
export { socketTransport } from "./world/stream-client.ts";
export type { StreamConnection, StreamTransport } from "./world/stream-client.ts";
export type { StreamEventBody } from "./host/protocol.ts";
export type {
	DisplayEvent,
	FrameCosts,
	LabelCost,
	HttpUse,
	LabelEvent,
	LogLevel,
	PeerName,
	Position,
	SideCosts,
} from "./host/protocol.ts";
export { EngineFault } from "./host/engine-host.ts";
export { createSourceLocator, formatLocation, type SourceLocation } from "./world/source-locator.ts";
export { formatLog } from "./world/format-log.ts";
export { mount, sourcemap, type MountedProject } from "./rojo/mount.ts";
export { MountError } from "./rojo/mount-error.ts";
export type { SourcemapNode } from "./rojo/sourcemap.ts";
export { findInstance, setAttribute, type MountedInstance, type PropertyValue } from "./rojo/tree.ts";
export { runSpecs, type RunSpecsOptions } from "./specs/run-specs.ts";
export { disableScripts } from "./specs/disable-scripts.ts";
export { loadSchema } from "./schema/load.ts";
export { specScript, type SpecScriptOptions } from "./specs/spec-script.ts";
export { formatResults } from "./specs/print-results.ts";
export { addResults, NO_RESULTS, summarize } from "./specs/spec-results.ts";
export type { PeerResults, SpecFailure, SpecNode, SpecResults } from "./specs/spec-results.ts";
