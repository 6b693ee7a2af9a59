import type {
	CommandBody,
	DisplayEvent,
	EngineLog,
	FrameCosts,
	HttpUse,
	LabelEvent,
	PeerName,
} from "../host/protocol.ts";
import type { MountedInstance } from "../rojo/tree.ts";
import type { HttpEvent } from "./http-client.ts";
import type { HttpTransport } from "./http-transport.ts";
import type { StreamTransport } from "./stream-client.ts";
import type { PlayerHandle } from "./player-handle.ts";
import type { SourceLocation } from "./source-locator.ts";

export interface WorldOptions {
	/** A Rojo project file. */
	readonly projectFile: string;
	/**
	 * `real` keeps the world's time on the wall clock. `virtual` lets it run as fast as frames can be computed,
	 * but no faster than the wall clock while an HTTP request is under way.
	 */
	readonly clock: "real" | "virtual";
	/** Carries out HttpService's requests; the default is the network. */
	readonly http?: HttpTransport;
	/** How WebStreamClients connect; default: over the network. */
	readonly streams?: StreamTransport;
	/**
	 * Whether the virtual clock waits for `http`; default true. Switch it off for a handler that waits by the world's own
	 * time, through `world.sleep`.
	 */
	readonly waitForHttp?: boolean;
	/** What `HttpService:GetSecret` finds, by key. */
	readonly secrets?: Readonly<Record<string, string>>;
	/** Default true. */
	readonly isStudio?: boolean;
	/** Whether HttpService may reach loopback; default as in Roblox, in Studio only. */
	readonly allowLocalhost?: boolean;
	/** Seeds everything random in the world; default 1, or by chance on the real clock. */
	readonly seed?: number;
	/** `game.PlaceId`; default 0, as in an unpublished place. */
	readonly placeId?: number;
	/** The wall clock when the world begins, Unix seconds; default now. */
	readonly startTime?: number;
	/**
	 * Awaited before every frame, with the time in seconds at the frame's end. Keeps another clock in step with the world's.
	 * If it fails, the world ends.
	 */
	readonly beforeFrame?: (now: number) => Promise<void>;
	/** Edits the mounted tree before the world begins. */
	readonly prepare?: (tree: MountedInstance) => void;
	/** Length of a frame; default 1/30. */
	readonly stepSeconds?: number;
	/** Further options of the engine, as for `setOption`. */
	readonly engineOptions?: Readonly<Record<string, unknown>>;
}

/** A log line of a peer. */
export interface LogEvent extends EngineLog {
	/** Where the first script that the message names is. */
	readonly source?: SourceLocation;
}

export interface WorldEvents {
	readonly log: LogEvent;
	/** A bubble or a window line that a client's chat shows. */
	readonly display: DisplayEvent;
	/** A text that a ScreenGui or a BillboardGui shows to a player. */
	readonly label: LabelEvent;
	/** An HTTP request that was answered or failed. */
	readonly http: HttpEvent;
	/** How near the limit requests are, after each frame with requests. */
	readonly httpUse: HttpUse;
	/** What the frame cost, while the option `costs` is on. */
	readonly costs: FrameCosts;
}

export interface JoinOptions {
	readonly name: string;
	/** Default: the name. */
	readonly displayName?: string;
	/** Default: 1 for the first player, and so on. */
	readonly userId?: number;
}

/** A server and its clients. */
export interface World {
	/** Calls `listener` for every event from now on, until the returned function is called. */
	readonly on: <Name extends keyof WorldEvents>(
		name: Name,
		listener: (event: WorldEvents[Name]) => void,
	) => () => void;
	/** Runs the server's scripts. */
	readonly start: () => Promise<void>;
	/** Connects a client; its scripts have started when this resolves. */
	readonly join: (options: JoinOptions) => Promise<PlayerHandle>;
	/** One frame. */
	readonly step: () => Promise<void>;
	readonly run: (seconds: number) => Promise<void>;
	/** Runs until `condition` holds, checked after every frame; false if `timeoutSeconds` of the world pass first. */
	readonly runUntil: (
		condition: () => boolean | Promise<boolean>,
		timeoutSeconds: number,
	) => Promise<boolean>;
	/** Resolves after `seconds` of the world's time; somebody else must run the world. */
	readonly sleep: (seconds: number) => Promise<void>;
	/** Runs Luau in a peer's environment; resolves with its result, as JSON. */
	readonly evaluate: (peer: PeerName, luau: string) => Promise<unknown>;
	/** Changes how the engine's services behave: `filter`, `avatars`, … (see the README). */
	readonly setOption: (name: string, value: unknown) => Promise<void>;
	/** Seconds since the world began. */
	readonly now: () => number;
	/** Adds file names to the script places in Luau's text. */
	readonly annotate: (text: string) => string;
	/** Runs the callbacks of BindToClose, for 30 s at most, and ends the world. Can be called twice. */
	readonly shutdown: () => Promise<void>;
}

/** Hands a command to the engine and runs the world until it is answered. */
export type Perform = (command: CommandBody) => Promise<unknown>;
