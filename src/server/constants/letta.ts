/**
 * Every tunable of the ways to Letta and of the I/O on them, once, with its unit and its reason.
 */

/** Writing memory blocks. */
export const BLOCKS = {
	/** Seconds between two writes of one block, by label; a change meanwhile waits, an urgent one does not. */
	minIntervalSeconds: { status: 1, group_members: 0.5 } as Readonly<Record<string, number>>,
	/** The same for any other label. */
	defaultMinIntervalSeconds: 2,
	/** Seconds between two writes for an NPC that only distant players can see. */
	drowsyIntervalSeconds: 15,
};

/** Repeating what failed. */
export const BACKOFF = {
	/** Seconds: the most the first wait can take; it doubles from there. */
	baseSeconds: 0.5,
	/** Seconds: no wait takes longer. */
	capSeconds: 30,
};

/** Frames to and from the gateway. */
export const FRAMES = {
	/** Ops in one frame: well below the gateway's body limit with the longest blocks. */
	maxItems: 64,
};

/** The game server's side of the connection to the gateway. */
export const GATEWAY = {
	/** Seconds that an op waits for others to share its request. */
	coalesceSeconds: 0.1,
	/** At most 380 requests in any minute, of the 500 that Roblox allows a game server. */
	requestRate: { ratePerSecond: 6, burst: 20 },
	/** Seconds that a poll may be held open, if the gateway is willing. */
	maxWaitSeconds: 20,
	/** Seconds for an answer, beyond that; together no more than the 30 after which Roblox gives a request up. */
	timeoutSeconds: 10,
	/** Seconds of failures after which the gateway counts as away: a restart of it takes less. */
	downAfterSeconds: 3,
	/** Seconds after which a turn that the gateway never ended is given up; the gateway's own limit is shorter. */
	turnDeadlineSeconds: 180,
	/** Seconds of the 30 that a closing server has, for what is still to be sent. */
	closeSeconds: 10,
};

/** Requests straight to Letta Cloud. */
export const SCHEDULER = {
	/**
	 * Requests in any sliding minute, of the 500 that Roblox allows a game server: a tenth is left to the game's own
	 * code. The burst lets a server that has rested bring a dozen NPCs up to date at once; when Letta is back, all that are
	 * awake have waited, and the last minute was hardly used.
	 */
	budget: { perMinute: 450, burst: 20, catchUp: 60 },
	/** The same for a server that closes: nobody else needs the reserve any more. */
	closingBudget: { perMinute: 490, burst: 490, catchUp: 490 },
	/**
	 * Seconds that a request of each class must be older than a turn to go before it. However many turns are wanted, none
	 * waits longer than this and a turn's own patience (`CLOUD.turnWaitSeconds`). A departure is as far behind a turn as a player
	 * waits for an answer, and a group as far again: where both are many, a ghost in the memory is worse than a newcomer who is
	 * not known yet, and whoever waits is merged.
	 */
	handicapSeconds: { turn: 0, actionResult: 3, departure: 20, group: 40, status: 44, housekeeping: 48 },
	/** Requests under way at once; and of them those that a model has to answer, so that slow ones leave room. */
	maxInFlight: 64,
	maxThinkingInFlight: 48,
	/** Waits before sending again: as long as Letta's own client waits at most, so that recovery is noticed soon. */
	retry: { baseSeconds: 0.5, capSeconds: 8 },
	/** Failures in a row after which a host is out of reach, and seconds until it is tried again. */
	breaker: { failures: 6, openSeconds: 2 },
	/** Seconds that a host is left alone after a 429 that does not say how long. */
	defaultPauseSeconds: 1,
	/** Waiting times of each class that the percentiles are made of. */
	rememberedWaits: 500,
};

/** Letta Cloud, or any server with the same API. */
export const CLOUD = {
	/** Seconds for an answer to anything but a turn. */
	timeoutSeconds: 10,
	/** Seconds for the answer to a turn: the engine gives a request up by then. A longer turn is looked up. */
	turnTimeoutSeconds: 30,
	/** Seconds for the answer of a host that is tried whether it is there again. */
	tryTimeoutSeconds: 3,
	/** Seconds that a turn waits to be sent; by then the player has stopped waiting. */
	turnWaitSeconds: 20,
	/** Seconds that a turn waits for its NPC's blocks to be stored: the turn itself says the same. */
	blockWaitSeconds: 3,
	/** Seconds after which a turn is given up whose fate cannot be found out. */
	turnDeadlineSeconds: 150,
	/** Steps of an agent in one turn: an answer, a tool or two, and their words. */
	maxSteps: 5,
	/** Sends of one turn, each after it was found that the one before had not arrived. */
	maxSends: 3,
	/**
	 * Seconds between two looks at whether a turn arrived, and looks in a row that must not find it before it is sent
	 * again: Letta keeps a turn when its step ends.
	 */
	lookSeconds: 2,
	absentLooks: 2,
	/** Newest messages that are looked at: more than one turn makes. */
	lookedAtMessages: 20,
	/** Seconds without turns after credits are spent; a try costs nothing. */
	creditPauseSeconds: 6,
	/** Seconds between two tries of what costs nothing, where even that is refused for want of credits. */
	unpaidPauseSeconds: 4,
	/** Seconds after which an agent is verified anew that does not take a block. */
	blockRetrySeconds: 15,
	/** Agents in one page of a list; each comes with its prompt, some 10 kB. */
	pageSize: 50,
	/** Pages that are read for one list at most. */
	maxPages: 40,
	/** Seconds that the search for agents waits for others to share its list, and how many are looked for one by one. */
	censusSeconds: 0.5,
	maxSingleSearches: 3,
	/** Seconds after which an agent that Letta's list does not show counts as deleted. */
	listedAfterSeconds: 30,
	/** Waits after an agent could not be made, seconds: its NPC has no mind meanwhile. */
	provisionRetry: { baseSeconds: 2, capSeconds: 60 },
	/** The same where the plan allows no more agents: only the operator can change that. */
	agentLimitRetrySeconds: 300,
	/** Seconds until an erasure that could not be done is tried again. */
	eraseRetrySeconds: 5,
	/** Seconds between two renewals of a server's lease, each on another of its agents in turn. */
	leaseSeconds: 300,
	/** Seconds without a renewal after which a server counts as dead; several renewals may be missed. */
	orphanSeconds: 1800,
	/** Seconds between two searches for agents of dead servers, half as much again by chance; the first comes sooner. */
	sweepSeconds: 1800,
	firstSweepSeconds: 60,
	/** Agents of dead servers that one search deletes at most. */
	maxSweptAgents: 40,
	/** Seconds of the 30 that a closing server has. */
	closeSeconds: 25,
};
