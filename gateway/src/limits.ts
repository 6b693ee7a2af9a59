/**
 * Every tunable of the gateway, with its unit and its reason. Those that a host may want to change come in
 * through the options of `createGateway` and `createAppServerBackend`; these are their defaults.
 */

export const GATEWAY_LIMITS = {
	/** Roblox's HttpService gives up a request after about 30 s in older texts: stay clear of it. */
	maxWaitSeconds: 25,
	/** A burst of sentences or stored blocks makes one answer; far below what a listener notices. */
	coalesceSeconds: 0.04,
	/** Between two answers of held polls: at most 240 a minute of a game server's 500 requests. */
	minAnswerGapSeconds: 0.25,
	/** A game server polls without pause; one that was silent for this long is gone. */
	sessionIdleSeconds: 90,
	/** Between two looks for idle sessions. */
	sessionSweepSeconds: 5,
	maxSessions: 100,
	maxNpcsPerSession: 500,
	/** Far above what a busy town makes between two polls: a game that lets so much pile up reads nothing. */
	maxPendingEvents: 10_000,
	/** Keeps an answer well below a megabyte: a sentence has at most a few hundred characters. */
	maxEventsPerFrame: 500,
	/** Roblox allows 500 requests a minute for a game server; the burst is a start with many NPCs. */
	framesPerSecond: 10,
	frameBurst: 60,
	/** How long the deletion of agents may hold up the answer to a game that shuts down and has 30 s in all. */
	sessionCloseSeconds: 8,
	/** Turns in flight get this long to end when the gateway is asked to stop. */
	shutdownSeconds: 10,
	/** … and then a game this long to fetch how they ended: the next poll follows an answer in a moment. */
	sendRestSeconds: 2,
} as const;

export type GatewayLimits = { readonly [K in keyof typeof GATEWAY_LIMITS]: number };

/** What one frame may hold. The place's own caps are smaller; these keep a broken or hostile one in bounds. */
export const FRAME_CAPS = {
	maxBodyBytes: 1024 * 1024,
	maxOps: 256,
	maxIdChars: 64,
	maxTurnIdChars: 128,
	maxDisplayNameChars: 64,
	maxPersonaChars: 20_000,
	maxBlocks: 16,
	maxBlockChars: 8_000,
	maxContentChars: 16_000,
	maxResultChars: 8_000,
} as const;

export const APP_SERVER_LIMITS = {
	/** Everything but turns: the slowest seen is a memory write behind 50 others, 5 s. */
	requestTimeoutSeconds: 20,
	/** From the input to the end of the reply; local models on small machines are slow. */
	turnTimeoutSeconds: 60,
	/** A turn that cannot start (connection down, agent busy) fails after this, so that the NPC can react. */
	turnStartSeconds: 5,
	/** Waiting turns of one agent; a game server sends one at a time, so this is about several servers. */
	maxWaitingTurns: 4,
	/** After an abort: how long the App Server may take to call the turn finished. */
	abortSeconds: 5,
	/** The reconnect's backoff. */
	reconnectBaseSeconds: 0.25,
	reconnectCapSeconds: 10,
	/** A half-open connection is found out by a ping that is not answered before the next one. */
	pingSeconds: 10,
	/** Making or verifying an agent that failed is tried again with this backoff. */
	provisionBaseSeconds: 1,
	provisionCapSeconds: 60,
	/** Creating an agent runs git and takes 0.3 s of a core. */
	maxConcurrentProvisions: 4,
	/** Memory files are written when an agent has been left alone for this long … */
	memoryQuietSeconds: 5,
	/** … and at most this often for one agent: a write runs git twice. */
	memoryIntervalSeconds: 60,
	/** One at a time: 50 at once were seen to take 5 s each. */
	maxConcurrentMemoryWrites: 1,
	/** A sentence longer than this is cut at a clause: a bubble with more is not read. */
	maxSentenceChars: 280,
	/** How often agents of game servers that are gone are looked for; deleted when found twice in a row. */
	orphanSweepSeconds: 600,
	/** Turn ids remembered per session, to run none twice. */
	maxKnownTurnIds: 5_000,
} as const;

export type AppServerLimits = { readonly [K in keyof typeof APP_SERVER_LIMITS]: number };
