import type { Routine } from "server/rules/behaviour/behaviour";
import type { Entity, EntityId, Point } from "server/rules/space/entity";
import type { Zone } from "server/rules/space/locations";
import type { Colour } from "server/rules/status/colour-name";
import type { Example } from "server/rules/talk/character";
import type { SchedulerStats } from "server/net/request-stats";
import type { Unsent } from "server/net/unsent";
import type { Emote } from "shared/animation/animation-ids";
import type { NpcChatMessage } from "shared/npc-chat-message";

/**
 * What the server's rules and services need from outside; `src/server/roblox` and `src/server/letta` provide it.
 * No call of a port yields: what takes time answers through a callback, called exactly once unless it says otherwise.
 */

export interface Clock {
	/** Monotonic seconds. */
	readonly now: () => number;
	/** The wall clock as ISO-8601 UTC, seconds precision: `2026-01-31T12:00:00Z`. */
	readonly isoNow: () => string;
	/** Runs `callback` every `seconds` until the returned function is called. */
	readonly every: (seconds: number, callback: () => void) => () => void;
	/** Runs `callback` once after `seconds`, unless the returned function is called before. */
	readonly after: (seconds: number, callback: () => void) => () => void;
}

/** Marks what the server's time goes to. Spans nest; a span must end in the same thread, before that yields. */
export interface Profiler {
	/** A span of the room's begins. */
	readonly begin: (room: string) => void;
	/** The span that began last ends. */
	readonly end: () => void;
}

export interface Random {
	/** Uniform in [0, 1). */
	readonly next: () => number;
	readonly guid: () => string;
}

/** What an NPC wears from the catalogue, by where it wears it. */
export interface WornAccessory {
	/** An item of `Enum.AccessoryType`. */
	readonly place: string;
	readonly assetId: number;
}

/** What an NPC's body looks like. Ids are of assets; 0 is none. Colours that are not set are our choice. */
export interface NpcLook {
	readonly skin?: Colour;
	/** Of hair made of plain parts, which an NPC without `hairId` gets. */
	readonly hair?: Colour;
	readonly shirt?: Colour;
	readonly trousers?: Colour;
	readonly hairId: number;
	readonly faceId: number;
	readonly shirtId: number;
	readonly trousersId: number;
	readonly accessories: ReadonlyArray<WornAccessory>;
	/** 1 is the ordinary size; the last two go from 0 to 1. */
	readonly scales: Readonly<Record<BodyScale, number>>;
	/** The name of a model under `ServerStorage.NpcBodies` that it has instead of all this. */
	readonly body?: string;
}

export type BodyScale = "height" | "width" | "depth" | "head" | "bodyType" | "proportion";

/** An NPC as the creator defined it under ServerStorage. */
export interface NpcDefinition {
	readonly npcId: string;
	readonly displayName: string;
	readonly persona: string;
	/** How it talks. */
	readonly examples: ReadonlyArray<Example>;
	readonly appearance: string;
	/** The name of the location where it lives. */
	readonly home: string;
	/** Said when its mind cannot be reached, or has nothing that can be said. Plain lines of ours if there are none. */
	readonly fallbackLines: ReadonlyArray<string>;
	/** 0 (speaks when spoken to by name) to 1. */
	readonly talkativeness: number;
	/** What it does when nobody asks anything of it. */
	readonly routine: Routine;
	readonly look: NpcLook;
}

/** An NPC's body in the world. */
export interface NpcBody {
	readonly npcId: string;
	readonly position: () => Point;
	readonly healthPercent: () => number;
	/** Called once if the body dies or vanishes before `destroy`; `cause` says how, and where its spawn is. */
	readonly onLost: (callback: (cause: string) => void) => void;
	/** Can be called twice. */
	readonly destroy: () => void;
}

export type BodyResult =
	{ readonly kind: "ok"; readonly body: NpcBody } | { readonly kind: "failed"; readonly message: string };

export interface NpcBodies {
	/** Makes the body at the NPC's spawn. */
	readonly create: (definition: NpcDefinition, onResult: (result: BodyResult) => void) => void;
}

