/**
 * The JSON that host and engine exchange, once per frame in each direction. Bodies that are not UTF-8 text travel as
 * base64.
 */
import type { MountedInstance } from "../rojo/tree.ts";

export interface BootRequest {
	readonly tree: MountedInstance;
	readonly options: EngineOptions;
}

export interface EngineOptions {
	readonly seed: number;
	readonly isStudio: boolean;
	/** Whether HttpService may reach loopback, as it may in Studio. */
	readonly allowLocalhost: boolean;
	readonly secrets: Readonly<Record<string, string>>;
	/** The wall clock when the world began, Unix seconds. */
	readonly startTime: number;
	readonly placeId: number;
	readonly projectName: string;
}

export interface StepRequest {
	/** Seconds since boot, after this step. */
	readonly now: number;
	/** The length of this step. */
	readonly dt: number;
	readonly commands: ReadonlyArray<Command>;
	readonly httpResponses: ReadonlyArray<HttpOutcome>;
	readonly streamEvents: ReadonlyArray<StreamEvent>;
	readonly paths: ReadonlyArray<PathAnswer>;
}

/** `server`, or a player's name. */
export type PeerName = string;

/** One `CommandResult` answers each command, in this step or in a later one. */
export type Command = { readonly id: number } & CommandBody;

export type CommandBody =
	| { readonly kind: "start" }
	| { readonly kind: "join"; readonly name: string; readonly displayName: string; readonly userId: number }
	| { readonly kind: "leave"; readonly player: string }
	| { readonly kind: "chat"; readonly player: string; readonly text: string }
	| ({ readonly kind: "moveTo" | "teleport"; readonly player: string } & Position)
	| { readonly kind: "stop"; readonly player: string }
	| { readonly kind: "evaluate"; readonly peer: PeerName; readonly key: string }
	| { readonly kind: "setOption"; readonly name: string; readonly value: unknown }
	| { readonly kind: "shutdown" };

/** Studs. */
export interface Position {
	readonly x: number;
	readonly y: number;
	readonly z: number;
}

export interface StepResponse {
	readonly logs?: ReadonlyArray<EngineLog>;
	readonly http?: ReadonlyArray<EngineHttpRequest>;
	/** Missing if no script made a request. */
	readonly httpUse?: HttpUse;
	readonly streams?: ReadonlyArray<StreamRequest>;
	readonly display?: ReadonlyArray<DisplayEvent>;
	readonly labels?: ReadonlyArray<LabelEvent>;
	readonly results?: ReadonlyArray<CommandResult>;
	readonly players?: ReadonlyArray<PlayerState>;
	/** Only while the option `costs` is on; a side without a step is missing. */
	readonly costs?: FrameCosts;
	/** Before this frame's paths are looked for. */
	readonly solids?: ReadonlyArray<SolidsChange>;
	readonly paths?: ReadonlyArray<PathRequest>;
}

export type Triple = readonly [x: number, y: number, z: number];

/** A part that collides. Its size is along its own axes. */
export interface Solid {
	readonly id: number;
	readonly shape: "Block" | "Wedge" | "Cylinder" | "Ball";
	readonly size: Triple;
	/** A CFrame's components: the position, then the rotation by rows. */
	readonly place: ReadonlyArray<number>;
}

/** What has become of a peer's solid parts since its last path. */
export interface SolidsChange {
	readonly peer: PeerName;
	readonly set?: ReadonlyArray<Solid>;
	readonly removed?: ReadonlyArray<number>;
}

export interface PathRequest {
	readonly id: number;
	readonly peer: PeerName;
	readonly from: Triple;
	readonly to: Triple;
	/** The agent's, studs. */
	readonly radius: number;
	readonly height: number;
	readonly canJump: boolean;
	/** Studs from one waypoint to the next; missing: corners only. */
	readonly spacing?: number;
	/** Where no way leads to the end, the way to what is nearest to it. */
	readonly isNearest?: boolean;
}

/** Without points there is no path. */
export interface PathAnswer {
	readonly id: number;
	readonly points?: ReadonlyArray<Triple>;
	/** Whether a point that is higher than the one before may need a jump. */
	readonly mayJump?: boolean;
}

/** What the scripts' threads cost in a frame. The clients count together. */
export type FrameCosts = Partial<Readonly<Record<"server" | "client", SideCosts>>>;

export interface LabelCost {
	readonly label: string;
	readonly ms: number;
}

