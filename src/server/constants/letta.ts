/**
 * Every tunable of the ways to Letta and of their I/O, with its unit and its reason.
 */

/** Writing memory blocks. */
export const BLOCKS = {
	/** Seconds between two writes of one block, by label. A change meanwhile waits, unless it is urgent. */
	minIntervalSeconds: { status: 1, group_members: 0.5 } as Readonly<Record<string, number>>,
	/** The same for any other label. */
	defaultMinIntervalSeconds: 2,
	/** Seconds between two writes for an NPC that only distant players can see. */
	drowsyIntervalSeconds: 15,
};

/** Waits before a failed request is sent again. */
export const BACKOFF = {
	/** The most the first wait can take, seconds. It doubles from there. */
	baseSeconds: 0.5,
	/** The most any wait can take, seconds. */
	capSeconds: 30,
};

/** Frames to and from the gateway. */
export const FRAMES = {
	/** Ops in one frame. Even with the longest blocks a frame is well below the gateway's body limit. */
	maxItems: 64,
};

/** The game server's side of the connection to the gateway. */
export const GATEWAY = {
	/** Seconds that an op waits for others to share its request. */
	coalesceSeconds: 0.1,
	/** The same for what a player waits for. */
	turnSeconds: 0.03,
	/**
	 * Groups and actions have requests of their own as long as all requests together are no more than this. Otherwise they ride
	 * on the next request for at most so many seconds. A newcomer may be late by a second, a disconnect by half of one, and a
	 * turn tells what an NPC does. Health and place do not ride.
	 */
	spareRate: { ratePerSecond: 90 / 60, burst: 10 },
	maxRideSeconds: { departure: 0.3, group: 0.5, patient: 1.5 },
	/** Requests that the gateway may hold at once. Each of them brings events, so that fewer polls are needed. */
	maxPolls: 4,
	/**
	 * Bytes from which on a request's body goes with gzip, where the gateway reads it. A smaller one fits into one packet
	 * anyway. Larger ones become a tenth (docs/adr/024-json-and-gzip.md).
	 */
	compressFromBytes: 1024,
	/** At most 380 requests in any minute, of the 500 that Roblox allows a game server. */
	requestRate: { ratePerSecond: 5, burst: 80 },
	/**
	 * Seconds from an answer to the next poll while a player waits for words: an op that comes meanwhile saves a request. The
	 * gateway keeps a longer distance between two answers.
	 */
	pollAgainSeconds: 0.07,
	/** Seconds that events may wait while nobody misses them, at most. So long there is no poll, while players read replies. */
	maxRestSeconds: 3,
	/** Seconds before an NPC needs its next sentence at which it should be there: twice the way to a distant gateway. */
	spareMarginSeconds: 0.35,
	/** Seconds that a poll may be held open, if the gateway is willing. */
	maxWaitSeconds: 20,
	/** The same where the engine lets too few requests out at once: the least, and the pause before what was kept back. */
	leastPollSeconds: 1,
	crowdedRetrySeconds: 0.5,
	/** Seconds for an answer, beyond that. Together they must not exceed the 30 after which Roblox gives a request up. */
	timeoutSeconds: 10,
	/** Seconds between two tries of a gateway that refuses this server. */
	deniedRetrySeconds: 8,
	/** Seconds of failures after which the gateway counts as away. A restart takes less. */
	downAfterSeconds: 3,
	/** Seconds after which a turn is given up that the gateway never ended. The gateway's own limit is shorter. */
	turnDeadlineSeconds: 180,
	/** Seconds, of the 30 that a closing server has, for what still has to be sent. */
	closeSeconds: 10,
};

/** The socket to the gateway, where the engine has one. */
export const SOCKET = {
	/** Seconds for it to open. */
	openSeconds: 5,
	/** Seconds between two pings. One that is not answered before the next means that the socket is dead. */
	pingSeconds: 10,
	/** The same while it has to show that it holds … */
	holdSeconds: 2,
	/** … which it has to do by so many answers, after a loss. */
	pingsAfterLoss: 3,
	/** Seconds after which a socket counts as steady: its loss is the first again. */
	steadySeconds: 60,
	/** Waits before it is opened again. */
	retry: { baseSeconds: 1, capSeconds: 30 },
	/** Seconds that an op waits for others to share its message. What a player waits for goes at once. */
	coalesceSeconds: 0.05,
	/** Seconds between two messages of what players wait for. So a hundred lines in one frame are two messages. */
	pushGapSeconds: 0.01,
	/** Seconds after which events are acknowledged, if no op does it before. */
	ackSeconds: 0.25,
};