/** How NPCs move. Nothing happens for an NPC without a body. */
export interface NpcMotions {
	/**
	 * Walks there along a path. `onEnd` is called once, with whether it got there; never if `stop` or another walk
	 * comes before, or the body is lost.
	 */
	readonly walk: (npcId: string, to: Point, onEnd: (reached: boolean) => void) => void;
	/** Ends its walk, if there is one. */
	readonly stop: (npcId: string) => void;
	/** Turns a standing NPC towards a point, in a while. */
	readonly face: (npcId: string, toward: Point) => void;
	/** Puts an NPC down somewhere at once, with a look at another point. `at` is where its middle goes. */
	readonly setDown: (npcId: string, at: Point, outlook?: Point) => void;
}

/** What NPCs do with their bodies besides moving. */
export interface NpcGestures {
	/** Returns false for an NPC without a body. */
	readonly emote: (npcId: string, emote: Emote) => boolean;
}

export interface WorldView {
	/** NPCs with a living body. The same array until others have one. */
	readonly npcs: () => ReadonlyArray<EntityId>;
	/** Players on this server, with a body or without. */
	readonly players: () => ReadonlyArray<EntityId>;
	/**
	 * Looks at an NPC or a player; undefined without a living body. Returns `before`, what the last look gave, while nothing
	 * has changed that anybody would see.
	 */
	readonly look: (id: EntityId, before?: Entity) => Entity | undefined;
	/** The same array until one of them has changed. */
	readonly zones: () => ReadonlyArray<Zone>;
	/** True while the player is on this server, with a body or without. */
	readonly hasPlayer: (userId: number) => boolean;
	/** A player left the server: immediate, ahead of the next sample. */
	readonly onGone: (callback: (id: EntityId) => void) => () => void;
}

/** `session`: nothing an NPC learns outlives the game server. `persistent`: it remembers across servers. */
export type MemoryMode = "session" | "persistent";

/** What an NPC's agent is made from. `persona` and `blocks` are secret from clients. */
export interface AgentSpec {
	readonly npcId: string;
	readonly displayName: string;
	readonly persona: string;
	/** First values of the other blocks, by label (`status`, `group_members`). */
	readonly blocks: Readonly<Record<string, string>>;
}

/** Why a turn or an agent failed. For the log and the server's decisions; players never see it. */
export type FailureKind =
	"backendUnavailable" | "model" | "timeout" | "busy" | "rejected" | "unknownAgent" | "internal";

/** Why there is no agent. `agentLimit`: Letta's plan has no room for another. */
export type AgentFailureKind = FailureKind | "agentLimit";

/** What a turn cost, as the model's provider counts it. */
export interface TokenUsage {
	readonly promptTokens: number;
	readonly completionTokens: number;
}

export type AgentState =
	| {
			readonly kind: "ready";
			readonly agentId: string;
			readonly model: string;
			/** It was only out of reach and still knows everything. Otherwise it has to be told everything again. */
			readonly resumed: boolean;
	  }
	/** The back end is away, or the agent could not be made. `final`: only the operator can put it right, and the port tries slowly. */
	| {
			readonly kind: "failed";
			readonly reason: AgentFailureKind;
			readonly message: string;
			readonly final: boolean;
	  };

export interface Turn {
	/** Unique on this server. */
	readonly turnId: string;
	readonly content: string;
	/** Seconds for which a reply that has begun needs no further sentence. Default: 0. */
	readonly spareSeconds?: () => number;
	/** Whether somebody waits for the turn's end. Default: always. */
	readonly isEndAwaited?: () => boolean;
}

export type TurnEvent =
	| { readonly kind: "sentence"; readonly index: number; readonly text: string }
	| { readonly kind: "action"; readonly callId: string; readonly name: string; readonly args: string }
	/** Nobody knows yet what has become of the turn. The back end may still work on it. At most once. */
	| { readonly kind: "delayed" }
	/** `usage` where the back end reports it. */
	| { readonly kind: "done"; readonly usage?: TokenUsage }
	| {
			readonly kind: "failed";
			readonly reason: FailureKind;
			readonly message: string;
			/** Whether the back end may have seen the turn. If not, its lines can go into another turn. */
			readonly delivered: boolean;
	  };

