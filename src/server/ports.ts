import type { Entity, EntityId, Point } from "shared/core/entity";
import type { Zone } from "shared/core/locations";
import type { AgentSpec, FailureKind } from "shared/protocol/gateway-frames";

/** What the server's rules and services need from outside; `src/server/roblox` and `src/server/letta` provide it. */

export interface Clock {
	/** Monotonic seconds. */
	readonly now: () => number;
	/** The wall clock as ISO-8601 UTC, seconds precision: `2026-01-31T12:00:00Z`. */
	readonly isoNow: () => string;
	/** Runs `callback` every `seconds` until the returned function is called. */
	readonly every: (seconds: number, callback: () => void) => () => void;
	readonly after: (seconds: number, callback: () => void) => () => void;
}

export interface Random {
	/** Uniform in [0, 1). */
	readonly next: () => number;
	readonly guid: () => string;
}

/** An NPC as the designer defined it under ServerStorage. */
export interface NpcDefinition {
	readonly npcId: string;
	readonly displayName: string;
	readonly persona: string;
	readonly appearance: string;
	/** The name of the location where it lives. */
	readonly home: string;
	/** Said, at most once a minute, when its mind cannot be reached. */
	readonly fallbackLines: ReadonlyArray<string>;
}

/** An NPC's body in the world. */
export interface NpcBody {
	readonly npcId: string;
	readonly position: () => Point;
	readonly healthPercent: () => number;
	readonly destroy: () => void;
}

export interface WorldView {
	/** Every NPC and player with a body, now. */
	readonly sample: () => ReadonlyArray<Entity>;
	readonly zones: () => ReadonlyArray<Zone>;
	/** A player left the server: immediate, ahead of the next sample. */
	readonly onGone: (callback: (id: EntityId) => void) => () => void;
}

export type AgentState =
	| { readonly kind: "ready"; readonly agentId: string; readonly model: string }
	/** The back end is away or the agent could not be made; the port goes on trying unless `final`. */
	| {
			readonly kind: "failed";
			readonly reason: FailureKind;
			readonly message: string;
			readonly final: boolean;
	  };

export interface Turn {
	/** Unique on this server. */
	readonly turnId: string;
	readonly content: string;
}

export type TurnEvent =
	| { readonly kind: "sentence"; readonly index: number; readonly text: string }
	| { readonly kind: "action"; readonly callId: string; readonly name: string; readonly args: string }
	| { readonly kind: "done" }
	| { readonly kind: "failed"; readonly reason: FailureKind; readonly message: string };

/** The way to Letta. No call yields. */
export interface LettaPort {
	readonly start: () => void;
	/** Makes or finds the agent and verifies it; `onState` is called for every change from then on. */
	readonly ensureAgent: (spec: AgentSpec, onState: (state: AgentState) => void) => void;
	/** Latest wins; `onStored` is called when the back end has accepted this revision. */
	readonly setBlock: (block: BlockWrite, onStored: (rev: number) => void) => void;
	/** `onEvent` ends with exactly one `done` or `failed`. A turn is never sent twice. */
	readonly sendTurn: (npcId: string, turn: Turn, onEvent: (event: TurnEvent) => void) => void;
	readonly actionResult: (npcId: string, callId: string, ok: boolean, result: string) => void;
	readonly release: (npcId: string, forget: boolean) => void;
	/** Sends what is pending and closes; yields, for `BindToClose`. */
	readonly close: (timeoutSeconds: number) => void;
}

export interface BlockWrite {
	readonly npcId: string;
	readonly label: string;
	readonly value: string;
	readonly rev: number;
}

export type HttpResult =
	| {
			readonly kind: "ok";
			readonly status: number;
			readonly body: string;
			readonly headers: ReadonlyMap<string, string>;
	  }
	| {
			readonly kind: "http";
			readonly status: number;
			readonly body: string;
			readonly retryAfterSeconds?: number;
	  }
	| { readonly kind: "network"; readonly message: string };

export interface HttpPort {
	/** Yields. Paths are below the configured base URL; the secret is added by the adapter. */
	readonly request: (
		method: "GET" | "POST" | "DELETE",
		path: string,
		body: string | undefined,
		timeoutSeconds: number,
	) => HttpResult;
}

/** A line a player typed, as it reached the server; raw text. */
export interface PlayerLine {
	readonly messageId: string;
	readonly userId: number;
	readonly displayName: string;
	readonly text: string;
}

export interface Log {
	readonly debug: (message: string, context?: LogContext) => void;
	readonly info: (message: string, context?: LogContext) => void;
	readonly warn: (message: string, context?: LogContext) => void;
	readonly error: (message: string, context?: LogContext) => void;
}

export type LogContext = Readonly<Record<string, string | number | boolean>>;