/** Requests straight to Letta Cloud. */
export const SCHEDULER = {
	/**
	 * Requests in any sliding minute. Roblox allows a game server 500; a tenth is left to the game's own code. After a rest
	 * the burst brings a dozen NPCs up to date at once. When Letta is back, all awake NPCs have waited and the last minute was
	 * hardly used, so the catch-up covers both blocks of 50 NPCs and the turns that wait.
	 */
	budget: { perMinute: 450, burst: 20, catchUp: 150 },
	/** The same for a closing server: nobody else needs the reserve any more. */
	closingBudget: { perMinute: 490, burst: 490, catchUp: 490 },
	/**
	 * Seconds that a request of each class must be older than a turn to go before it. However many turns are wanted, a request
	 * waits no longer than this plus a turn's patience (`CLOUD.turnWaitSeconds`). A departure is as far behind a turn as a
	 * player waits for an answer, and a group as far again: somebody in the memory who has gone is worse than a newcomer who is
	 * not there yet, and writes that wait are merged.
	 */
	handicapSeconds: { turn: 0, actionResult: 3, departure: 20, group: 40, status: 44, housekeeping: 48 },
	/**
	 * Requests under way at once: how many Roblox allows is not documented, so it is learned, downwards from this. Where it was
	 * refused it is not tried again for five minutes.
	 */
	flight: { max: 64, burstSeconds: 0.5, answersToGrow: 20, ceilingSeconds: 300 },
	/** Those of them that a model has to answer: slow answers must leave room for the rest. */
	maxThinkingInFlight: 48,
	/** Waits before a request is sent again. The cap is that of Letta's own client, so that a recovery is noticed soon. */
	retry: { baseSeconds: 0.5, capSeconds: 8 },
	/** Failures in a row after which a host is out of reach, and seconds until it is tried again. */
	breaker: { failures: 6, openSeconds: 2 },
	/** Seconds that a host is left alone after a 429 that does not say how long. */
	defaultPauseSeconds: 1,
	/** Waiting times kept for each class, from which the statistics take percentiles. */
	rememberedWaits: 500,
};

/** Letta Cloud, or any server with the same API. */
export const CLOUD = {
	/** Seconds for an answer to anything but a turn. */
	timeoutSeconds: 10,
	/** Seconds for the answer to a turn. The engine gives a request up by then; a longer turn is looked up. */
	turnTimeoutSeconds: 30,
	/** Seconds for the answer to a request that tries whether the host is back. */
	tryTimeoutSeconds: 3,
	/** Seconds that a turn may wait to be sent. By then the player has stopped waiting. */
	turnWaitSeconds: 20,
	/** Seconds that a turn waits for its NPC's blocks to be stored. It need not wait longer, because it says the same itself. */
	blockWaitSeconds: 3,
	/** Seconds after which a turn without a known end is given up. */
	turnDeadlineSeconds: 150,
	/** Steps of an agent in one turn: an answer, a tool or two, and their words. */
	maxSteps: 5,
	/** Times that a turn may be sent, each but the first after it certainly failed. */
	maxSends: 3,
	/** Seconds between two looks for a turn, and looks in a row without it before one that failed at Letta is sent again. */
	lookSeconds: 2,
	absentLooks: 2,
	/**
	 * Seconds after which a turn that is not listed is given up. Letta stores a turn only when its step ends, and a model on
	 * a slow machine takes 36 s and more.
	 */
	unlistedSeconds: 60,
	/** Messages that a look reads: more than one turn makes. */
	lookedAtMessages: 20,
	/** Seconds until a turn tries whether there are credits again. A try costs nothing. */
	creditPauseSeconds: 6,
	/** Seconds until a request that costs nothing is tried again, where Letta refuses even that without credits. */
	unpaidPauseSeconds: 4,
	/** Seconds after which an agent that does not take a block is verified anew. */
	blockRetrySeconds: 15,
	/** Seconds between two tries of a key that Letta refuses. A try is one small request. */
	deniedRetrySeconds: 8,
	/** Agents in one page of a list; each comes with its prompt, some 10 kB. */
	pageSize: 50,
	/** Pages of one list that are read at most. */
	maxPages: 40,
	/** Seconds that a search for an agent waits for others to share its list, and how many are searched for one by one. */
	censusSeconds: 0.5,
	maxSingleSearches: 3,
	/** Seconds after which an agent that Letta's list does not show counts as deleted. */
	listedAfterSeconds: 30,
	/** Waits after an agent could not be made. Its NPC has no mind meanwhile. */
	provisionRetry: { baseSeconds: 2, capSeconds: 60 },
	/** The same where the plan allows no more agents: only the operator can change that. */
	agentLimitRetrySeconds: 300,
	/** Seconds until a failed erasure is tried again. */
	eraseRetrySeconds: 5,
	/** Seconds between two renewals of a server's lease, each on another of its agents in turn. */
	leaseSeconds: 300,
	/** Seconds without a renewal after which a server counts as dead. Several renewals may fail before. */
	orphanSeconds: 1800,
	/** Seconds between two searches for agents of dead servers, plus up to half by chance. The first search comes sooner. */
	sweepSeconds: 1800,
	firstSweepSeconds: 60,
	/** Agents of dead servers, and blocks that belong to no agent, that one search deletes at most. */
	maxSweptAgents: 40,
	maxSweptBlocks: 200,
	/** Seconds for which a block must have belonged to no agent before it is deleted. One that is being made gets an agent sooner. */
	looseSeconds: 60,
	/**
	 * Seconds until a changed prompt is recompiled, so that changes share it, and between two recompilations for one NPC. A
	 * turn says the newest itself, so there is no hurry, and a recompilation costs the provider's cache of the prompt.
	 */
	recompileIdleSeconds: 8,
	recompileIntervalSeconds: 60,
	/** Seconds of the 30 that a closing server has. */
	closeSeconds: 25,
};