/** The way to Letta. */
export interface LettaPort {
	readonly start: () => void;
	/** Finds or makes the agent and verifies it. `onState` is called for every change from then on. */
	readonly ensureAgent: (spec: AgentSpec, onState: (state: AgentState) => void) => void;
	/** The latest value wins. `onStored` is called when the back end has stored this revision; never if a later one replaces it. */
	readonly setBlock: (block: BlockWrite, onStored: (rev: number) => void) => void;
	/** `onEvent` ends with exactly one `done` or `failed`. A turn is never sent twice. */
	readonly sendTurn: (npcId: string, turn: Turn, onEvent: (event: TurnEvent) => void) => void;
	/** Somebody waits now for the end of a turn that nobody waited for before. */
	readonly hasten: () => void;
	/**
	 * Ends a turn at once with `failed`, `rejected`, here and at the back end. Does nothing if the turn is over. A turn that
	 * was not sent yet counts as not delivered.
	 */
	readonly cancelTurn: (npcId: string, turnId: string) => void;
	readonly actionResult: (npcId: string, callId: string, ok: boolean, result: string) => void;
	/**
	 * Deletes the NPC's agent and all that it remembers, whatever the memory mode, and makes it anew from `spec`. The NPC's
	 * turns fail as `rejected`, and blocks on their way are dropped. The `onState` of `ensureAgent` gets the new agent's states.
	 * `onErased` says whether nothing is left. An erasure waits while the back end is away, and goes on after `release` and
	 * while the server closes; if the server is gone before its end, `onErased` is not called.
	 */
	readonly erase: (spec: AgentSpec, onErased: (ok: boolean) => void) => void;
	readonly release: (npcId: string, forget: boolean) => void;
	readonly stats: () => LettaStats;
	/** Sends what is pending, for at most `timeoutSeconds`, and closes; for `BindToClose`. */
	readonly close: (timeoutSeconds: number, onClosed: () => void) => void;
}

export interface BlockWrite {
	readonly npcId: string;
	readonly label: string;
	readonly value: string;
	readonly rev: number;
	/** It holds news that cannot wait, as when somebody has left a group. */
	readonly urgent?: boolean;
	/** It may wait a little to share a request. */
	readonly patient?: boolean;
}

/** What the port has done, by class, and how many of a minute's requests it has used. */
export type LettaStats = Pick<SchedulerStats, "byClass" | "usedLastMinute" | "perMinute">;

/** How the server itself is. */
export interface VitalsSample {
	/** Seconds that the engine's work takes in a frame. */
	readonly heartbeatSeconds: number;
	readonly memoryMb: number;
	readonly instances: number;
}

export interface Vitals {
	readonly sample: () => VitalsSample;
}

/** Where an operator types commands. */
export interface OperatorConsole {
	/** From now on `run` answers what is typed, given as words; until the returned function is called. */
	readonly open: (run: (words: ReadonlyArray<string>) => string) => () => void;
	/** Writes to the output, where the operator can copy it. */
	readonly print: (text: string) => void;
}

/** `look`: a person has to look. `unknown`: the question could not be asked. */
export interface ProbeAnswer {
	readonly kind: "yes" | "no" | "look" | "unknown";
	/** What was seen, what to look at, or why the question could not be asked. */
	readonly seen: string;
}

/** An NPC with a body, for a person to look at. */
export interface ShownNpc {
	readonly npcId: string;
	readonly displayName: string;
}

/** A question about the engine that its documentation leaves open. */
export interface EngineProbe {
	readonly question: string;
	/** What a person in the game has to do meanwhile. */
	readonly task?: string;
	readonly ask: (onAnswer: (answer: ProbeAnswer) => void) => void;
}

export interface HttpRequest {
	readonly method: "GET" | "POST" | "PATCH" | "DELETE";
	/** Below the configured base URL; the adapter adds the secret. */
	readonly path: string;
	readonly body?: string;
	/** Send the body with gzip. The other side has to read that. */
	readonly isCompressed?: boolean;
	readonly timeoutSeconds: number;
}

