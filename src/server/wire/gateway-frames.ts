/**
 * What crosses the wire between a game server and the gateway. Types only, so that the place (roblox-ts)
 * and the gateway (Node) compile the same file; each side validates with its own library.
 *
 * Delivery: ops (game → gateway) and events (gateway → game) are numbered from 1, without gaps, for as long
 * as the session lives. `seq` is the number of a frame's first item (of the next one, if the frame has
 * none); `ack` is the highest number received in order from the other side. A receiver drops what it has
 * already seen; a sender repeats what was not acknowledged. So a frame may be sent again at any time and
 * over any transport, and nothing is lost or done twice.
 */

/** Rises when a frame changes incompatibly. The gateway answers 426 to any other version. */
export type ProtocolVersion = 1;

/** `session`: nothing an NPC learns outlives the game server. `persistent`: it remembers across servers. */
export type MemoryMode = "session" | "persistent";

/** `POST /v1/sessions` */
export interface OpenSessionRequest {
	readonly protocol: number;
	readonly placeId: number;
	/** Unique to this game server; a made-up GUID in Studio, where `game.JobId` is empty. */
	readonly serverId: string;
	readonly memoryMode: MemoryMode;
}

/** 201 */
export interface OpenSessionResponse {
	readonly sessionId: string;
	/** The longest the gateway holds a poll open, seconds. */
	readonly maxWaitSeconds: number;
	/** What the `Content-Encoding` of a request may be, besides none. Absent from gateways that know none. */
	readonly encodings?: ReadonlyArray<string>;
}

/*
 * `DELETE /v1/sessions/{sessionId}` ends a session. The gateway lets its agents go, in the mode `session` deletes
 * them, and answers 204 then, or earlier if that takes long.
 */

/** An error's JSON body; `error` is one of the codes below or a transport-level one. */
export interface GatewayErrorBody {
	readonly error:
		| "unauthorized"
		| "forbidden"
		| "unknown_session"
		| "unsupported_protocol"
		| "bad_request"
		| "too_large"
		| "rate_limited"
		| "shutting_down";
	readonly message: string;
}

/** What an agent is made from. `persona` and `blocks` are secret from clients. */
export interface AgentSpec {
	readonly npcId: string;
	readonly displayName: string;
	readonly persona: string;
	/** First values of the other blocks, by label (`status`, `group_members`). */
	readonly blocks: Readonly<Record<string, string>>;
}

export type Op =
	| { readonly op: "ensureAgent"; readonly spec: AgentSpec }
	| {
			readonly op: "setBlock";
			readonly npcId: string;
			readonly label: string;
			readonly value: string;
			/** Rises with every write of this (npc, label). The gateway ignores an older one. */
			readonly rev: number;
	  }
	| {
			readonly op: "turn";
			readonly npcId: string;
			/** Unique in the session. The gateway does not run a repeated id twice. */
			readonly turnId: string;
			readonly content: string;
	  }
	| {
			readonly op: "actionResult";
			readonly npcId: string;
			readonly callId: string;
			readonly ok: boolean;
			readonly result: string;
	  }
	| { readonly op: "release"; readonly npcId: string; readonly forget: boolean }
	/** Drops a turn that waits, and stops one that runs. The turn ends with `turnFailed`, `rejected`, unless it is over. */
	| { readonly op: "cancelTurn"; readonly npcId: string; readonly turnId: string }
	/**
	 * Deletes the agent and all that it remembers, whatever the memory mode, for every session that uses it, and makes it
	 * anew with these first values of its blocks. Its turns fail as `rejected`; `erased` follows.
	 */
	| { readonly op: "erase"; readonly npcId: string; readonly blocks: Readonly<Record<string, string>> };

/** Why a turn or an agent failed. For the game's log and its decisions; players never see it. */
export type FailureKind =
	"backendUnavailable" | "model" | "timeout" | "busy" | "rejected" | "unknownAgent" | "internal";

/** What a turn cost, as the model's provider counts it. */
export interface TokenUsage {
	readonly promptTokens: number;
	readonly completionTokens: number;
}

export type GatewayEvent =
	/**
	 * The gateway stops, and lets the turns end that run. The game sends no more ops in this session, fetches what is to come,
	 * and opens a session at another gateway, or at this one when it is back.
	 */
	| { readonly event: "moving" }
	| { readonly event: "agentReady"; readonly npcId: string; readonly agentId: string; readonly model: string }
	/** The gateway tries again by itself, unless `final`. */
	| {
			readonly event: "agentFailed";
			readonly npcId: string;
			readonly kind: FailureKind;
			readonly message: string;
			readonly final: boolean;
	  }
	| { readonly event: "blockStored"; readonly npcId: string; readonly label: string; readonly rev: number }
	/** `ok`: nothing is left of what the agent knew. `agentReady` follows when it is made anew. */
	| { readonly event: "erased"; readonly npcId: string; readonly ok: boolean }
	/** `index` counts a turn's sentences from 0. */
	| {
			readonly event: "sentence";
			readonly npcId: string;
			readonly turnId: string;
			readonly index: number;
			readonly text: string;
	  }
	| {
			readonly event: "action";
			readonly npcId: string;
			readonly turnId: string;
			readonly callId: string;
			readonly name: string;
			readonly args: string;
	  }
	/** `usage` where the back end reports it. */
	| {
			readonly event: "turnDone";
			readonly npcId: string;
			readonly turnId: string;
			readonly usage?: TokenUsage;
	  }
	| {
			readonly event: "turnFailed";
			readonly npcId: string;
			readonly turnId: string;
			readonly kind: FailureKind;
			readonly message: string;
	  };

/**
 * `POST /v1/sessions/{sessionId}/frames?wait=<seconds>&rest=<seconds>&idle=<seconds>`; `wait=0` answers at once. With a `wait`
 * the frame is a poll, whether it has ops or not. It is answered when an event comes that somebody waits for: a turn's first
 * sentence or failure, a turn's end without words, an action, news of an agent. Further sentences wait for such an answer for as
 * long as `rest` says, and ends of turns and stored blocks for as long as `idle` says; by default not at all.
 */
export interface ClientFrame {
	readonly seq: number;
	readonly ack: number;
	readonly ops: ReadonlyArray<Op>;
}

/*
 * `GET /v1/connect?session={sessionId}` as a WebSocket: the same frames as messages of JSON text. The game's first frame makes
 * the socket the way for events, until it closes; before, it only answers pings. A frame of the game's begins with the first
 * op that this socket has not carried, a frame of the gateway's with the first event. Before the gateway closes a socket it
 * sends a `GatewayErrorBody`. What was not acknowledged is sent again over the next socket, or over HTTP.
 */

/** A sign of life. */
export interface SocketPing {
	readonly ping: number;
}

export interface SocketPong {
	/** The number of the ping. */
	readonly pong: number;
}

/** 200. All events after the request's `ack`, up to the gateway's limit per frame. */
export interface ServerFrame {
	readonly seq: number;
	readonly ack: number;
	readonly events: ReadonlyArray<GatewayEvent>;
}