export interface SideCosts {
	/** Milliseconds of CPU time from each resumption of a thread until it yields or ends, engine calls included. */
	readonly steps: ReadonlyArray<number>;
	/** Milliseconds by the innermost label of `debug.profilebegin`; `other` is outside all. */
	readonly labels: ReadonlyArray<LabelCost>;
	/** The frame's longest step: when it was, seconds of the world, and what it did. */
	readonly largest: { readonly at: number; readonly labels: ReadonlyArray<LabelCost> };
	/** The steps of more than two milliseconds, and what they did. */
	readonly long: ReadonlyArray<{ readonly ms: number; readonly labels: ReadonlyArray<LabelCost> }>;
	/** By how much the heap grew, while nothing was collected. */
	readonly kilobytes: number;
}

export type LogLevel = "output" | "info" | "warn" | "error";

export interface EngineLog {
	readonly peer: PeerName;
	readonly level: LogLevel;
	readonly message: string;
	/** `debug.traceback` of an error. */
	readonly trace?: string;
	/** Seconds since boot. */
	readonly time: number;
}

/** What a client's chat UI shows to its player. */
export interface DisplayEvent {
	readonly player: string;
	readonly kind: "bubble" | "window";
	readonly text: string;
	readonly prefixText?: string;
	/** Full name of the instance that the bubble hangs over. */
	readonly adornee?: string;
	/** The bubble is so far away that the player sees an ellipsis instead of its text. */
	readonly isMinimized?: true;
	readonly metadata?: string;
	/** Seconds since boot. */
	readonly time: number;
}

/** A TextLabel of a ScreenGui or a BillboardGui that the player sees from now on, or whose text has changed. */
export interface LabelEvent {
	readonly player: string;
	/** As the script set it: rich text where the label reads that. */
	readonly text: string;
	/** Full name of the label. */
	readonly label: string;
	/** Full name of the instance that its billboard hangs over. */
	readonly adornee?: string;
	/** Seconds since boot. */
	readonly time: number;
}

/** As the server sees it; without a position while the player has no character. */
export interface PlayerState extends Partial<Position> {
	readonly name: string;
	readonly userId: number;
	readonly moving: boolean;
}

export type CommandResult =
	| { readonly id: number; readonly ok: true; readonly value?: unknown }
	| { readonly id: number; readonly ok: false; readonly error: string };

export interface EngineHttpRequest {
	readonly id: number;
	readonly peer: PeerName;
	readonly url: string;
	readonly method: string;
	/** An empty Luau table encodes as `[]`. */
	readonly headers: Readonly<Record<string, string>> | readonly [];
	readonly body?: string;
	readonly bodyBase64?: string;
	readonly compress?: "gzip";
	readonly timeoutSeconds: number;
}

/** How near a frame's requests are to the limit of 500 a minute, as the engine counts them. */
export interface HttpUse {
	/** Seconds since boot. */
	readonly time: number;
	/** The most requests that went out within a minute, over the moments of this frame. */
	readonly inMinute: number;
	/** Requests of this frame that the limit refused. */
	readonly refused: number;
}

export type HttpOutcome =
	| {
			readonly id: number;
			readonly status: number;
			readonly statusMessage: string;
			readonly headers: Readonly<Record<string, string>>;
			readonly body?: string;
			readonly bodyBase64?: string;
	  }
	| { readonly id: number; readonly error: HttpFailure };

/** What a script wants of a WebStreamClient. */
export type StreamRequest = { readonly id: number } & (
	| {
			readonly kind: "open";
			/** `ws:` or `wss:` */
			readonly url: string;
			/** As in `EngineHttpRequest`. */
			readonly headers: Readonly<Record<string, string>> | readonly [];
	  }
	| { readonly kind: "send"; readonly text: string }
	| { readonly kind: "close" }
);

/** What happens to one; after `error` and `closed` nothing more. */
export type StreamEvent = { readonly id: number } & StreamEventBody;

export type StreamEventBody =
	/** `headers`: as the server sent them, a line each. */
	| { readonly kind: "opened"; readonly status: number; readonly headers: string }
	| { readonly kind: "message"; readonly text: string }
	/** `status` is 0 where there was no answer. */
	| { readonly kind: "error"; readonly status: number; readonly message: string }
	| { readonly kind: "closed" };

export interface HttpFailure {
	readonly kind:
		"timeout" | "connect" | "dns" | "tls" | "certificate" | "closed" | "aborted" | "redirects" | "other";
	readonly message: string;
}