export type HttpResult =
	| { readonly kind: "ok"; readonly status: number; readonly body: string }
	| {
			readonly kind: "http";
			readonly status: number;
			readonly body: string;
			/** From the header `Retry-After`, in either of its forms. */
			readonly retryAfterSeconds?: number;
	  }
	| {
			readonly kind: "network";
			readonly message: string;
			/**
			 * Why nobody can have seen the request: there was no connection, or one of the engine's own limits is reached, of
			 * requests a minute or at once. Absent where it may have arrived.
			 */
			readonly unsent?: Unsent;
	  };

export interface HttpPort {
	readonly send: (request: HttpRequest, onResult: (result: HttpResult) => void) => void;
}

/** A connection that carries text both ways. */
export interface Stream {
	/** Does nothing while the connection is not open. */
	readonly send: (text: string) => void;
	/** The listener is not called any more. */
	readonly close: () => void;
}

/** Never called within `open`. */
export interface StreamListener {
	readonly onOpened: () => void;
	readonly onMessage: (text: string) => void;
	/** Called once at the end, whatever ends it, but for `close`. */
	readonly onClosed: (message: string) => void;
}

export type StreamResult =
	| { readonly kind: "ok"; readonly stream: Stream }
	/** The engine has no such connections here. */
	| { readonly kind: "none"; readonly message: string };

export interface StreamPort {
	readonly open: (path: string, listener: StreamListener) => StreamResult;
}

export type JsonResult =
	{ readonly kind: "ok"; readonly value: unknown } | { readonly kind: "decode"; readonly message: string };

export interface Json {
	readonly encode: (value: unknown) => string;
	readonly decode: (text: string) => JsonResult;
}

/** A line a player typed, as it reached the server; raw text. */
export interface PlayerLine {
	/** Of TextChatService's general channel; `Player.Chatted` has none. */
	readonly messageId?: string;
	readonly userId: number;
	readonly displayName: string;
	readonly text: string;
}

export interface ChatSource {
	/** A line with an id may come more than once, for each recipient. The callback must not yield. */
	readonly onLine: (callback: (line: PlayerLine) => void) => () => void;
}

export type FilterResult =
	{ readonly kind: "ok"; readonly text: string } | { readonly kind: "failed"; readonly message: string };

export interface TextFilter {
	/** Filters for everyone on the server. `fromUserId` must be a player on this server. */
	readonly filter: (text: string, fromUserId: number, onResult: (result: FilterResult) => void) => void;
}

export interface ChatDisplay {
	/** Shows `message` to one player; nothing happens when that player is gone. */
	readonly show: (userId: number, message: NpcChatMessage) => void;
}

/** A player who cannot type, or would rather not, asks an NPC to talk. */
export interface TalkPrompts {
	/** The player is near the NPC. */
	readonly onTalk: (callback: (npcId: string, userId: number) => void) => () => void;
}

export interface ChatPermission {
	/** Whether the player may chat; undefined if nobody can say now. */
	readonly ask: (userId: number, onAnswer: (mayChat: boolean | undefined) => void) => void;
}

/** The operator's off switch. */
export interface Switch {
	readonly isOn: () => boolean;
	readonly onChanged: (callback: (isOn: boolean) => void) => () => void;
}

export interface Log {
	readonly debug: (message: string, context?: LogContext) => void;
	readonly info: (message: string, context?: LogContext) => void;
	readonly warn: (message: string, context?: LogContext) => void;
	readonly error: (message: string, context?: LogContext) => void;
}

export type LogLevel = "debug" | "info" | "warn" | "error";

export interface LogEntry {
	/** ISO-8601 UTC. */
	readonly time: string;
	readonly level: LogLevel;
	/** The part of the server that speaks: `npc`, `gateway`. */
	readonly category: string;
	/** Redacted, with its context. */
	readonly message: string;
}

/** Where log entries go, oldest first. */
export type LogSink = (entries: ReadonlyArray<LogEntry>) => void;

export type LogContext = Readonly<Record<string, string | number | boolean>>;
