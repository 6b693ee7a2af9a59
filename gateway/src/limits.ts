/**
 * Every tunable of the gateway, with its unit and its reason. These are the defaults; a host changes them through the
 * options of `createGateway` and `createAppServerBackend`.
 */

export const GATEWAY_LIMITS = {
	/** Older texts say that Roblox's HttpService gives up a request after about 30 s: stay clear of that. */
	maxWaitSeconds: 25,
	/** Events of one burst go out in one answer; the delay is far below what a listener notices. */
	coalesceSeconds: 0.04,
	/** Between two answers while only one poll is held: at most 500 a minute, and a game keeps to 380 requests. */
	minAnswerGapSeconds: 0.12,
	/** Requests of one game server that are held at once: each later answer then needs no new poll. */
	maxHeldPolls: 4,
	/** For so long what a poll said of resting sentences holds after an answer: a glance at a bubble, less the way there. */
	maxStaleRestSeconds: 0.5,
	/** An answer without acknowledgement for so long may be lost. A request sent meanwhile has crossed it. */
	resendSeconds: 1,
	/** A game server polls without pause, so one that is silent for this long is gone. */
	sessionIdleSeconds: 90,
	/** Between two searches for idle sessions. */
	sessionSweepSeconds: 5,
	maxSessions: 100,
	/** Sessions that a key opens: a whole fleet is back within a minute, and a game in a loop does not take every slot. */
	sessionsPerSecond: 2,
	sessionBurst: 30,
	/** Of one game server: as many as the largest town that was measured. */
	maxNpcsPerSession: 1_000,
	/** What a session keeps of its NPCs, in personas and blocks. A town of 1,000 NPCs has some two million. */
	maxKeptChars: 8_000_000,
	/** Far more than a busy town causes between two polls: a game with so many pending events reads nothing. */
	maxPendingEvents: 10_000,
	/** Keeps an answer well below a megabyte, as a sentence has at most a few hundred characters. */
	maxEventsPerFrame: 500,
	/** Roblox allows a game server 500 requests a minute; the burst is for a start with many NPCs. */
	framesPerSecond: 10,
	frameBurst: 60,
	/** Acknowledgements and news that nobody waits for share a message of a socket's. */
	pushCoalesceSeconds: 0.05,
	/** A game sends at most one frame in 50 ms, and a ping now and then. */
	socketMessagesPerSecond: 30,
	socketMessageBurst: 120,
	/** Bytes: enough for a start with 500 NPCs, whose personas are the largest that come. */
	socketBytesPerSecond: 2_000_000,
	socketBurstBytes: 16_000_000,
	/** That a key opens: a fleet of 100 game servers is back at once, and a game in a loop is not. */
	socketsPerSecond: 10,
	socketBurst: 200,
	/** One is in use, one takes its place, and one may not have noticed yet that it is dead. */
	maxSocketsPerSession: 3,
	/** A game pings every ten seconds, so a socket that is silent for this long is dead. */
	socketIdleSeconds: 35,
	/** Bytes that wait for a game that reads too slowly. Then the socket is closed; the events wait for the next one. */
	maxSocketBacklogBytes: 1_000_000,
	/** How long the answer waits for the deletion of agents: a game that shuts down has 30 s in all. */
	sessionCloseSeconds: 8,
	/** How long a request waits until what it brings is kept where several gateways share sessions. */
	storeSeconds: 3,
	/** Between two attempts to keep it. */
	storeRetrySeconds: 0.25,
	/** The owners of sessions have this long to write them to a store that came back empty. */
	storeReturnSeconds: 3,
	/** A gateway that gives the others no sign of life for so long is gone, and they take its sessions over. */
	aliveSeconds: 10,
	/** How long turns in flight may go on when the gateway is told to stop … */
	shutdownSeconds: 10,
	/** … and how long a game then has to fetch how they ended: its next poll follows within three seconds. */
	sendRestSeconds: 4,
} as const;

export type GatewayLimits = { readonly [K in keyof typeof GATEWAY_LIMITS]: number };

export const CONNECTION_LIMITS = {
	/** How long a client may take to send a request; the answer to a poll does not count. */
	requestSeconds: 30,
	/** The same for its headers. */
	headerSeconds: 10,
	/** Between two looks at them. */
	checkSeconds: 1,
	/** Connections for each game server that may be connected: it has two at once, and a proxy keeps some open. */
	perSession: 4,
	/** Further ones, for those who watch. */
	extra: 64,
	/** From one network, unless it is a proxy's: a machine of Roblox's may run a dozen game servers. */
	perNetwork: 64,
	/** A connection on which nothing moves: more than twice a held poll. It ends who never reads an answer. */
	idleSeconds: 60,
	/** All headers of a request; a game server's have some 600 bytes, and a proxy adds as many. */
	headerBytes: 8192,
	/** Lists and objects within one another; a frame has five. A newer game may send more. */
	jsonDepth: 16,
} as const;

export type ConnectionLimits = { readonly [K in keyof typeof CONNECTION_LIMITS]: number };

/** Limits of what the network may ask, whoever is behind it. */
export const RATE_LIMITS = {
	/** Of all game servers with one key: Roblox allows each 8 a second, and few use more than 2. */
	keyRequestsPerSecond: 200,
	/** Reading a megabyte takes a core some 10 ms. */
	keyBytesPerSecond: 4 * 1024 * 1024,
	/** Wrong tokens from one network. A town with a wrong token tries every eight seconds. */
	strangerRequestsPerMinute: 120,
} as const;

export type RateLimitValues = { readonly [K in keyof typeof RATE_LIMITS]: number };

/** Of agents, whatever their back end. */
export const AGENT_LIMITS = {
	/** From the message to the end of the reply; local models on small machines are slow. */
	turnTimeoutSeconds: 60,
	/** A turn that cannot start (back end away, agent busy) fails after this time, so that the NPC can react. */
	turnStartSeconds: 5,
	/** Waiting turns of one agent. A game server sends one at a time, but several servers may share an agent. */
	maxWaitingTurns: 4,
	/** How long the back end may take to end a turn that it was told to stop. */
	abortSeconds: 5,
	/**
	 * The App Server notices an abort only when the model writes its next word. A turn that is aborted before its first word gets
	 * so many seconds since it was sent: a small model on two cores reads a first prompt for 5 to 18 s.
	 */
	firstWordSeconds: 25,
	/** Backoff between attempts to make or verify an agent. */
	provisionBaseSeconds: 1,
	provisionCapSeconds: 60,
	/** Memory is written when nothing has changed for this long … */
	memoryQuietSeconds: 5,
	/** … and with at least this pause for one agent: a write at an App Server runs git twice. */
	memoryIntervalSeconds: 60,
	/**
	 * A talk is over for the memory when there was no turn for this long. Rewriting a prompt in mid-talk makes the model read
	 * all of it anew (5 to 18 s with a small model on two cores), and each turn says how the world is.
	 */
	memoryTalkSeconds: 45,
	/** A talk that goes on and on does not put off the memory for longer. */
	memoryDelaySeconds: 600,
	/** A longer sentence is cut at a clause: nobody reads a longer bubble. */
	maxSentenceChars: 280,
	/** Between two searches for agents of game servers that are gone; a server missing twice in a row is gone. */
	orphanSweepSeconds: 600,
	/** A gateway that renews no lease for so long counts as gone. Longer than a deletion takes, whose time-outs add up to 40 s. */
	leaseSeconds: 60,
	/** Between two attempts to take a lease while the server's agents are being deleted. */
	leaseRetrySeconds: 0.5,
	/** How many turn ids a session remembers, so that no turn runs twice. */
	maxKnownTurnIds: 5_000,
} as const;

export type AgentLimits = { readonly [K in keyof typeof AGENT_LIMITS]: number };

export const APP_SERVER_LIMITS = {
	...AGENT_LIMITS,
	/** For everything but turns. The slowest request seen was a memory write behind 50 others: 5 s. */
	requestTimeoutSeconds: 20,
	/** Backoff between attempts to connect. */
	reconnectBaseSeconds: 0.25,
	reconnectCapSeconds: 10,
	/** Between two pings. One that is not answered before the next means that the connection is half open. */
	pingSeconds: 10,
	/** How long after the last sign of it the App Server's disk counts as full: longer than between two attempts. */
	diskFullSeconds: 90,
	/** Creating an agent runs git and takes 0.3 s of a core. */
	maxConcurrentProvisions: 4,
	/** Deleting one takes some milliseconds, so a server that closes need not wait for agents that are being made. */
	maxConcurrentDeletions: 4,
	/** One at a time, because 50 at once took 5 s each. */
	maxConcurrentMemoryWrites: 1,
} as const;

export type AppServerLimits = { readonly [K in keyof typeof APP_SERVER_LIMITS]: number };

export const LETTA_LIMITS = {
	...AGENT_LIMITS,
	/** For everything but turns. */
	requestTimeoutSeconds: 20,
	/** Between two looks for a turn whose answer was lost, and looks without it before a turn that failed at Letta is given up. */
	lookSeconds: 2,
	absentLooks: 2,
	/** The same while Letta is away, before the NPC says something of its own. */
	awayLooks: 3,
	/** Messages that a look reads: more than one turn makes. */
	lookedAtMessages: 20,
	/** Steps of an agent in one turn: an answer, or a tool of Letta's own and its words. */
	maxSteps: 5,
	/** Failures in a row after which Letta is out of reach, and waits before it is asked again. */
	troublesUntilDown: 3,
	probeBaseSeconds: 0.5,
	probeCapSeconds: 8,
	/** Agents that are made, deleted and written at once: no numbers of Letta's limits are public. */
	maxConcurrentProvisions: 8,
	maxConcurrentDeletions: 8,
	maxConcurrentMemoryWrites: 4,
	/** Between two renewals of a game server's lease at Letta; a server without one for so long is gone. As the place has it. */
	renewSeconds: 300,
	orphanSeconds: 1800,
} as const;

export type LettaLimits = { readonly [K in keyof typeof LETTA_LIMITS]: number };
